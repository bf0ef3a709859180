"""The screen that asks for a nickname, and shows which server this is."""

import math
import time
from typing import ClassVar, Final

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static
from textual.widgets.input import Selection

from tui_chat.client.connect.retry_policy import backoff
from tui_chat.client.connect.server_address import Address, AddressError, parse_address
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import (
    CertificateRefused,
    Connected,
    ConnectionStarted,
    Disconnected,
    Event,
    LinkState,
    LoggedIn,
    LoginFailed,
    NickRefused,
    PasswordRefused,
)
from tui_chat.client.language.i18n import _
from tui_chat.client.session.nicknames.nick_proposals import in_one_word
from tui_chat.client.session.nicknames.nick_refusal_reasons import contains_spaces
from tui_chat.client.textual_compat.screen_stack import ClosableScreen
from tui_chat.client.widgets.input.key_ordered_input import NameField
from tui_chat.client.widgets.status_line import KeyHint, StatusLine
from tui_chat.config import DEFAULT_PORT

_REFUSING: Final = 10.0
"""Seconds in which a server has refused a client if it does so at all."""
_LOW: Final = 16
"""Rows of a screen below which nothing is left blank."""
_PAUSE: Final = 1.0
"""Seconds after which a person who was typing something else has seen the question."""
_DELETES: Final = {"backspace": -1, "ctrl+u": 0, "ctrl+c": 0}
"""Up to where each key leaves the text typed ahead."""


