"""Pictures of the ways in without a client: a browser, on a phone too, ssh, and netcat.

Each uses the program that people have; where it is missing, that picture stays as it is.
"""

import asyncio
import io
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path
from typing import Final, Self

from rich.ansi import AnsiDecoder
from rich.console import Console

from screenshots.client import FOLDER, free_port, in_thread, with_true_lengths, with_whole_last_row
from screenshots.clock import Clock
from screenshots.people import Person
from tests.server.doors.chromium import PROGRAM, running_browser
from tui_chat.config import DEFAULT_PORT
from tui_chat.server.config.config_schema import Config, Listen
from tui_chat.server.config.config_schema import Server as Identity
from tui_chat.server.engine.clock import Clock as ServerClock
from tui_chat.server.limits.command_rates import Flood
from tui_chat.server.process.server import Server

_PATIENCE: Final = 20.0
_SHARP: Final = 2
"""Pixels of the picture for one of the page."""


@asynccontextmanager
async def _server_with_doors(clock: Clock) -> AsyncIterator[dict[str, int]]:
    """A server; gives the ports, by what is spoken there."""
    wanted = {"irc": DEFAULT_PORT, "web": 8080, "ssh": 2222, "lines": 2323}
    ports = {name: await free_port(number) for name, number in wanted.items()}
    places = (
        Listen(port=ports["web"], web=True),
        Listen(port=ports["ssh"], tls=False, ssh=True),
        Listen(port=ports["lines"], tls=False, lines="ask"),
    )
    config = Config(
        server=Identity(welcome="Workshop tonight at seven. Bring a laptop."),
        listen=Listen(port=ports["irc"]),
        also_listen=places,
        flood=Flood(per_second=0),
    )
    wall = ServerClock(wall=clock.time_ns)
    with tempfile.TemporaryDirectory() as state:
        async with Server(config, Path(state), clock=wall):
            yield ports


async def ways_in(clock: Clock) -> None:
    """The same channel through each door."""
    async with _server_with_doors(clock) as ports:
        with ExitStack() as stack:

            async def enters(nick: str, *channels: str) -> Person:
                return stack.enter_context(await in_thread(Person, ports["irc"], nick, *channels))

            clock.set(9, 10)
            ana = await enters("ana", "#homelab")
            bia, rui = await enters("bia"), await enters("rui", "#homelab")
            await in_thread(ana.says, "good morning! can everybody read this?")
            clock.set(9, 12)
            slides = await in_thread(bia.says, "yes. the slides: https://example.org/slides")
            await in_thread(ana.says, "thanks, **very** quick", answers=slides)
            clock.set(9, 14)
            news = await in_thread(rui.says, "the projector works again")
            for person in (ana, bia):
                await in_thread(person.reacts, news, "🎉")
            if PROGRAM is None:
                print("No pictures of the page: there is no Chromium.")  # noqa: T201
            else:
                await _in_browsers(clock, ports["web"], ana)
            if shutil.which("tmux") and shutil.which("ssh"):
                await _by_ssh(clock, ports["ssh"], ana)
            else:
                print("No picture of ssh: there is no tmux or no ssh.")  # noqa: T201
            if shutil.which("tmux") and shutil.which("nc"):
                await _with_netcat(clock, ports["lines"], ana)
            else:
                print("No picture of netcat: there is no tmux or no nc.")  # noqa: T201


async def _in_browsers(clock: Clock, port: int, ana: Person) -> None:
    """Nina at a desk, and Leo with a phone."""
    switches = (f"--force-device-scale-factor={_SHARP}", "--enable-unsafe-swiftshader")
    async with running_browser(*switches, "--lang=en-US") as browser:
        for nick, minute, size, words in (
            ("nina", 18, (1000, 560, False), "hello from a browser, with nothing installed"),
            ("leo", 20, (390, 700, True), "and I am on the bus"),
        ):
            clock.set(9, minute)
            page = await browser.open("", await browser.person())
            width, height, phone = size
            await page.size(width, height, phone=phone, scale=0)
            await page.go(f"https://127.0.0.1:{port}/")
            await page.until("document.querySelector('#notice').hidden")
            await page.type(nick)
            await page.press("Enter")
            await page.until("document.title.includes('#lobby')")
            await page.type(words)
            await page.press("Enter")
            await asyncio.sleep(0.5)
            clock.set(9, minute + 1)
            await in_thread(ana.says, f"welcome, {nick}!")
            await asyncio.sleep(1.5)
            name = "phone" if phone else "browser"
            (FOLDER / f"{name}.png").write_bytes(await page.picture())


