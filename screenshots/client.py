"""A server, and a client without a terminal whose screen is saved as a picture."""

import asyncio
import html
import re
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from itertools import groupby
from pathlib import Path
from typing import Final, ParamSpec, TypeVar
from unittest.mock import patch

from msgspec.structs import replace
from rich.cells import cell_len
from textual.pilot import Pilot

from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions, Encryption
from tui_chat.client.connect.known_servers import KnownServers
from tui_chat.client.connect.loop_delay import LoopDelay
from tui_chat.config import DEFAULT_PORT
from tui_chat.server.config.config_schema import Config, Listen
from tui_chat.server.config.config_schema import Server as ServerOptions
from tui_chat.server.engine.clock import Clock
from tui_chat.server.limits.command_rates import Flood
from tui_chat.server.process.server import Server

FOLDER: Final = Path(__file__).parent
_TEXT: Final = re.compile(
    r'(<text [^>]*?)x="([0-9.]+)"([^>]*?)textLength="([0-9.]+)"([^>]*)>([^<]*)</text>'
)
_CLIP: Final = re.compile(r'(clip-terminal">\s*<rect [^>]*height=")([0-9.]+)"')
_CLIPPED: Final = re.compile(r' clip-path="url\(#([^)]+)\)"')
_BELOW: Final = 8.0
"""Pixels between the last row and the frame."""
_PATIENCE: Final = 10.0
"""Seconds to wait for a text before giving up."""
_SECONDS_FOR_PORT: Final = 60

P = ParamSpec("P")
T = TypeVar("T")


@asynccontextmanager
async def running_server(topic: str = "") -> AsyncIterator[int]:
    """A server with history and its own certificate, and a topic of the first channel.

    Gives its port.
    """
    with tempfile.TemporaryDirectory() as state:
        listen, about = Listen(port=await free_port(DEFAULT_PORT)), ServerOptions()
        if topic:
            about = replace(about, welcome=topic)
        config = Config(server=about, listen=listen, flood=Flood(per_second=0))
        wall = Clock(wall=lambda: time.time_ns())  # noqa: PLW0108 - it is patched later
        async with Server(config, Path(state), clock=wall) as server:
            yield server.port


async def free_port(wanted: int) -> int:
    """The port that the picture shows, as soon as no other program uses it. Raises OSError."""
    for _ in range(_SECONDS_FOR_PORT):
        with socket.socket() as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                listener.bind(("", wanted))
            except OSError:
                await asyncio.sleep(1)
            else:
                return wanted
    raise OSError(f"another program uses port {wanted}, which the pictures show")


async def in_thread(act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Call a function that blocks while server and client run on."""
    return await asyncio.to_thread(act, *args, **kwargs)


class Client:
    """The client, as a person at the keyboard uses it."""

    def __init__(self, app: ChatApp, pilot: Pilot[None]) -> None:
        self._app = app
        self._pilot = pilot

    async def wait_for(self, text: str) -> None:
        """Wait until the screen shows a text."""
        end = asyncio.get_running_loop().time() + _PATIENCE
        while text not in (seen := self._words()):
            if asyncio.get_running_loop().time() > end:
                raise TimeoutError(f"the screen never showed {text!r}, but:\n{seen}")
            await self._pilot.pause(0.05)

    async def press(self, *keys: str) -> None:
        """Press keys, one after the other."""
        await self._pilot.press(*keys)

    async def type_text(self, text: str) -> None:
        """Type a text, without Enter."""
        await self.press(*("space" if letter == " " else letter for letter in text))

    async def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        await self._pilot.resize_terminal(width, height)

    async def take_picture(self, name: str) -> None:
        """Save the screen as `name`.svg."""
        await self._pilot.pause(0.3)
        drawn = self._app.export_screenshot(title="tui-chat")
        picture = with_whole_last_row(with_true_lengths(drawn))
        (FOLDER / f"{name}.svg").write_text(picture, "utf-8")

    def _words(self) -> str:
        strips = self._app.screen._compositor.render_strips()  # noqa: SLF001 - as Textual's own
        return "\n".join(strip.text.rstrip() for strip in strips)


@asynccontextmanager
async def running_client(
    options: ClientOptions, size: tuple[int, int], *, proposal: str | None = None
) -> AsyncIterator[Client]:
    """The real client in a window of `size` columns and rows, without the lag of each second."""
    terminal = patch.dict("os.environ", {"TERM": "xterm-256color", "COLORTERM": "truecolor"})
    with terminal, patch.object(LoopDelay, "distorts", return_value=True):
        app = ChatApp(options, proposal=proposal)
        async with app.run_test(size=size) as pilot:
            yield Client(app, pilot)


def encrypted() -> Encryption:
    """The usual encryption, without the certificates that this machine remembers."""
    return Encryption(known=KnownServers(None))


def with_whole_last_row(picture: str) -> str:
    """The picture with all of its last row.

    Rich ends what is shown a pixel above the end of that row, through letters like g and p, and has
    the row cut by a path that it does not define: some programs then leave the row out.
    """
    picture = _CLIP.sub(lambda found: f'{found[1]}{float(found[2]) + _BELOW:g}"', picture)
    return _CLIPPED.sub(lambda found: found[0] if f'id="{found[1]}"' in picture else "", picture)


def with_true_lengths(picture: str) -> str:
    """The picture with every text where its cells are, and as wide as they are.

    Rich counts characters, so beside a wide one letters would be spread; and it begins texts with
    spaces, which some programs leave out.
    """
    return _TEXT.sub(_with_true_length, picture)


def _with_true_length(found: re.Match[str]) -> str:
    head, x, middle, length, tail, content = found.groups()
    text = html.unescape(content)
    cell = float(length) / max(len(text), 1)
    return "".join(
        f'{head}x="{float(x) + start * cell:g}"{middle}textLength="{cell_len(run) * cell:g}"{tail}>'
        f"{html.escape(run).replace(chr(0xA0), '&#160;')}</text>"
        for start, run in _runs(text)
    )


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """The runs of narrow and of wide letters, without spaces around; first, its cell."""
    cells = 0
    for _, letters in groupby(text, lambda letter: cell_len(letter) > 1):
        run = "".join(letters)
        if run.strip():
            yield cells + len(run) - len(run.lstrip()), run.strip()
        cells += cell_len(run)