class NicknameScreen(ClosableScreen[None]):
    """Asks for a nickname. A refusal is shown beneath it, with another name filled in.

    From Enter to the server's answer, text is kept for the channel. The answer, and with `error`
    the screen itself, comes while the person may be typing (at `typed_at`, in seconds of the
    monotonic clock): keys that go on without a pause are kept for the channel, too.
    """

    AUTO_FOCUS = "#nickname"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "clear_or_hint", show=False),
        Binding("escape", "back", show=False),
        Binding("f9", "accept", show=False),
    ]

    class ConnectAsked(Message):
        """The person wants to connect again."""

        def __init__(self, connection: Connection) -> None:
            super().__init__()
            self.connection = connection

    class AddressCorrected(Message):
        """The person wants to go to another address, with this nickname."""

        def __init__(self, address: Address, nick: str, typed_ahead: str) -> None:
            super().__init__()
            self.address = address
            self.nick = nick
            self.typed_ahead = typed_ahead

    def __init__(
        self,
        connection: Connection,
        nick: str,
        *,
        error: str = "",
        instead: str = "",
        may_go_back: bool = False,
        typed_at: float = -math.inf,
    ) -> None:
        super().__init__()
        options = connection.options
        self._address = f"{options.host} {options.port}"
        self._corrects = options.hosting is None and not may_go_back
        """Whether the address can be corrected: there is no other server to lose."""
        self._connection = connection
        self._may_go_back = may_go_back
        self._nick = instead or nick
        self._error = _refusal(error, instead) if instead else error
        self._waiting = False
        self._gave_password = bool(connection.options.password)
        self._is_password_asked = False
        """Whether the current or last connection ended for want of one."""
        self._owned: NickRefused | None = None
        """The refusal of a nickname that belongs to an account, whose password is asked for."""
        self._met_at: float | None = None
        """When the current or last connection was made."""
        self.typed_ahead = ""
        """The text typed after the nickname: the beginning of a first message."""
        self._last_typed = typed_at
        self._interrupts = False
        """Whether the person, who was typing for the channel, may not have seen the question."""
        self._failures = 0
        self._retry: Timer | None = None
        """Connects again, unless the person does something first."""
        if error:
            self._interrupt()

    def compose(self) -> ComposeResult:
        """A few lines in the middle, and the keys at the bottom."""
        with Vertical(id="welcome"):
            yield Static("tui-chat", id="title", markup=False)
            yield Static(id="server", markup=False)
            yield Static(_("Your nickname"), id="question", markup=False)
            nickname = NameField(self._nick, id="nickname", compact=True, max_length=64)
            nickname.takes = self._takes
            yield nickname
            yield Static(_("The server's address"), id="address-question", markup=False)
            address = NameField(self._address, id="address", compact=True, max_length=300)
            address.takes = self._takes
            yield address
            yield Static(_("The server's password"), id="password-question", markup=False)
            password = NameField(id="password", compact=True, password=True, max_length=400)
            password.takes = self._takes
            yield password
            yield Static(_("Your account's password"), id="account-question", markup=False)
            account = NameField(id="account", compact=True, password=True, max_length=400)
            account.takes = self._takes
            yield account
            yield Static(id="error", markup=False)
        yield StatusLine(id="status")

    def on_mount(self) -> None:
        """Show what is known already."""
        for field in self.query(Input):
            field.cursor_blink = False
        # Typing replaces a proposed name, but edits one that was refused.
        self._nick_field.selection = Selection(
            0 if not self._error else len(self._nick), len(self._nick)
        )
        self._repaint()
        if self._connection.wants_password:
            self._password_field.focus()
        elif self._offers_address:
            self._focus_address()
        if self._error:
            self._plan_retry()

    def on_resize(self, event: events.Resize) -> None:
        """In a small window, leave no rows blank."""
        self.set_class(event.size.height < _LOW, "-low")

    @property
    def connection(self) -> Connection:
        """The connection that this is about."""
        return self._connection

    @property
    def _nick_field(self) -> Input:
        return self.query_one("#nickname", Input)

    @property
    def _password_field(self) -> Input:
        return self.query_one("#password", Input)

    @property
    def _address_field(self) -> Input:
        return self.query_one("#address", Input)

    @property
    def _account_field(self) -> Input:
        return self.query_one("#account", Input)

    @property
    def _offers_address(self) -> bool:
        """Whether the address may be wrong: nobody there has let us in."""
        connection = self._connection
        refused = connection.wants_password or connection.fingerprint
        offline = connection.link.state is LinkState.OFFLINE
        return self._corrects and offline and bool(self._error) and not refused

    def _focus_address(self) -> None:
        """Go to the address, unless the person is typing a nickname."""
        if self._nick_field.value == self._nick and self.focused is self._nick_field:
            self.call_after_refresh(self._address_field.focus)

    # The server's side

    def hear(self, connection: Connection, events: list[Event]) -> None:
        """Show the server's answer."""
        if connection is not self._connection:
            return
        for event in events:
            self._follow(event)
        if self.is_mounted:
            self._repaint()
            if self._offers_address:
                self._focus_address()

    def _follow(self, event: Event) -> None:
        match event:
            case ConnectionStarted():
                self._error, self._met_at = "", None
                self._is_password_asked, self._owned = False, None
            case Connected():
                self._met_at = time.monotonic()
            case NickRefused(owned=True) if "sasl" in self._connection.session.capabilities:
                self._answered()
                self._owned = event
                text = _('"{nick}" belongs to an account. Type its password if it is yours.')
                self._ask_account_password(text.format(nick=event.nick))
            case LoggedIn(account) if account and self._owned is not None:
                self._connection.session.change_nick(self._owned.nick)
            case LoginFailed(reason) if self._owned is not None:
                self._answered()
                self._ask_account_password(reason)
            case NickRefused():
                self._answered()
                self._error = _refusal(event.reason, event.proposal)
                self._propose(event.proposal)
            case PasswordRefused():
                self._answered()
                self._is_password_asked = True
                self._error = self._why_not()
                self._password_field.value = ""
                self.call_after_refresh(self._password_field.focus)
            case Disconnected() if self._let_it_wait():
                pass  # no server waits for ever; Enter calls it again
            case CertificateRefused() | Disconnected():
                self._answered()
                self._error = self._why_not()
                self._plan_retry()

    def _plan_retry(self) -> None:
        """Connect again later: the server, or our network, may only be starting."""
        connection = self._connection
        asks = connection.wants_password or bool(connection.fingerprint)
        refused = asks or connection.session.refuses_reconnect
        if self.is_running and connection.is_given_up and not refused:
            self._failures += 1
            self._retry = self.set_timer(backoff(self._failures + 1), self._connect_again)

    def _connect_again(self) -> None:
        self._retry = None
        if self._connection.is_given_up:
            self.post_message(self.ConnectAsked(self._connection))

    def _stop_retrying(self) -> None:
        if self._retry is not None:
            self._retry.stop()
            self._retry = None
            self._repaint()

    def _ask_account_password(self, why: str) -> None:
        self._error = why
        self._account_field.value = ""
        self.call_after_refresh(self._account_field.focus)

    def _answered(self) -> None:
        self._waiting = False
        if self.typed_ahead:
            self._interrupt()

    def _interrupt(self) -> None:
        """Ask a question; somebody who is typing something else needs a moment to see it."""
        now = time.monotonic()
        if now - self._last_typed <= _PAUSE:
            self._interrupts, self._last_typed = True, now

    def _why_not(self) -> str:
        """Why we are not in; where there is a field for a password, without the option for it."""
        connection = self._connection
        if self._is_password_asked and not self._gave_password:
            return _("This server asks for a password. Type it here.")
        return connection.error

    def warn(self, text: str) -> bool:
        """Show `text`. Gives whether it was shown already."""
        known = self._error == text
        self._error = text
        self._repaint()
        return known

    def _let_it_wait(self) -> bool:
        """Whether the server has been silent for longer than a refusal takes."""
        met_at = self._met_at
        return not self._waiting and met_at is not None and time.monotonic() - met_at > _REFUSING

    def _propose(self, nick: str) -> None:
        self._nick_field.value = nick
        self._nick_field.cursor_position = len(nick)

    def _repaint(self) -> None:
        connection = self._connection
        state = connection.link.state
        offline = state is LinkState.OFFLINE
        if offline:
            lost = self._error or self._met_at is not None
            standing = _("not connected") if lost else _("connecting")
        elif state is LinkState.CONNECTING:
            standing = _("connecting")
        else:
            standing = connection.security
        self.query_one("#server", Static).update(Content(f"{connection.address} · {standing}"))
        error = self.query_one("#error", Static)
        error.set_class(bool(self._error), "-wrong")
        error.update(Content(self._told()))
        enter = _("try again") if offline and self._error else _("join")
        keys = [KeyHint("Enter", enter), KeyHint("Ctrl+Q", _("quit"))]
        if connection.fingerprint:
            keys.insert(0, KeyHint("F9", _("accept the new certificate")))
        if self._offers_address or self._owned is not None:
            keys.insert(0, KeyHint("Tab", _("next field")))
        if self._may_go_back:
            keys.insert(-1, KeyHint("Esc", _("back")))
        for part in ("#password-question", "#password"):
            self.query_one(part).display = connection.wants_password
        for part in ("#account-question", "#account"):
            self.query_one(part).display = self._owned is not None
        for part in ("#address-question", "#address"):
            self.query_one(part).display = self._offers_address
        self.query_one(StatusLine).show([], "", keys)

    def _told(self) -> str:
        """The lines beneath the fields."""
        said = self._error or (_("One moment...") if self._waiting else "")
        if self.typed_ahead:
            words = " ".join(self.typed_ahead.split())
            said += "\n" + _("Kept for the channel: {words}").format(words=words)
        if self._retry is not None:
            said += "\n" + _("tui-chat tries again by itself.")
        return said

    # The person's side

    def _takes(self, event: events.Key | events.Paste) -> bool:
        """Keep what is typed for the channel: it must change no field."""
        self._stop_retrying()
        if self._interrupts and event.time - self._last_typed > _PAUSE:
            self._interrupts = False
        if not self._interrupts and not self._waiting:
            asks = isinstance(event, events.Key) and event.key == "enter"
            if asks:
                self.on_input_submitted()  # a message would come after the next keys
            return asks
        self._last_typed = event.time
        if isinstance(event, events.Paste):
            self._keep(self.typed_ahead + event.text)
        elif event.key == "enter":
            self._keep(self.typed_ahead and self.typed_ahead + "\n")
        elif event.is_printable and event.character is not None:
            self._keep(self.typed_ahead + event.character)
        elif self.typed_ahead and event.key in _DELETES:
            self._keep(self.typed_ahead[: _DELETES[event.key]])
        else:
            # To correct the name, there is no need to wait for the answer.
            self._waiting = self._waiting and bool(self.typed_ahead)
            return False
        return True

    def _keep(self, text: str) -> None:
        self.typed_ahead = text
        self._repaint()

    def on_input_submitted(self) -> None:
        """Request the nickname; connect again if there is no connection."""
        nick = self._nick_field.value.strip()
        if not nick:
            self._error = _("Type a nickname.")
            self._repaint()
            return
        if " " in nick:
            proposal = in_one_word(nick)
            self._error = _refusal(contains_spaces(), proposal)
            self._propose(proposal)
            self._repaint()
            return
        if self._offers_address and not self._keeps_address(nick):
            return
        account_password = self._account_field.value
        if (owned := self._owned) is not None:
            if nick == owned.nick and not account_password:
                self._owned = None
                self._error = _refusal(owned.reason, owned.proposal)
                self._propose(owned.proposal)
                self._nick_field.focus()
                self._repaint()
                return
            if nick != owned.nick:
                self._owned = None
        self._waiting = True
        self._error = ""
        self._nick_field.focus()
        connection = self._connection
        if connection.wants_password:
            self._gave_password |= bool(self._password_field.value)
            connection.session.use_password(self._password_field.value)
        if self._owned is not None:
            connection.session.log_in(nick, account_password)
        else:
            connection.session.change_nick(nick)
        if connection.link.state is LinkState.OFFLINE:
            self.post_message(self.ConnectAsked(connection))
        self._repaint()

    def _keeps_address(self, nick: str) -> bool:
        """Whether to go on with the same address. Else the new one is asked for, or refused."""
        written = self._address_field.value.split()
        try:
            address = parse_address(*written[:2]) if written else parse_address("")
        except AddressError as error:
            self._error = str(error)
            self._repaint()
            return False
        options = self._connection.options
        port = address.port or DEFAULT_PORT
        if (address.host, port, address.tls) == (options.host, options.port, None):
            return True
        self.post_message(self.AddressCorrected(address, nick, self.typed_ahead))
        return False

    def action_clear_or_hint(self) -> None:
        """Ctrl+C: empty the field; when it is empty, say how to leave."""
        if isinstance(self.focused, Input) and self.focused.value:
            self.focused.value = ""
        elif self.typed_ahead:
            self._keep("")
        else:
            self._error = _("Ctrl+Q quits.")
            self._repaint()

    def action_accept(self) -> None:
        """F9: accept the new certificate of the server."""
        if self._connection.fingerprint:
            self._connection.accept_certificate()
            self._error = ""
            self.on_input_submitted()

    def action_back(self) -> None:
        """Esc: go on without this server."""
        if self._may_go_back:
            self.dismiss()


def _refusal(reason: str, proposal: str) -> str:
    return _("{reason} Try {proposal}?").format(reason=reason, proposal=proposal)
