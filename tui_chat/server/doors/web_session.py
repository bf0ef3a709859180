"""One page in a browser: a WebSocket that carries a terminal, and a few words in JSON.

What is typed and what is painted are binary messages. The page begins with the text message `Begin`
and tells `Size` changes. It is told `{"type": "nick", "nick": ...}` when its client has another
nickname, and before the end why: "refused" with a sentence `why`, "ended" (the client has),
"failed" (it should not have) or "replaced" (the same tab has come anew).
"""

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Final, Protocol

import msgspec
from websockets.frames import CloseCode

from tui_chat.server.doors.client_environment import client_environment
from tui_chat.server.doors.visitor_lifecycle_and_limits import Visit, Visitor, Visitors
from tui_chat.server.doors.visitor_pty import Terminal
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.address_limits import RefusedConnectionError
from tui_chat.server.limits.peer_addresses import LOCAL
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.transport.http_layer import HttpLayer
from tui_chat.server.transport.poller import has_hung_up
from tui_chat.server.transport.websocket import MessageLayer
from tui_chat.visitor_protocol import Limits, Start

_PATIENCE: Final = 20.0
"""Seconds until a page must have sent `Begin`."""
_QUEUED: Final = 1 << 15
"""Bytes painted that may wait for the browser; then the client waits."""
_LARGEST: Final = 1 << 16
"""Bytes of one message; the page splits pasted text."""
_RATE: Final = Rate(burst=1024, per_second=256)
"""Messages, and half kilobytes, that the page may send: keys, moves of the mouse, pastes."""
_SILENT: Final = 25.0
"""Seconds after which a page is asked whether it is there,"""
_GONE: Final = 75.0
"""and after which it is not."""
_TERM: Final = "xterm-256color"
_MOST: Final = 256

_Text = Annotated[str, msgspec.Meta(max_length=_MOST)]
_Cells = Annotated[int, msgspec.Meta(ge=0)]


class Begin(msgspec.Struct, frozen=True, tag="begin"):
    """Who comes. `nick` was chosen at the last visit; `tab` is a secret of this tab alone."""

    columns: _Cells
    rows: _Cells
    nick: _Text = ""
    tab: _Text = ""
    language: _Text = ""
    """As browsers name it: pt-BR."""
    zone: _Text = ""
    """The time zone, as Europe/Lisbon."""
    invitation: _Text = ""
    """The token of the link that brought the visitor: it is said as the server's password."""


class Size(msgspec.Struct, frozen=True, tag="size"):
    """The window has another size."""

    columns: _Cells
    rows: _Cells


class Door(Protocol):
    """What a session needs of its door."""

    loop: asyncio.AbstractEventLoop
    visitors: Visitors
    node: Node
    port: int

    def run(self, work: Coroutine[None, None, None]) -> None:
        """Run this beside everything else."""

    def replace(self, newer: "WebSession") -> None:
        """End older sessions of the same tab."""

    def forget(self, session: "WebSession") -> None:
        """It is over."""


class TerminalLayer(MessageLayer):
    """Passes typed input and messages of the page on to the session."""

    __slots__ = ("_session", "heard_at")

    def __init__(
        self, session: "WebSession", loop: asyncio.AbstractEventLoop, of: HttpLayer
    ) -> None:
        super().__init__(session, loop, of.patience, of.origins, _RATE, largest=_LARGEST)
        self._session = session
        self.heard_at = loop.time()

    def data_received(self, data: bytes) -> None:
        """Note that the page is there."""
        self.heard_at = self.loop.time()
        super().data_received(data)

    @property
    def has_hung_up(self) -> bool:
        """Whether the page is gone, which is not read while it is kept waiting."""
        socket = self.get_extra_info("socket")
        return socket is not None and has_hung_up(socket)

    def end_rest(self) -> None:
        """What a page has sent too fast is of no use any more when it is gone."""
        if self.has_hung_up:
            self.abort()
        else:
            super().end_rest()

    def take_message(self, data: bytes, *, is_text: bool) -> None:
        """Pass it on."""
        if is_text:
            self._session.hear(data)
        else:
            self._session.type(data)