class Tmux:
    """A terminal that runs one program."""

    def __init__(self, socket: str, columns: int, rows: int) -> None:
        self._socket = socket
        self._size = (columns, rows)

    async def __aenter__(self) -> Self:
        columns, rows = map(str, self._size)
        shell = "env -i PATH=/usr/bin:/bin HOME=/nonexistent PS1='$ ' LC_ALL=C.UTF-8"
        shell += " TERM=xterm-256color COLORTERM=truecolor sh -i"
        await self._run("-f", "/dev/null", "new-session", "-d", "-x", columns, "-y", rows, shell)
        await self._run("set-option", "-g", "status", "off")
        await self.shows("$")
        return self

    async def __aexit__(self, *_exception: object) -> None:
        await self._run("kill-server")

    async def types(self, text: str) -> None:
        """Type a line."""
        await self._run("send-keys", "-l", text)
        await self._run("send-keys", "Enter")

    async def shows(self, text: str) -> None:
        """Wait until the screen shows a text."""
        async with asyncio.timeout(_PATIENCE):
            while text not in await self._run("capture-pane", "-p"):  # noqa: ASYNC110 - tmux tells nobody
                await asyncio.sleep(0.1)

    async def take_picture(self, name: str, title: str) -> None:
        """Save the screen as `name`.svg."""
        await asyncio.sleep(0.5)
        drawn = await self._run("capture-pane", "-p", "-e", "-N")
        columns, rows = self._size
        console = Console(
            width=columns,
            height=rows,
            record=True,
            file=io.StringIO(),
            color_system="truecolor",
        )
        for line in AnsiDecoder().decode(drawn.removesuffix("\n")):
            line.truncate(columns, pad=True)
            console.print(line, soft_wrap=True)
        picture = console.export_svg(title=title)
        picture = with_whole_last_row(with_true_lengths(picture))
        (FOLDER / f"{name}.svg").write_text(picture, "utf-8")

    async def _run(self, *words: str) -> str:
        process = await asyncio.create_subprocess_exec(
            "tmux", "-L", self._socket, *words, stdout=asyncio.subprocess.PIPE
        )
        said, _ = await process.communicate()
        return said.decode()


async def _by_ssh(clock: Clock, port: int, ana: Person) -> None:
    known = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -F none"
    known += " -o LogLevel=ERROR -o SendEnv=COLORTERM"
    async with Tmux("tui-chat-pictures-ssh", 90, 22) as terminal:
        await terminal.types(f"ssh {known} -p {port} yuki@127.0.0.1")
        await terminal.shows("Your nickname")
        await terminal.types("")
        await terminal.shows("Message #lobby")
        clock.set(9, 24)
        await terminal.types("ssh works from the school's machines, too")
        await terminal.shows("yuki  ssh works")
        await in_thread(ana.says, "nice to have you here, yuki")
        await terminal.shows("nice to have you")
        await terminal.take_picture("ssh", f"ssh -p {port} yuki@chat.example.org")


async def _with_netcat(clock: Clock, port: int, ana: Person) -> None:
    async with Tmux("tui-chat-pictures-nc", 72, 18) as terminal:
        await terminal.types(f"nc 127.0.0.1 {port}")
        await terminal.shows("?")
        await terminal.types("eva")
        await terminal.shows("rui")
        clock.set(9, 30)
        await terminal.types("this is plain netcat")
        await in_thread(ana.hears, "this is plain netcat")
        await in_thread(ana.says, "eva: and we read you all the same")
        await terminal.shows("all the same")
        await terminal.take_picture("netcat", f"nc chat.example.org {port}")
