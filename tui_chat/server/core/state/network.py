"""The state of the network: all users, channels and connections, as plain data.

The handlers below `event_dispatch` change it; nothing here knows of events, commands or effects.
"""

from dataclasses import dataclass, field
from typing import Final

from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.settings import Settings, network_settings
from tui_chat.server.core.stamps.conversation_times import Stamps
from tui_chat.server.core.state.attempt_limits import AttemptLimit
from tui_chat.server.core.state.auth_tokens import Tokens
from tui_chat.server.core.state.capability_offers import offers
from tui_chat.server.core.state.client_tags import ClientTags
from tui_chat.server.core.state.lookalikes import Lookalikes
from tui_chat.server.core.state.monitors import Monitors
from tui_chat.server.core.state.nodes import Nodes
from tui_chat.server.core.state.records.accounts import Accounts
from tui_chat.server.core.state.records.invitations import Invitations
from tui_chat.server.core.state.records.network_bans import NetworkBans
from tui_chat.server.core.state.records.unregistered_channels import EntryRules, FirstChannel
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.state.state_digest import attributes
from tui_chat.server.core.state.unicode_nicknames import nickname_rule
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.state.welcome_numerics import Greeting
from tui_chat.server.core.state.whowas import Whowas
from tui_chat.wire.names import Folded


@dataclass(eq=False)
class Metadata:
    """The values of all users and channels that have entered.

    A connection that has not entered yet keeps its values in its `Session`, where the keys that it
    subscribes to are, too.
    """

    values: dict[str, dict[str, str]] = field(default_factory=dict)
    """By user or channel (see `owner_of` in `metadata_updates`), then by metadata key."""


VALUE_PAUSE: Final = 1
"""Milliseconds for each value of metadata that an address has had shown."""


