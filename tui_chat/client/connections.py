"""The connections of one client: one for each server that it talks to."""

import asyncio
import time
from collections.abc import Callable, Sequence

from msgspec.structs import replace

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.chat_log.log_on_thread import ChatLog
from tui_chat.client.config.connection_and_ui_options import ClientOptions, Configured, options_for
from tui_chat.client.connect.server_address import Address
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import Event, LinkState, Network
from tui_chat.client.language.i18n import _
from tui_chat.client.memory.remembered_state_store import Memories
from tui_chat.client.session import Levels


class Connections:
    """Makes connections and keeps them; the owner of this object runs them.

    `on_events` gets the events of each. `memories` keep the state of servers between runs, `log`
    keeps messages, `configured` finds servers of the configuration. `levels` say which messages
    notify the person.
    """

    def __init__(
        self,
        on_events: Callable[[Connection, list[Event]], None],
        *,
        memories: Memories | None = None,
        configured: Configured | None = None,
        levels: Levels | None = None,
        log: ChatLog | None = None,
    ) -> None:
        self._on_events = on_events
        self._memories = memories
        self._configured = configured
        self._levels = levels
        self._log = log
        self._all: list[Connection] = []
        self._networks: dict[Connection, dict[str, Connection]] = {}
        """Of each bouncer, the connections to its networks, by their ids."""

    @property
    def all(self) -> Sequence[Connection]:
        """Every connection, in the order of `add`: the same sequence, which grows."""
        return self._all

    @property
    def first(self) -> Connection:
        """The connection to the server that the client was started for."""
        return self._all[0]

    @property
    def any_registered(self) -> bool:
        """Whether any server has ever accepted us."""
        return any(each.session.was_registered for each in self._all)

    def add(self, wanted: ClientOptions | Connection) -> Connection:
        """A new connection with these options; or keep one that somebody else has made."""
        connection = wanted if isinstance(wanted, Connection) else self._made(wanted)
        self._all.append(connection)
        return connection

    def owner_of(self, buffer: Buffer) -> Connection | None:
        """The connection that a buffer belongs to, None if the buffer is closed."""
        return next((each for each in self._all if each.owns(buffer)), None)

    async def connection_to(
        self, address: Address, like: ClientOptions, nick: str
    ) -> tuple[Connection, bool]:
        """The connection to an address, and whether it is new.

        A new one takes `like` and `nick` for what the configuration leaves open, as
        `options_for` does. Raises PasswordError.
        """
        options = await asyncio.to_thread(options_for, address, like, nick, self._configured)
        for connection in self._all:
            if connection.options.key == options.key:
                return connection, False
        return self.add(options), True

    def take_networks(
        self, bouncer: Connection, networks: Sequence[Network]
    ) -> tuple[list[Connection], list[Connection]]:
        """Have a connection for each of these networks of a bouncer, and for no others of it.

        Gives those that are new, to be run, and those that are to be closed.
        """
        if bouncer not in self._all:
            return [], []
        known = self._networks.setdefault(bouncer, {})
        wanted = {network.id for network in networks}
        gone = [known.pop(netid) for netid in [*known] if netid not in wanted]
        for connection in gone:
            self._all.remove(connection)
        new = []
        for network in networks:
            if network.id not in known:
                known[network.id] = self._connection_through(bouncer, network)
                self._all.insert(self._all.index(bouncer) + len(known), known[network.id])
                new.append(known[network.id])
            known[network.id].session.follow_network(network, time.time())
        return new, gone

    def take_away(self, connection: Connection) -> list[Connection]:
        """Leave out a connection, and of a bouncer its networks; all of them are to be closed.

        Empty, and nothing is done, for the first: it stays as long as the client.
        """
        if connection not in self._all[1:]:
            return []
        gone = [connection, *self._networks.pop(connection, {}).values()]
        for each in gone:
            self._all.remove(each)
        return gone

    def _connection_through(self, bouncer: Connection, network: Network) -> Connection:
        profile, how = bouncer.session.profile, bouncer.options.encryption
        options = replace(
            bouncer.options,
            nick=network.nick or bouncer.session.nick,
            channels=(),
            password=profile.password,
            account=profile.account,
            account_password=profile.account_password,
            encryption=how and replace(how, accept=False),
            network=network,
        )
        return self._made(options, bouncer)

    def _made(self, options: ClientOptions, bouncer: Connection | None = None) -> Connection:
        connection = Connection(
            options, self._on_events, self._memories, self._log, bouncer=bouncer
        )
        if self._levels is not None:
            connection.session.use_levels(self._levels)
        return connection

    def take_nick(self, nick: str) -> list[Connection]:
        """Use `nick` on the servers for which none was given; they can be connected now."""
        nameless = [
            each
            for each in self._all
            if not each.session.nick and each.link.state is LinkState.OFFLINE
        ]
        for connection in nameless:
            connection.session.change_nick(nick)
        return nameless


def only_server() -> str:
    """Why the first server cannot be left while the client runs."""
    return _("tui-chat was started for this server: /quit leaves it.")
