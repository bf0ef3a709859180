"""One server of the client: its session, its link, and the state of both for people."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from msgspec.structs import replace

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.chat_log.log_on_thread import ChatLog
from tui_chat.client.chat_log.session_log import SessionLog
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect.reconnecting_link import Link
from tui_chat.client.events import (
    CertificateRefused,
    Connected,
    Disconnected,
    Event,
    LagMeasured,
    LinkState,
    NickRefused,
    PasswordRefused,
    Registered,
)
from tui_chat.client.files.file_host import FileHost
from tui_chat.client.language.i18n import _
from tui_chat.client.memory.remembered_state_store import Memories
from tui_chat.client.memory.session_memory import SessionMemory
from tui_chat.client.session import Session

_MOST_UNHEARD: Final = 1_000


class Connection:
    """A session and the link that carries it; `on_events` gets all its events.

    The latest events are kept until somebody calls `listen`. `memories` keep the person's state
    between runs, and `log` keeps messages; each may be missing. `bouncer` is the connection that
    told of this network.
    """

    def __init__(
        self,
        options: ClientOptions,
        on_events: Callable[["Connection", list[Event]], None] | None = None,
        memories: Memories | None = None,
        log: ChatLog | None = None,
        *,
        bouncer: "Connection | None" = None,
    ) -> None:
        self.options = options
        self._bouncer = bouncer
        network = options.network
        name = options.host if network is None else network.name
        asks = network is None and options.hosting is None and options.visiting is None
        self.session = Session(replace(options.profile(), asks_networks=asks), name)
        self.link = Link(
            self.session,
            options.host,
            options.port,
            on_events=self._hear,
            connector=options.connector(),
        )
        self.files = FileHost(
            self.session,
            lambda: self.link.security,
            lambda: self.link.place[0],
            keep_metadata=options.keep_picture_metadata,
        )
        """Where the server's people put files for others."""
        self.memory = SessionMemory(
            self.session,
            memories,
            options.host,
            options.port,
            network="" if network is None else network.id,
            person=options.account,
            rejoin=not options.channels and network is None,
        )
        self._log: SessionLog | None = None
        if log is not None:
            self._log = SessionLog(self.session, log, options.key, lambda: self.memory.person)
        self._on_events = on_events
        self._unheard: deque[Event] = deque(maxlen=_MOST_UNHEARD)
        self._begun: asyncio.Task[None] | None = None
        self.connected = False
        self.retrying = False
        """Whether the link will connect again by itself."""
        self.error = ""
        """A sentence that says why there is no connection, or why the server refuses us."""
        self.fingerprint = ""
        """The fingerprint of a refused certificate that the person may accept, or ""."""
        self.wants_password = False
        """Whether the server's password was wrong or missing."""
        self.lag: float | None = None
        """The seconds that the server took to answer the last ping."""

    @property
    def address(self) -> str:
        """The server's address, for people."""
        (host, port), network = self.link.place, self.options.network
        if network is not None:
            text = _("{network} on {host}, port {port}")
            return text.format(network=network.name, host=host, port=port)
        return _("{host}, port {port}").format(host=host, port=port)

    @property
    def security(self) -> str:
        """Whether others can read the messages on their way, for people."""
        return self.link.security.word

    def owns(self, buffer: Buffer) -> bool:
        """Whether the buffer is one of this server."""
        return buffer in self.session.buffers

    def begins_on(self, buffer: Buffer) -> bool:
        """Whether this buffer is where a person begins: the page of the server.

        It may also be that of the bouncer whose network this is.
        """
        pages = [each.session.buffers.server for each in (self, self._bouncer) if each is not None]
        return buffer in pages

    @property
    def is_given_up(self) -> bool:
        """Whether nothing connects, and nothing will by itself: `run` it again."""
        return self.link.state is LinkState.OFFLINE and not self.retrying

    # Running

    def begin(self) -> None:
        """Start connecting before `listen` is called; `run` continues this connection."""
        self._begun = asyncio.create_task(self.link.run())

    async def close(self, message: str = "") -> None:
        """Leave the server, and write down what is remembered of it; tells nobody any more."""
        self._on_events = lambda _connection, _events: None
        await self.link.close(message)
        self.memory.close()

    async def run(self) -> None:
        """Connect and stay connected."""
        begun, self._begun = self._begun, None
        await (begun or self.link.run())

    def listen(self, on_events: Callable[["Connection", list[Event]], None]) -> None:
        """Call `on_events` with the events kept so far, and with all from now on."""
        self._on_events = on_events
        if self._unheard:
            unheard = list(self._unheard)
            self._unheard.clear()
            on_events(self, unheard)

    def _hear(self, events: list[Event]) -> None:
        self.files.hear(events)
        for event in events:
            self._note(event)
        self.memory.touch()
        if self._log is not None:
            self._log.take(events)
        if self._on_events is None:
            self._unheard += events
        else:
            self._on_events(self, events)

    def _note(self, event: Event) -> None:
        """Keep up to date what is known of the connection."""
        match event:
            case Connected():
                self.connected = True
            case Disconnected():
                self.connected = False
                self.lag = None
                self.retrying = event.retry_in is not None
                self.error = self._worst(event)
            case PasswordRefused():
                self.error, self.wants_password = event.reason, True
            case CertificateRefused():
                self.error, self.fingerprint = event.reason, event.fingerprint
            case NickRefused():
                self.error = event.reason
            case Registered():
                self.error = self.fingerprint = ""
                self.wants_password = False
            case LagMeasured() if event.seconds is not None:
                self.lag = event.seconds

    def accept_certificate(self) -> None:
        """Accept the certificate that was refused; then connect again."""
        self.link.accept_certificate()
        self.fingerprint = ""

    def _worst(self, event: Disconnected) -> str:
        """The reason to show: the server's own words say more than "connection closed"."""
        if (self.session.refuses_reconnect or self.fingerprint) and self.error:
            return self.error
        return event.reason


def server_names(connections: Iterable[Connection]) -> Mapping[Buffer, str]:
    """The page of each server, and what to call it."""
    pages = [(each, each.session.buffers.server) for each in connections]
    counts = Counter(page.name for _connection, page in pages)
    return {
        page: page.name if counts[page.name] == 1 else f"{page.name} ({_where(each, pages)})"
        for each, page in pages
    }


def _where(connection: Connection, pages: Iterable[tuple[Connection, Buffer]]) -> str:
    options = connection.options
    hosts = Counter(each.options.host for each, _page in pages)
    return options.host if hosts[options.host] == 1 else f"{options.host}:{options.port}"


def connection_of(connections: Sequence[Connection], buffer: Buffer) -> Connection:
    """The connection that a buffer belongs to; the first one if the buffer is closed."""
    return next((each for each in connections if each.owns(buffer)), connections[0])


def buffers_in_order(connections: Sequence[Connection]) -> list[Buffer]:
    """Every buffer in the order of the list: of each server itself, its channels, people."""
    ordered = []
    for connection in connections:
        buffers = connection.session.buffers
        channels = buffers.of_kind(BufferKind.CHANNEL)
        ordered += [buffers.server, *channels, *buffers.of_kind(BufferKind.PERSON)]
    return ordered
