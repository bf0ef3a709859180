"""Pictures of the real client talking to a real server: `make screenshots`.

Each scene starts a server of its own, lets people in who say lines over plain sockets, drives the
client by keyboard and saves what it shows as SVG beside this file.
"""

import asyncio
import html
import re
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

from rich.cells import cell_len
from textual.pilot import Pilot

from tui_chat.client.app import ChatApp
from tui_chat.client.options import ClientOptions

FOLDER: Final = Path(__file__).parent
_TEXT: Final = re.compile(r'(<text [^>]*?)textLength="([0-9.]+)"([^>]*)>([^<]*)</text>')
_PATIENCE: Final = 10.0
"""Seconds that anything may take."""


class Person:
    """Somebody with the simplest of clients: lines over a socket."""

    def __init__(self, port: int, nick: str) -> None:
        self._socket = socket.create_connection(("127.0.0.1", port), _PATIENCE)
        self.says(f"NICK {nick}", f"USER {nick} 0 * :{nick.title()}")
        self.waits_for(" 366 ")

    def says(self, *lines: str) -> None:
        """Send lines of the protocol."""
        self._socket.sendall("".join(f"{line}\r\n" for line in lines).encode())

    def waits_for(self, text: str) -> None:
        """Read until the server has said this."""
        heard = b""
        while text.encode() not in heard:
            more = self._socket.recv(65536)
            if not more:
                raise ConnectionError(f"the server closed before it said {text!r}")
            heard += more

    def does(self, *lines: str) -> None:
        """Send lines and wait until the server has dealt with them all."""
        self.says(*lines, "PING :done")
        self.waits_for("PONG tui-chat.local done")

    def leaves(self) -> None:
        """Close the connection, as a client does that dies."""
        self._socket.close()


async def start_server(stack: AsyncExitStack) -> int:
    """Run `tui-chat server` until the stack is left; gives its port."""
    state = stack.enter_context(tempfile.TemporaryDirectory())
    server = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tui_chat", "server", "--port", "0", "--state", state),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )

    async def stop() -> None:
        server.terminate()
        await server.wait()

    stack.push_async_callback(stop)
    assert server.stdout is not None
    line = (await server.stdout.readline()).decode()
    port = re.search(r"port (\d+)", line)
    if port is None:
        raise RuntimeError(f"the server said {line!r}")
    return int(port[1])


def save(app: ChatApp, name: str) -> None:
    """What the app shows, as `name`.svg."""
    picture = _TEXT.sub(_with_true_length, app.export_screenshot(title="tui-chat"))
    (FOLDER / f"{name}.svg").write_text(picture, "utf-8")


def _with_true_length(found: re.Match[str]) -> str:
    """A text of the picture as wide as its cells: Rich counts characters."""
    text = html.unescape(found[4])
    length = float(found[2]) / max(len(text), 1) * cell_len(text)
    return f'{found[1]}textLength="{length:g}"{found[3]}>{found[4]}</text>'


def words(app: ChatApp) -> str:
    """The screen as text, a line per row."""
    strips = app.screen._compositor.render_strips()  # noqa: SLF001 - as Textual's own snapshots
    return "\n".join(strip.text.rstrip() for strip in strips)


async def shown(app: ChatApp, pilot: Pilot[None], text: str) -> None:
    """Wait until the screen shows a text."""
    end = asyncio.get_running_loop().time() + _PATIENCE
    while text not in (seen := words(app)):
        if asyncio.get_running_loop().time() > end:
            raise TimeoutError(f"the screen never showed {text!r}, but:\n{seen}")
        await pilot.pause(0.05)


Scene = Callable[[int], Awaitable[None]]


async def first_minute(port: int) -> None:
    """The question for a nickname, one of which is taken."""
    ana = await asyncio.to_thread(Person, port, "ana")
    app = ChatApp(ClientOptions("127.0.0.1", port), proposal="ana")
    async with app.run_test(size=(90, 24)) as pilot:
        await shown(app, pilot, "Your nickname")
        await pilot.press("enter")
        await shown(app, pilot, "ana already")
        save(app, "first-minute")
    ana.leaves()


async def talk(port: int, size: tuple[int, int], name: str) -> None:
    """A room with a few people in it."""
    ana = await asyncio.to_thread(Person, port, "ana")
    app = ChatApp(ClientOptions("127.0.0.1", port, nick="dani"))
    async with app.run_test(size=size) as pilot:
        await shown(app, pilot, "dani")
        bia = await asyncio.to_thread(Person, port, "bia")
        caio = await asyncio.to_thread(Person, port, "caio")
        yuki = await asyncio.to_thread(Person, port, "yuki")
        lines = [
            (ana, "good morning! who has the slides?"),
            (bia, "here: https://example.org/slides"),
            (ana, "obrigada! 👍"),
            (yuki, "おはよう、みんな"),
            (caio, "does print(f'{x}') need brackets?"),
            (bia, "\x01ACTION looks it up\x01"),
            (ana, "dani: you know that one, don't you?"),
        ]
        for person, text in lines:
            await asyncio.to_thread(person.does, f"PRIVMSG #lobby :{text}")
        await asyncio.to_thread(caio.does, "JOIN #class", "PRIVMSG dani :see you in #class")
        await shown(app, pilot, "looks it up")
        for letter in "no, an f-string has its own":
            await pilot.press("space" if letter == " " else letter)
        await pilot.press("enter")
        await shown(app, pilot, "an f-string has its own")
        await pilot.pause(0.3)
        save(app, name)
    for person in (ana, bia, caio, yuki):
        person.leaves()


SCENES: Final[tuple[Scene, ...]] = (
    first_minute,
    lambda port: talk(port, (110, 28), "chat"),
    lambda port: talk(port, (48, 20), "narrow"),
)


async def main() -> None:
    """Take all pictures."""
    for scene in SCENES:
        async with AsyncExitStack() as stack:
            await scene(await start_server(stack))


if __name__ == "__main__":
    asyncio.run(main())