class Network:
    """The users, channels and sessions of the network, and all that is known about them."""

    __slots__ = (
        "_alike",
        "_is_nickname",
        "accounts",
        "bans",
        "channels",
        "client_tags",
        "empty_channel_rules",
        "entry_rules",
        "first_channels",
        "first_names",
        "fold",
        "greeting",
        "invisible",
        "invitations",
        "keeps_history",
        "markers",
        "metadata",
        "metadata_shown",
        "missing",
        "monitors",
        "most_users",
        "name",
        "network_settings",
        "node_settings",
        "nodes",
        "offers",
        "operator_addresses",
        "operators",
        "registrations",
        "sessions",
        "settings",
        "stamps",
        "started_at",
        "strangers",
        "tokens",
        "users",
        "whowas",
        "wrong_by_account",
        "wrong_by_host",
        "wrong_by_operator",
    )

    def __init__(self, settings: Settings) -> None:
        self.name = settings.server
        self.fold = settings.casemapping.folding
        self._is_nickname = nickname_rule(settings.casemapping)
        self.node_settings = settings
        """What those of this node will be after the next `Reconfigured`; see `NODE_SETTINGS`."""
        self.configure(settings)
        self.sessions: dict[ClientId, Session] = {}
        """Connections that have entered: each belongs to a user."""
        self.strangers: dict[ClientId, Session] = {}
        """Connections to this node that have yet to enter: not part of the state that is shared."""
        self.users: dict[Folded, User] = {}
        """Changed by `add_user` and `remove_user` alone."""
        self._alike: Lookalikes[User] = Lookalikes(settings.casemapping)
        self.channels: dict[Folded, Channel] = {}
        # Counted as they change: LUSERS is part of every welcome.
        self.invisible = 0
        """Users with mode i."""
        self.most_users = 0
        self.entry_rules: dict[Folded, EntryRules] = {}
        """Of the unregistered channels that keep people out (see `unregistered_channels`)."""
        self.empty_channel_rules: dict[Folded, EntryRules] = {}
        """The same of channels without members, which are thus in no other dict."""
        self.first_channels: dict[Folded, FirstChannel] = {}
        """The stored data of the channels that newcomers are put in."""
        self.markers: dict[str, dict[str, Millis]] = {}
        """How far each identity has read, by target; the latest marker comes last."""
        self.operators: dict[User, None] = {}
        """Users with mode o."""
        self.whowas = Whowas(settings.limits.whowas)
        self.monitors = Monitors()
        self.metadata = Metadata()
        self.metadata_shown = AttemptLimit(settings.limits.metadata_burst, VALUE_PAUSE)
        """Values that each address has had shown."""
        self.bans = NetworkBans()
        self.invitations = Invitations()
        self.tokens = Tokens()
        """Of this node alone: they are as good as passwords for ten minutes."""
        self.accounts = Accounts(self.fold, settings.casemapping)
        policy = settings.accounts
        self.wrong_by_host = AttemptLimit(
            policy.wrong_passwords, policy.wrong_password_pause * 1000, of_addresses=True
        )
        self.wrong_by_account = AttemptLimit(
            policy.wrong_passwords, policy.wrong_password_pause * 1000
        )
        self.wrong_by_operator = AttemptLimit(
            policy.wrong_passwords, policy.wrong_password_pause * 1000
        )
        self.operator_addresses: dict[str, str] = {}
        """The last host of each operator: wrong passwords from other hosts cause no wait there."""
        self.registrations = AttemptLimit(
            policy.registrations, policy.registration_pause * 1000, of_addresses=True
        )
        self.nodes = Nodes()
        self.missing: dict[User, Millis] = {}
        """Users whose node was lost and who may still come back, with the time of the loss."""
        self.started_at = Millis(0)
        """When the first event of the log came."""
        self.stamps = Stamps()

    def configure(self, settings: Settings) -> None:
        """Take settings whose server name and casemapping are those it began with."""
        self.settings = settings
        """Those of the network, and those of this node."""
        self.network_settings = network_settings(settings)
        """Those that are part of the state, without passwords."""
        self.keeps_history = settings.history.kept
        self.first_names = frozenset(map(self.fold, settings.auto_join))
        """Channels that newcomers join."""
        self.client_tags = ClientTags(settings.client_tags_denied)
        # Made once: every newcomer asks for them, or is told them.
        self.offers = offers(settings)
        self.greeting = Greeting(settings)

    def find_user(self, nick: str) -> User | None:
        """The user of this nickname, in whatever case."""
        # Most names come as they are folded: that saves the folding on every message.
        return self.users.get(nick) or self.users.get(self.fold(nick))  # type: ignore[call-overload]

    def server_of(self, user: User) -> str:
        """The server that a user is connected to: of several nodes, the names of theirs."""
        return self.nodes.names_of(user.clients) or self.name

    def is_nickname(self, name: str) -> bool:
        """Whether a user may have this nickname."""
        return self._is_nickname(name, self.settings.limits.nick)

    def find_holder(self, nick: str, account: str = "") -> User | None:
        """The user who has this nickname or one that looks like it, for a login to `account`.

        A lookalike does not count against the account that owns the nickname.
        """
        holder = self.find_user(nick)
        if not self._alike.is_needed or (
            holder is not None and (nick.isascii() or holder.nick == nick)
        ):
            return holder
        if self.accounts.has_nick(account, nick):
            return holder
        return self._alike.find(nick, holder) or holder

    def add_user(self, user: User) -> None:
        """Add a user, under the nickname that it has now."""
        self.users[user.folded] = user
        self._alike.add(user.nick, user)

    def remove_user(self, user: User) -> None:
        """Remove a user; to be called before its nickname changes."""
        del self.users[user.folded]
        self._alike.remove(user.nick)

    def find_channel(self, name: str) -> Channel | None:
        """The channel of this name, in whatever case."""
        return self.channels.get(name) or self.channels.get(self.fold(name))  # type: ignore[call-overload]

    def snapshot(self) -> dict[str, object]:
        """The whole state as plain data, to compare and to look at."""
        return {
            **attributes(self),
            "users": [(name, attributes(user)) for name, user in self.users.items()],
            "channels": [(name, attributes(channel)) for name, channel in self.channels.items()],
        }
