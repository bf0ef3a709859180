"""The whole state as bytes, and back: for a node that joins a network whose log it has not seen.

Equal states give equal bytes in every process. What belongs to one node alone is left out: the
connections that have yet to enter, SASL exchanges under way, tokens for services, and the settings
of the node (`NODE_SETTINGS`). A session that logs in again while it is loaded elsewhere begins its
exchange anew. Functions, patterns and caches are made again.
"""

import zlib
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final, Protocol, Self, TypeVar

import msgspec

from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.invitation_and_token_format import Invitation
from tui_chat.server.core.settings import Settings, with_node_settings
from tui_chat.server.core.stamps.conversation_times import KeptTimes
from tui_chat.server.core.state.attempt_limits import AttemptLimit
from tui_chat.server.core.state.mask_list import KeptMasks
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.nodes import Member
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.state.records.unregistered_channels import EntryRules, FirstChannel
from tui_chat.server.core.state.session import NO_VALUES, OpenBatch, Session
from tui_chat.server.core.state.users_and_channels import Channel, Forward, Topic, User
from tui_chat.server.core.state.whowas import WhowasEntry
from tui_chat.server.core.users.network_ban_parsing_and_persistence import make_ban
from tui_chat.wire.capability_enum import Capabilities
from tui_chat.wire.names import Folded

FORMAT: Final = 3
"""The number of the format. Raise it with every change of what a dump holds."""
PART: Final = 500
"""Users, and rows of each other kind, in a part of the state."""
_MEMBERSHIPS: Final = 5_000
"""In a part of the state."""
_Key = TypeVar("_Key")
_Row_co = TypeVar("_Row_co", covariant=True)
_Value = TypeVar("_Value")


class DumpError(Exception):
    """Bytes that cannot be loaded; the text is one sentence that says why."""