class WebSession(asyncio.Protocol):
    """The client of one page, from the first word to the last."""

    def __init__(self, door: Door, exchange: HttpLayer) -> None:
        self.tab = ""
        self.layer = TerminalLayer(self, door.loop, exchange)
        self._door = door
        self._peer = "" if exchange.host == LOCAL else exchange.host
        self._is_encrypted, self._is_private = exchange.is_encrypted, exchange.is_private
        self._nick = ""
        """As the page was told it last."""
        self._has_begun = self._is_over = False
        self._is_held = self._is_slow = False
        """Whether the client takes nothing more, and whether the browser does not."""
        self._terminal: Terminal | None = None
        self._visitor: Visitor | None = None

    # What the layer below calls.

    def connection_made(self, _transport: asyncio.BaseTransport) -> None:
        """The page is connected."""
        self.layer.set_write_buffer_limits(high=_QUEUED)
        self._door.loop.call_later(_PATIENCE, self._end_unbegun)

    def connection_lost(self, _exc: Exception | None) -> None:
        """The page is gone."""
        self._hang_up()
        self._door.forget(self)

    def pause_writing(self) -> None:
        """The browser is slow. It is not read either: its pings are answered, without bound."""
        self._is_slow = True
        self.layer.pause_reading()
        if self._terminal is not None:
            self._terminal.pause()

    def resume_writing(self) -> None:
        """It has caught up."""
        self._is_slow = False
        self._read_on()
        if self._terminal is not None:
            self._terminal.resume()

    def type(self, data: bytes) -> None:
        """The visitor has typed."""
        if self._visitor is not None:
            self._visitor.type(data)

    def hear(self, said: bytes) -> None:
        """The page says something."""
        try:
            word = msgspec.json.decode(said, type=Begin | Size)
        except (msgspec.DecodeError, RecursionError):
            self._close(CloseCode.POLICY_VIOLATION)
            return
        if isinstance(word, Begin):
            if not self._has_begun:
                self._has_begun = True
                self._hold(True)  # what is typed before the client is there
                self._door.run(self._begin(word))
        elif self._terminal is not None:
            self._terminal.resize(word.columns, word.rows)

    # What the door calls.

    def end(self, kind: str, **words: str) -> None:
        """Tell the page the reason, and close."""
        if not self._is_over:
            self._tell(kind, **words)
            self._close(CloseCode.NORMAL_CLOSURE)

    def go_away(self) -> None:
        """The server shuts down: the page may try to come back."""
        self._close(CloseCode.GOING_AWAY)

    def check_alive(self, now: float) -> None:
        """Ask a silent page whether it is there; end one that is not."""
        silent = now - self.layer.heard_at
        if silent > _GONE or ((self._is_held or self._is_slow) and self.layer.has_hung_up):
            self.layer.abort()
        elif silent > _SILENT:
            self.layer.ping()

    # The client.

    async def _begin(self, word: Begin) -> None:
        door = self._door
        await door.visitors.prepare()
        if self._is_over:
            return
        self.tab = word.tab
        if word.tab:
            door.replace(self)
        terminal = Terminal(door.loop, self._painted, self._hold)
        terminal.resize(word.columns, word.rows)
        said = {"COLORTERM": "truecolor", "LANG": word.language}
        settings = door.node.network.settings
        start = Start(
            0,
            Limits(0, 0),
            nick=word.nick,
            has_chosen=bool(word.nick) and bool(word.invitation or not settings.password),
            password=word.invitation,
            host=door.node.network.name,
            port=door.port,
            secured=self._is_encrypted,
            trusted=self._is_private,
            environment=client_environment(_TERM, said, word.zone),
        )
        try:
            self._visitor = door.visitors.begin(Visit(self._peer, start), terminal, self._ended)
        except RefusedConnectionError as refusal:
            self.end("refused", why=str(refusal))
            return
        self._terminal = terminal
        if self._is_slow:
            terminal.pause()
        self._hold(False)

    def _painted(self, data: bytes) -> None:
        self.layer.send(data, is_text=False)
        connection = None if self._visitor is None else self._visitor.connection
        session = None if connection is None else self._door.node.session(connection.client)
        user = None if session is None else session.user
        if user is not None and user.nick != self._nick:
            self._nick = user.nick
            self._tell("nick", nick=user.nick)

    def _hold(self, is_held: bool) -> None:
        self._is_held = is_held
        if is_held:
            self.layer.pause_reading()
        else:
            self._read_on()

    def _read_on(self) -> None:
        if not (self._is_held or self._is_slow or self._is_over):
            self.layer.resume_reading()

    def _ended(self, status: int) -> None:
        self.end("failed" if status < 0 else "ended")

    def _end_unbegun(self) -> None:
        if not self._has_begun:
            self._close(CloseCode.POLICY_VIOLATION)

    def _tell(self, kind: str, **words: str) -> None:
        self.layer.send(msgspec.json.encode({"type": kind, **words}), is_text=True)

    def _close(self, code: CloseCode) -> None:
        if not self._is_over:
            self._hang_up()
            self.layer.close(code)

    def _hang_up(self) -> None:
        self._is_over = True
        if self._visitor is not None:
            self._visitor.hang_up()
