"""The first screen: which server this is, and under which name to talk there."""

from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Input, Static

from tui_chat.client.connection import Connection
from tui_chat.client.events import (
    ConnectionStarted,
    Disconnected,
    Event,
    LinkState,
    NickRefused,
    PasswordRefused,
)
from tui_chat.client.i18n import _
from tui_chat.client.widgets.keys_in_order import do_bound
from tui_chat.client.widgets.status import KeyHint, StatusLine


class NameField(Input):
    """A line to type a name in."""

    async def _on_key(self, event: events.Key) -> None:
        if not event.is_printable and await do_bound(self, event.key):
            event.stop()
            event.prevent_default()


class NicknameScreen(Screen[None]):
    """Asks for a nickname. What is wrong with one is said beneath it, with another filled in."""

    AUTO_FOCUS = "#nickname"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "clear_or_hint", show=False),
    ]

    class ConnectAsked(Message):
        """The person wants another try."""

        def __init__(self, connection: Connection) -> None:
            super().__init__()
            self.connection = connection

    def __init__(
        self, connection: Connection, nick: str, *, trouble: str = "", instead: str = ""
    ) -> None:
        super().__init__()
        self._connection = connection
        self._nick = instead or nick
        self._trouble = _refusal(trouble, instead) if instead else trouble
        self._waiting = False

    def compose(self) -> ComposeResult:
        """A few lines in the middle, and the keys at the bottom."""
        with Vertical(id="welcome"):
            yield Static("tui-chat", id="title", markup=False)
            yield Static(id="server", markup=False)
            yield Static(_("Your nickname"), id="question", markup=False)
            yield NameField(self._nick, id="nickname", compact=True, max_length=64)
            yield Static(id="trouble", markup=False)
        yield StatusLine(id="status")

    def on_mount(self) -> None:
        """Show what is known already."""
        field = self.query_one(Input)
        field.cursor_blink = False
        field.cursor_position = len(self._nick)
        self._repaint()

    # The server's side

    def hear(self, connection: Connection, events: list[Event]) -> None:
        """Say what the server answers."""
        if connection is not self._connection:
            return
        for event in events:
            match event:
                case ConnectionStarted():
                    self._trouble = ""
                case NickRefused():
                    self._waiting = False
                    self._trouble = _refusal(event.reason, event.proposal)
                    self._propose(event.proposal)
                case PasswordRefused() | Disconnected():
                    self._waiting = False
                    self._trouble = connection.trouble
        if self.is_mounted:
            self._repaint()

    def warn(self, text: str) -> bool:
        """Say `text`; whether it stood there already."""
        known = self._trouble == text
        self._trouble = text
        self._repaint()
        return known

    def _propose(self, nick: str) -> None:
        field = self.query_one(Input)
        field.value = nick
        field.cursor_position = len(nick)

    def _repaint(self) -> None:
        connection = self._connection
        state = connection.link.state
        offline = state is LinkState.OFFLINE
        if offline:
            standing = _("not connected") if self._trouble else _("connecting")
        elif state is LinkState.CONNECTING:
            standing = _("connecting")
        else:
            standing = connection.security
        self.query_one("#server", Static).update(Content(f"{connection.address} · {standing}"))
        trouble = self.query_one("#trouble", Static)
        trouble.set_class(bool(self._trouble), "-wrong")
        said = self._trouble or (_("One moment...") if self._waiting else "")
        trouble.update(Content(said))
        enter = _("try again") if offline and self._trouble else _("join")
        keys = [KeyHint("Enter", enter), KeyHint("Ctrl+Q", _("leave"))]
        self.query_one(StatusLine).show([], "", keys)

    # The person's side

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Ask for the name; connect again where there is no connection."""
        nick = event.value.strip()
        if not nick:
            self._trouble = _("Type a name by which others will know you.")
            self._repaint()
            return
        if " " in nick:
            self._trouble = _refusal(_("A nickname has no spaces."), nick.replace(" ", "_"))
            self._propose(nick.replace(" ", "_"))
            self._repaint()
            return
        self._waiting = True
        self._trouble = ""
        connection = self._connection
        connection.session.change_nick(nick)
        if connection.link.state is LinkState.OFFLINE:
            self.post_message(self.ConnectAsked(connection))
        self._repaint()

    def action_clear_or_hint(self) -> None:
        """Ctrl+C: empty the field; when it is empty, say how to leave."""
        field = self.query_one(Input)
        if field.value:
            field.value = ""
        else:
            self._trouble = _("Ctrl+Q leaves.")
            self._repaint()


def _refusal(reason: str, proposal: str) -> str:
    return _("{reason} How about {proposal}?").format(reason=reason, proposal=proposal)