class _Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Plain data; users and channels are numbers, their places in the dump."""


class _User(_Row, frozen=True, gc=False):
    nick: str
    folded: Folded
    username: str
    host: str
    realname: str
    signed_on: Millis
    spoke_at: Millis
    account: str
    away: str
    modes: str
    clients: tuple[ClientId, ...]
    lasting: bool
    accepted: dict[str, str] | None
    stay: str
    identity: str
    address: str
    invited: str
    may_register: bool
    channels: tuple[int, ...]
    invitations: tuple[int, ...]

    @classmethod
    def of(cls, user: User, number: "Callable[[Channel], int]") -> Self:
        return cls(
            *(user.nick, user.folded, user.username, user.host, user.realname),
            *(user.signed_on, user.spoke_at, user.account, user.away, user.modes),
            user.clients,
            user.lasting,
            user.accepted,
            *(user.stay, user.identity, user.address, user.invited),
            user.may_register,
            tuple([number(one) for one in user.channels.values()]),
            tuple([number(one) for one in user.invitations.values()]),
        )

    def made(self) -> User:
        """The user, who is in no channel yet."""
        user = User(
            *(self.nick, self.folded, self.username, self.host, self.realname),
            signed_on=self.signed_on,
            spoke_at=self.spoke_at,
            account=self.account,
            away=self.away,
            modes=self.modes,
            clients=self.clients,
            lasting=self.lasting,
            accepted=self.accepted,
            stay=self.stay,
            identity=self.identity,
            invited=self.invited,
            may_register=self.may_register,
        )
        user.address = self.address
        return user


class _Channel(_Row, frozen=True, gc=False):
    name: str
    folded: Folded
    created: Millis
    topic: Topic | None
    flags: str
    key: str
    limit: int
    forward: Forward | None
    founder: str
    registered: Millis | None
    guarded: Millis
    closed: Millis
    members: tuple[tuple[int, str], ...]
    invited: tuple[int, ...]
    lists: dict[str, KeptMasks]
    restricts_speech: bool

    @classmethod
    def of(cls, channel: Channel, extent: "_Whole") -> Self:
        return cls(
            *(channel.name, channel.folded, channel.created, channel.topic, channel.flags),
            *(channel.key, channel.limit, channel.forward, channel.founder, channel.registered),
            *(channel.guarded, channel.closed),
            tuple([(extent.user(member), ranks) for member, ranks in extent.members(channel)]),
            tuple([extent.user(one) for one in channel.invited]),
            channel.kept_masks(),
            channel.restricts_speech,
        )

    def made(self, network: Network, users: list[User]) -> Channel:
        channel = Channel(
            *(self.name, self.folded, self.created, self.topic, self.flags, self.key, self.limit),
            *(self.forward, self.founder, self.registered, self.guarded, self.closed),
            members={users[member]: ranks for member, ranks in self.members},
            invited={users[one]: None for one in self.invited},
        )
        channel.restore_masks(self.lists, network.fold)
        channel.restricts_speech = self.restricts_speech
        return channel


class _Session(_Row, frozen=True, gc=False):
    id: ClientId
    host: str
    secure: bool
    held: Capabilities
    cap_version: int
    user: int
    batch: OpenBatch | None
    shown: str
    fingerprint: str
    away: str
    owner: bool
    asked_for: str
    subscriptions: tuple[str, ...] | None
    synced: tuple[str, str]
    values: dict[str, str]

    @classmethod
    def of(cls, session: Session, number: "Callable[[User], int]") -> Self:
        assert session.user is not None  # noqa: S101 - it has entered
        keys = session.subscriptions
        return cls(
            *(session.id, session.host, session.secure, session.held, session.cap_version),
            *(number(session.user), session.batch, session.shown, session.fingerprint),
            *(session.away, session.owner, session.asked_for),
            *(None if keys is None else tuple(keys), session.synced, dict(session.values)),
        )

    def made(self, users: list[User]) -> Session:
        keys = self.subscriptions
        return Session(
            *(self.id, self.host, self.secure, self.held, self.cap_version),
            registration=None,
            user=users[self.user],
            batch=self.batch,
            shown=self.shown,
            fingerprint=self.fingerprint,
            away=self.away,
            owner=self.owner,
            asked_for=self.asked_for,
            subscriptions=None if keys is None else dict.fromkeys(keys),
            synced=self.synced,
            values=self.values or NO_VALUES,
        )


class _Ban(_Row, frozen=True, gc=False):
    target: str
    reason: str
    by: str
    at: Millis
    until: Millis


class _Attempts(_Row, frozen=True, gc=False):
    """What each `AttemptLimit` has counted."""

    by_host: dict[str, Millis]
    by_account: dict[str, Millis]
    by_operator: dict[str, Millis]
    registrations: dict[str, Millis]
    metadata_shown: dict[str, Millis]


class _Stamps(_Row, frozen=True, gc=False):
    last: Millis
    msgid: int
    times: KeptTimes


class _Beginning(_Row, frozen=True, gc=False):
    """What every dump begins with, of whatever format."""

    format: int


class _Dump(_Row, frozen=True, gc=False):
    format: int
    settings: Settings
    users: tuple[_User, ...]
    channels: tuple[_Channel, ...]
    sessions: tuple[_Session, ...]
    operators: tuple[int, ...]
    accounts: tuple[Account, ...]
    bans: tuple[_Ban, ...]
    invitations: tuple[Invitation, ...]
    attempts: _Attempts
    operator_addresses: dict[str, str]
    monitored: dict[ClientId, dict[Folded, str]]
    watchers: dict[Folded, list[ClientId]]
    metadata: dict[str, dict[str, str]]
    markers: dict[str, dict[str, Millis]]
    whowas: tuple[WhowasEntry, ...]
    entry_rules: dict[Folded, EntryRules]
    empty_channel_rules: dict[Folded, EntryRules]
    first_channels: dict[Folded, FirstChannel]
    most_users: int
    started_at: Millis
    stamps: _Stamps
    nodes: dict[str, Member]
    missing: tuple[tuple[int, Millis], ...]


_encoder: Final = msgspec.msgpack.Encoder()
_beginning: Final = msgspec.msgpack.Decoder(_Beginning)
_decoder: Final = msgspec.msgpack.Decoder(_Dump)


class _Rows(Protocol[_Row_co]):
    """A collection whose rows are dumped."""

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[_Row_co]: ...


class _Whole:
    """How much of the state is dumped: all of it."""

    def __init__(self, network: Network) -> None:
        users = {user: number for number, user in enumerate(network.users.values())}
        channels = {channel: number for number, channel in enumerate(network.channels.values())}
        self.user: Callable[[User], int] = users.__getitem__
        """The number of a user."""
        self.channel: Callable[[Channel], int] = channels.__getitem__

    def rows(self, values: _Rows[_Value]) -> Iterable[_Value]:
        """Those of these rows that are dumped."""
        return values

    def entries(self, values: dict[_Key, _Value]) -> dict[_Key, _Value]:
        """Those of these entries that are dumped."""
        return values

    def members(self, channel: Channel) -> Iterable[tuple[User, str]]:
        """The members of a channel that are dumped, with their ranks."""
        return channel.members.items()


class _Part(_Whole):
    """All of the small things, and the rows of each large collection whose turn it is."""

    def __init__(self, network: Network, number: int) -> None:
        self.user = self.channel = _number_by_name
        self._number = number
        channels = len(network.channels)
        self._round = number // _parts(channels, PART)
        """How often it has been every channel's turn."""
        self._members = _MEMBERSHIPS // max(1, min(channels, PART))

    def rows(self, values: _Rows[_Value]) -> Iterable[_Value]:
        """Those of the part."""
        return _in_turn(values, PART, self._number)

    def entries(self, values: dict[_Key, _Value]) -> dict[_Key, _Value]:
        """Those of the part."""
        return dict(_in_turn(values.items(), PART, self._number))

    def members(self, channel: Channel) -> Iterable[tuple[User, str]]:
        """Others each time when it is this channel's turn."""
        return _in_turn(channel.members.items(), self._members, self._round)


def _number_by_name(named: User | Channel) -> int:
    """A number that needs no count of all the others."""
    return zlib.crc32(named.folded.encode())


