"""Going to servers: the links that run beside the screen, and what the person asks of them."""

import asyncio
from abc import abstractmethod
from typing import TYPE_CHECKING, Final

from textual.worker import Worker, WorkerState

from tui_chat.client.config.options import ClientOptions, UiOptions
from tui_chat.client.connect.connection import Connection
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.connect.reaching import reached
from tui_chat.client.connect.server_address import Address
from tui_chat.client.events import Event, LinkState
from tui_chat.client.language.i18n import _
from tui_chat.client.memory.memories import Memories
from tui_chat.client.terminal.notifications import Ringing

if TYPE_CHECKING:
    from tui_chat.client.screens.chat import ChatScreen
    from tui_chat.client.screens.nickname import NicknameScreen

_LINKS: Final = "net "
"""What the groups of workers that carry connections begin with."""


class Connecting(Ringing):
    """The part of the application that is about its connections."""

    connections: list[Connection]

    def __init__(self, ui: UiOptions, memories: Memories | None) -> None:
        super().__init__(ui)
        self._memories = memories

    @property
    @abstractmethod
    def chat(self) -> "ChatScreen":
        """Where people talk."""

    @abstractmethod
    def _hear(self, connection: Connection, events: list[Event]) -> None:
        """Follow what happened on a connection."""

    def _connection(self, options: ClientOptions) -> Connection:
        connection = Connection(options, self._hear, self._memories)
        connection.session.use_levels(self.ui.levels)
        return connection

    def connect(self, connection: Connection) -> None:
        """Connect and stay connected; also again, after it was given up."""
        self.run_worker(
            connection.run(),
            group=f"{_LINKS}{connection.address}",
            exclusive=True,
            exit_on_error=False,
        )

    @property
    def _may_talk(self) -> bool:
        """Whether a server has taken us in: whatever another one says, the chat goes on."""
        return any(each.session.was_registered for each in self.connections)

    def _bring_in_others(self, nick: str) -> None:
        """The person has a name now: use it on the servers that none was given for."""
        for connection in self.connections:
            if not connection.session.nick and connection.link.state is LinkState.OFFLINE:
                connection.session.change_nick(nick)
                self.connect(connection)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """A mistake of ours: say in which part it is, and go on with what there is."""
        if event.state is WorkerState.ERROR:
            self.log.error(event.worker.error)
            text = _("tui-chat made a mistake: {error!r}")
            if event.worker.group.startswith(_LINKS):
                text = _("The connection failed by a mistake in tui-chat: {error!r}")
            self.notify(text.format(error=event.worker.error), severity="error", markup=False)

    def on_nickname_screen_connect_asked(self, event: "NicknameScreen.ConnectAsked") -> None:
        """Try again, after the first try failed."""
        self.connect(event.connection)

    def on_chat_screen_connect_asked(self, event: "ChatScreen.ConnectAsked") -> None:
        """Connect again: now rather than later, or anew."""
        if event.connection.link.state is LinkState.OFFLINE and not event.connection.retrying:
            self.connect(event.connection)
        else:
            event.connection.link.retry_now()

    def on_chat_screen_server_asked(self, event: "ChatScreen.ServerAsked") -> None:
        """Go to one more server, or to its page if we are there."""
        adding = self._add_server(event.address)
        self.run_worker(adding, group="reaching", exit_on_error=False)

    async def _add_server(self, address: Address) -> None:
        first, nick = self.connections[0].options, self.chat.session.nick
        try:
            options = await asyncio.to_thread(reached, address, first, nick, self.ui.configured)
        except PasswordError as error:
            self.chat.desk.complain(str(error))
            return
        for connection in self.connections:
            if (connection.options.host, connection.options.port) == (options.host, options.port):
                self.chat.show(connection.session.buffers.server)
                return
        connection = self._connection(options)
        self.connections.append(connection)
        self.connect(connection)
        self.chat.show(connection.session.buffers.server)
