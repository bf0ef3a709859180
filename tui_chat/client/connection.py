"""One server of the client: its session, its link, and how it stands."""

from collections.abc import Callable

from tui_chat.client.buffers import Buffer
from tui_chat.client.events import (
    Connected,
    Disconnected,
    Event,
    LagMeasured,
    NickRefused,
    PasswordRefused,
    Registered,
)
from tui_chat.client.i18n import _
from tui_chat.client.link import Link
from tui_chat.client.options import ClientOptions
from tui_chat.client.session import Session
from tui_chat.client.session.profile import Profile


class Connection:
    """A session and the link that carries it; `on_events` hears of all that happens there."""

    def __init__(
        self, options: ClientOptions, on_events: Callable[["Connection", list[Event]], None]
    ) -> None:
        self.options = options
        self.session = Session(
            Profile(options.nick, password=options.password, channels=options.channels),
            options.host,
        )
        self.link = Link(
            self.session,
            options.host,
            options.port,
            on_events=lambda events: self._hear(events, on_events),
            tls=options.tls,
        )
        self.connected = False
        self.retrying = False
        """Whether the link is going to try again by itself."""
        self.trouble = ""
        """Why there is no connection, or why the server does not take us in: a sentence."""
        self.lag: float | None = None
        """How long the server took to answer last, in seconds."""

    @property
    def address(self) -> str:
        """Where the server is, for people."""
        return _("{host}, port {port}").format(host=self.options.host, port=self.options.port)

    @property
    def security(self) -> str:
        """Whether others can read along, for people."""
        return _("encrypted") if self.link.secured else _("not encrypted")

    def owns(self, buffer: Buffer) -> bool:
        """Whether the place is one of this server."""
        return buffer in self.session.buffers

    def _hear(self, events: list[Event], tell: Callable[["Connection", list[Event]], None]) -> None:
        for event in events:
            match event:
                case Connected():
                    self.connected = True
                case Disconnected():
                    self.connected = False
                    self.lag = None
                    self.retrying = event.retry_in is not None
                    self.trouble = self._worst(event)
                case PasswordRefused() | NickRefused():
                    self.trouble = event.reason
                case Registered():
                    self.trouble = ""
                case LagMeasured():
                    self.lag = event.seconds
        tell(self, events)

    def _worst(self, event: Disconnected) -> str:
        """That the line was cut says less than what the server said before."""
        if self.session.hopeless and self.trouble:
            return self.trouble
        return event.reason
