"""When the full screen asks for a nickname: at first, if one is refused, if a connection fails."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tui_chat.client.buffers.line import LineKind
from tui_chat.client.connect.retry_policy import backoff
from tui_chat.client.connected_server import Connection
from tui_chat.client.connections import Connections
from tui_chat.client.events import (
    CertificateRefused,
    Disconnected,
    Event,
    NickRefused,
    PasswordRefused,
    Registered,
)
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.requests_to_app import ConnectAsked
from tui_chat.client.textual_compat.screen_stack import expect_result
from tui_chat.client.textual_compat.type_ahead import TypeAhead

if TYPE_CHECKING:
    from tui_chat.client.screens.nickname import NicknameScreen


class NicknameQuestion:
    """Owns the screen that asks for a nickname, of which there is one at most.

    `answered` is called with it when its connection is registered, to close it, and `write_on`
    with the text typed ahead if the person gives up on that server.
    """

    def __init__(
        self,
        app: TypeAhead,
        connections: Connections,
        answered: Callable[["NicknameScreen"], None],
        write_on: Callable[[str], None],
    ) -> None:
        self._app = app
        self._connections = connections
        self._answered = answered
        self._write_on = write_on
        self._has_ended = False
        self._failures: dict[Connection, int] = {}
        """How often a server that is one of several could not be reached, one after the other."""
        self.screen: NicknameScreen | None = None
        """The screen, while it is shown."""

    def default_screen(self, connection: Connection, proposal: str) -> "NicknameScreen":
        """The screen, as the first of the program."""
        screen = self._make(connection, proposal)
        expect_result(screen, self._app, self._given_up)
        return screen

    def end(self) -> None:
        """Ask no more about failures: we are leaving."""
        self._has_ended = True

    def follow(self, connection: Connection, event: Event) -> None:
        """Ask for a nickname, or stop asking, as an event calls for it."""
        session = connection.session
        may_tell = self.screen is None and not self._has_ended
        if isinstance(event, Registered):
            self._failures.pop(connection, None)
        match event:
            case Registered() if self.screen is not None and self.screen.connection is connection:
                screen, self.screen = self.screen, None
                self._answered(screen)
            case NickRefused() if session.was_registered or self._connections.any_registered:
                # After a reconnection, the lost connection still has our nickname.
                session.use_temporary_nick(event.proposal)
            case NickRefused() if self.screen is None:
                self.ask(connection, event.nick, event.reason, event.proposal)
            case PasswordRefused() | CertificateRefused() if may_tell:
                self._tell_failure(connection, needs_answer=True)
            case Disconnected() if may_tell and not session.was_registered:
                self._tell_failure(connection, needs_answer=False)

    def ask(self, connection: Connection, nick: str, error: str = "", instead: str = "") -> None:
        """Ask above the present screen; `instead` is a proposal for a refused nickname."""
        self._app.push_screen(self._make(connection, nick, error, instead), self._given_up)

    def _tell_failure(self, connection: Connection, *, needs_answer: bool) -> None:
        if needs_answer or not self._connections.any_registered:
            self.ask(connection, connection.session.nick, error=connection.error)
        else:
            self._try_later(connection)

    def _try_later(self, connection: Connection) -> None:
        """Connect again later, unless that is no use; the person reads of it once."""
        failures = self._failures[connection] = self._failures.get(connection, 0) + 1
        refused = connection.session.refuses_reconnect
        if refused or failures == 1:
            said = _("{error} /reconnect to try again")
            if not refused:
                said = _("{error} tui-chat tries again by itself.")
            page = connection.session.buffers.server
            page.append(LineKind.ERROR, said.format(error=connection.error), time.time())
        if not refused:
            self._app.set_timer(backoff(failures + 1), partial(self._try_again, connection))

    def _try_again(self, connection: Connection) -> None:
        is_there = connection in self._connections.all and not self._has_ended
        if is_there and connection.is_given_up and self.screen is None:
            self._app.post_message(ConnectAsked(connection))

    def _make(
        self, connection: Connection, nick: str, error: str = "", instead: str = ""
    ) -> "NicknameScreen":
        # With a nickname the chat is the first screen, and this import is not needed.
        from tui_chat.client.screens.nickname import NicknameScreen  # noqa: PLC0415

        self.screen = NicknameScreen(
            connection,
            nick,
            error=error,
            instead=instead,
            may_go_back=self._connections.any_registered,
            typed_at=self._app.typed_at,
        )
        return self.screen

    def _given_up(self, _nothing: None) -> None:
        """The person gave up on that server."""
        screen, self.screen = self.screen, None
        if screen is not None:
            self._write_on(screen.typed_ahead)