def _parts(count: int, size: int) -> int:
    return max(1, -(-count // size))


def _in_turn(values: _Rows[_Value], size: int, number: int) -> Iterator[_Value]:
    """At most `size` of the values: with the next number, the next of them."""
    first = number % _parts(len(values), size) * size
    return islice(values, first, first + size)


def dump(network: Network) -> bytes:
    """The whole state. Takes a tenth of a second for 10,000 users in 1,000 channels."""
    return _encoder.encode(_dumped(network, _Whole(network)))


def dump_part(network: Network, number: int) -> bytes:
    """A part of the state, to be compared; it cannot be loaded.

    Takes some milliseconds. Equal states give equal bytes. Up to `PART` users the state is a
    single part. Numbers in a row give all of a larger one, unless it changes meanwhile.
    """
    return _encoder.encode(_dumped(network, _Part(network, number)))


def _dumped(network: Network, extent: _Whole) -> _Dump:
    lists, watchers = network.monitors.kept(extent.entries)
    stamps = network.stamps
    return _Dump(
        FORMAT,
        network.network_settings,
        users=tuple([_User.of(one, extent.channel) for one in extent.rows(network.users.values())]),
        channels=tuple(
            [_Channel.of(one, extent) for one in extent.rows(network.channels.values())]
        ),
        sessions=tuple(
            [_Session.of(one, extent.user) for one in extent.rows(network.sessions.values())]
        ),
        operators=tuple([extent.user(one) for one in extent.rows(network.operators)]),
        accounts=tuple(extent.rows(network.accounts)),
        bans=tuple(
            _Ban(ban.target, ban.reason, ban.by, ban.at, ban.until)
            for ban in extent.rows(network.bans.all(Millis(0)))
        ),
        invitations=network.invitations.all(),
        attempts=_Attempts(*(extent.entries(one.kept()) for one in _limits(network))),
        operator_addresses=network.operator_addresses,
        monitored=lists,
        watchers=watchers,
        metadata=extent.entries(network.metadata.values),
        markers=extent.entries(network.markers),
        whowas=tuple(network.whowas),
        entry_rules=extent.entries(network.entry_rules),
        empty_channel_rules=extent.entries(network.empty_channel_rules),
        first_channels=network.first_channels,
        most_users=network.most_users,
        started_at=network.started_at,
        stamps=_Stamps(stamps.last, stamps.msgids.last, stamps.times.kept()),
        nodes=network.nodes.by_name,
        missing=tuple([(extent.user(one), at) for one, at in extent.rows(network.missing.items())]),
    )


def load(data: bytes, node: Settings | None = None) -> Network:
    """The state that was dumped, for a node with these settings of its own. Raises DumpError."""
    try:
        beginning = _beginning.decode(data)
        if beginning.format != FORMAT:
            why = f"The state was dumped in format {beginning.format}, and this is {FORMAT}"
            raise DumpError(f"{why}: run the same version of tui-chat on all nodes.")
        return _network(_decoder.decode(data), node)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError, LookupError) as error:
        raise DumpError(f"The dump of the state is damaged ({error}).") from error


def _network(found: _Dump, node: Settings | None) -> Network:
    settings = found.settings
    network = Network(settings if node is None else with_node_settings(settings, node))
    users = [row.made() for row in found.users]
    channels = [row.made(network, users) for row in found.channels]
    for user, row in zip(users, found.users, strict=True):
        user.channels = _by_name(channels, row.channels)
        for number in row.invitations:
            user.invite(channels[number])
        network.add_user(user)
        network.invisible += "i" in user.modes
    network.channels = {channel.folded: channel for channel in channels}
    network.sessions = {row.id: row.made(users) for row in found.sessions}
    network.operators = {users[number]: None for number in found.operators}
    for account in found.accounts:
        network.accounts.enter(account)
    for one in found.bans:
        network.bans.add(make_ban(network, one.target, one.reason, one.by, one.at, one.until))
    for invitation in found.invitations:
        network.invitations.put(invitation)
    for limit, kept in zip(_limits(network), msgspec.structs.astuple(found.attempts), strict=True):
        limit.restore(kept)
    network.operator_addresses = found.operator_addresses
    network.monitors.restore(found.monitored, found.watchers)
    network.metadata.values = found.metadata
    network.markers = found.markers
    network.whowas.restore(found.whowas)
    network.entry_rules = found.entry_rules
    network.empty_channel_rules = found.empty_channel_rules
    network.first_channels = found.first_channels
    network.most_users = found.most_users
    network.started_at = found.started_at
    network.stamps.restore(found.stamps.last, found.stamps.msgid, found.stamps.times)
    network.nodes.restore(found.nodes)
    network.missing = {users[number]: since for number, since in found.missing}
    return network


def _limits(network: Network) -> tuple[AttemptLimit, ...]:
    """In the order of the fields of `_Attempts`."""
    return (
        network.wrong_by_host,
        network.wrong_by_account,
        network.wrong_by_operator,
        network.registrations,
        network.metadata_shown,
    )


def _by_name(channels: list[Channel], numbers: Iterable[int]) -> dict[Folded, Channel]:
    return {channels[number].folded: channels[number] for number in numbers}
