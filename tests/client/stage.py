"""The client's screens without sockets: a test feeds server lines and reads the rows."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import pytest
from textual.pilot import Pilot

from tests.client.idle import at_full_speed
from tui_chat.client.app import ChatApp
from tui_chat.client.chat_log.log_on_thread import ChatLog
from tui_chat.client.config.connection_and_ui_options import ClientOptions, UiOptions
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import Connected, Event
from tui_chat.client.memory.remembered_state_store import Memories
from tui_chat.client.screens.chat.chat import ChatScreen
from tui_chat.client.widgets import repaint_limit
from tui_chat.wire.message import Message

EVERYTHING = "message-tags echo-message labeled-response batch server-time draft/chathistory"
"""Capabilities of a server that can do what people expect today."""
MORNING = 1_795_167_240.0
"""Friday, 20 November 2026, 09:34 UTC."""


class _Offline(ChatApp):
    """A connector that opens no connection."""

    def connect(self, connection: Connection) -> None:
        del connection


class Stage:
    """A chat screen; `hears` gives it lines of the server, at `minute` after the morning began."""

    def __init__(self, app: ChatApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot
        self.minute = 0.0
        self.connection = app.connections[0]
        self.session = self.connection.session

    @property
    def chat(self) -> ChatScreen:
        return self.app.chat

    async def hears(self, *lines: str) -> None:
        events: list[Event] = []
        for line in lines:
            message = Message.parse(line.encode(), "cp1252")
            events += self.session.receive(message, MORNING + 60 * self.minute)
        await self.tells(events)

    async def tells(self, events: list[Event]) -> None:
        self.connection.link._tell(events)
        await self.settles()

    async def settles(self) -> None:
        """Wait until the input is handled and painted."""
        await self.pilot.pause()
        self.connection.link._tell(self.session.take_events())
        self.chat._painting.paint()
        await self.pilot.pause()

    async def enters(
        self, channel: str = "#lobby", names: str = "@ana +bia caio", offer: str = ""
    ) -> None:
        self.session.connected()
        self.connection.link._tell([Connected(secured=False)])
        if offer:
            agreed = " ".join(each.partition("=")[0] for each in offer.split())
            await self.hears(f":irc CAP * LS :{offer}", f":irc CAP * ACK :{agreed}")
        await self.hears(":irc 001 zed :Welcome", ":irc 422 zed :No message of the day")
        await self.joins(channel, names)
        self.session.take_outgoing()

    async def joins(self, channel: str, names: str = "") -> None:
        await self.hears(
            f":zed!z@h JOIN {channel}",
            f":irc 353 zed = {channel} :zed {names}",
            f":irc 366 zed {channel} :End",
        )

    async def presses(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.settles()

    async def types(self, text: str) -> None:
        """Text as it comes from the keyboard, without Enter."""
        await self.presses(*("space" if letter == " " else letter for letter in text))

    async def submits(self, text: str) -> None:
        """Type `text` and press Enter."""
        await self.types(text)
        await self.presses("enter")

    def sent(self) -> list[str]:
        """The lines sent to the server since the last call."""
        return [str(message) for message in self.session.take_outgoing()]

    def rows(self) -> list[str]:
        """The rows of the screen, without trailing spaces."""
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    def shows(self, text: str) -> bool:
        return any(text in row for row in self.rows())


@asynccontextmanager
async def staged(
    width: int = 100,
    height: int = 24,
    nick: str = "zed",
    *,
    options: ClientOptions | None = None,
    also: tuple[ClientOptions, ...] = (),
    ui: UiOptions | None = None,
    memories: Memories | None = None,
    log: ChatLog | None = None,
) -> AsyncIterator[Stage]:
    options = options or ClientOptions("chat.example", nick=nick)
    proposal = None if memories else "ana"
    app = _Offline(options, *also, ui=ui, memories=memories, log=log, proposal=proposal)
    with at_full_speed(), _painted_when_asked():
        async with app.run_test(size=(width, height), notifications=True) as pilot:
            await pilot.pause()
            yield Stage(app, pilot)


@contextmanager
def _painted_when_asked() -> Iterator[None]:
    """What is to be painted is painted at once; the limits have tests of their own."""
    with pytest.MonkeyPatch.context() as patch:
        for interval in ("INTERVAL", "FLOOD_INTERVAL", "_AFTER_KEY"):
            patch.setattr(repaint_limit, interval, 0.0)
        yield
