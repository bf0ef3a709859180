"""Changing the metadata of users and channels, and telling subscribers (IRCv3 draft/metadata-3).

The values of a user who is logged in belong to the account, and those of a registered channel to
the registration: they outlive connections and restarts. All other values end with the user or
channel.
"""

from collections.abc import Collection, Iterable, Mapping
from itertools import islice
from typing import Any, Final

import msgspec

from tui_chat.server.core.channels.rights import channels_to_hear
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Keep
from tui_chat.server.core.events import ClientId
from tui_chat.server.core.handler_registry import restores
from tui_chat.server.core.messages.outgoing_batch import send_batch
from tui_chat.server.core.state.address_keys import address_key
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.session import NO_VALUES, Session
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.wire.capability_enum import Capabilities, Capability, capability_set
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.numerics import Numeric

Target = User | Channel

ALL: Final = "*ALL"
"""What SYNC calls all that the user may see."""
_KIND: Final = "metadata"
METADATA: Final = capability_set(Capability.METADATA_2, Capability.METADATA_3)
_FOR_PEOPLE: Final = ("display-name", "pronouns", "status", "homepage", "avatar")
"""Keys that WHOIS shows."""


def owner_of(network: Network, target: Target) -> str:
    """The key under which the values of a target are kept."""
    if isinstance(target, Channel):
        return f"channel:{target.folded}"
    return f"account:{network.fold(target.account)}" if target.account else f"user:{target.folded}"


def values_of(network: Network, target: Target | Session) -> Mapping[str, str]:
    """The values of a target; not for changing."""
    if isinstance(target, Session):
        return target.values
    return network.metadata.values.get(owner_of(network, target), {})


def change(ctx: Context, target: Target | Session, changes: Mapping[str, str]) -> int:
    """Set values, or take away those that are empty; tell those who want to know.

    How many were changed: of many that many want to know, the first.
    """
    if isinstance(target, Session):
        values = dict(target.values)
        _put(values, changes.items())
        target.values = values
        return len(changes)
    done = _tell(ctx, target, changes)
    store = ctx.network.metadata.values
    owner = owner_of(ctx.network, target)
    values = store.setdefault(owner, {})
    _put(values, islice(changes.items(), done))
    if not values:
        del store[owner]
    keep(ctx, target)
    return done


def _put(values: dict[str, str], changes: Iterable[tuple[str, str]]) -> None:
    for key, value in changes:
        if value:
            values[key] = value
        else:
            values.pop(key, None)


def keep(ctx: Context, target: Target) -> None:
    """Store the values of a target, if they outlive a restart."""
    if target.account if isinstance(target, User) else target.founder:
        owner = owner_of(ctx.network, target)
        values = ctx.network.metadata.values.get(owner)
        record = {"values": dict(values)} if values else None
        ctx.effects.append(Keep(_KIND, owner, record))


def drop(ctx: Context, channel: Channel) -> None:
    """Drop the stored values of a channel that is no longer registered."""
    if values_of(ctx.network, channel):
        ctx.effects.append(Keep(_KIND, owner_of(ctx.network, channel), None))


def rename(ctx: Context, channel: Channel, before: Folded) -> None:
    """Move the values of a channel that has a new name."""
    owner = f"channel:{before}"
    if owner in ctx.network.metadata.values:
        move(ctx.network, owner, owner_of(ctx.network, channel))
        if channel.founder:
            ctx.effects.append(Keep(_KIND, owner, None))
            keep(ctx, channel)


def drop_account(ctx: Context, account: str) -> None:
    """Drop the values of a deleted account."""
    owner = f"account:{ctx.network.fold(account)}"
    if ctx.network.metadata.values.pop(owner, None) is not None:
        ctx.effects.append(Keep(_KIND, owner, None))


@restores(_KIND)
def restore(network: Network, owner: str, record: dict[str, Any]) -> None:
    """Restore stored values."""
    network.metadata.values[owner] = msgspec.convert(record["values"], dict[str, str])


def move(network: Network, before: str, after: str) -> None:
    """Move all values from one key to another, replacing older values there."""
    values = network.metadata.values.pop(before, None)
    if values:
        _add(network, values, after)


def _add(network: Network, values: Mapping[str, str], owner: str) -> None:
    mine = network.metadata.values.setdefault(owner, {})
    for key, value in values.items():
        if key in mine or len(mine) < network.settings.limits.metadata_keys:
            mine[key] = value


def arrive(ctx: Context, user: User) -> None:
    """Give the values of a new connection to its user, and show it all values of the user."""
    network = ctx.network
    if ctx.session.values:
        _add(network, ctx.session.values, owner_of(network, user))
        ctx.session.values = NO_VALUES
        keep(ctx, user)
    if ctx.session.subscriptions is not None:
        shown = [message(ctx, user, key, value) for key, value in values_of(network, user).items()]
        send_batch(ctx, ctx.client, "metadata", (user.nick,), shown)


def log_in(ctx: Context, user: User) -> None:
    """Give the values of a user to the account that it has logged in to."""
    network = ctx.network
    before = f"user:{user.folded}"
    if before in network.metadata.values:
        move(network, before, owner_of(network, user))
        keep(ctx, user)


def forget(network: Network, target: Target) -> None:
    """Remove the values of a target that has left, unless they belong to an account."""
    owner = owner_of(network, target)
    if not owner.startswith("account:"):
        network.metadata.values.pop(owner, None)


def follow_capabilities(ctx: Context, held: Capabilities) -> None:
    """Start or end the subscriptions of a connection whose capabilities have changed."""
    session = ctx.session
    if not (held & METADATA and held & Capability.BATCH.bit):
        session.subscriptions = None
    elif session.subscriptions is None:
        session.subscriptions = {}


def subscriptions_of(network: Network, client: ClientId) -> dict[str, None] | None:
    """The keys that a connection subscribes to; None if it understands no metadata."""
    session = network.sessions.get(client)
    return None if session is None else session.subscriptions


def message(ctx: Context, target: Target, key: str, value: str) -> Message:
    """The METADATA message that shows a value to subscribers; "" for a value that was removed."""
    name = target.nick if isinstance(target, User) else target.name
    params = (name, key, "*", value) if value else (name, key, "*")
    return Message("METADATA", params, ctx.network.name)


def reply_whois(ctx: Context, user: User) -> None:
    """The values that a person wants to read; clients that know no metadata are spared them."""
    if ctx.session.subscriptions is not None:
        values = values_of(ctx.network, user)
        for key in _FOR_PEOPLE:
            if key in values:
                ctx.reply(Numeric.RPL_WHOISKEYVALUE, user.nick, key, "*", values[key])


# Bringing a connection up to date. One command shows no more than `limits.metadata_sync` values, to
# all connections together: it may enter a hundred channels whose members have fifty values each.
# For the rest each connection has to ask with SYNC, which goes on where it had to end before. All
# commands of an address have `limits.metadata_burst` values at once, and a number a second: when
# they are used up, the next command shows none, and its client is told when to ask.


def sync_channel(ctx: Context, channel: Channel, *clients: ClientId) -> None:
    """Show who has just joined what it wants to know of the channel, or tell it to ask later.

    On these connections, or all that it has.
    """
    for client in clients or ctx.user.clients:
        if subscriptions_of(ctx.network, client) is not None:
            _offer(ctx, client, channel.name, (channel, *channel.shown_to(ctx.user)))


def sync_monitored(ctx: Context, users: Iterable[User]) -> None:
    """Show the values of users that the connection has begun to watch."""
    if ctx.session.subscriptions is not None and not all(
        _offer(ctx, ctx.client, user.nick, (user,), answer_late=False) for user in users
    ):
        _ask_later(ctx, ctx.client, ALL)


def sync_watchers(ctx: Context, user: User) -> None:
    """Show clients that watch a new user the metadata that they want to know of it."""
    for client in ctx.network.monitors.watchers(user.folded):
        if subscriptions_of(ctx.network, client) is not None:
            _offer(ctx, client, user.nick, (user,))


def sync(ctx: Context, name: str, targets: Iterable[Target]) -> None:
    """Show the connection the metadata that it wants to know of these targets, as one batch.

    If there are too many, begin with the first that the last SYNC of the same name did not show.
    """
    session = ctx.session
    if _wait(ctx):
        return _ask_later(ctx, ctx.client, name)
    every = tuple(targets)
    asked, last = session.synced
    session.synced = "", ""
    places = [one.place for one in every] if asked == name else []
    start = places.index(last) + 1 if last in places else 0
    shown, taken = _fitting(ctx, ctx.client, every[start:], at_least=1)
    send_batch(ctx, ctx.client, "metadata", (name,), shown)
    if start + taken < len(every):
        session.synced = name, every[start + taken - 1].place
        _ask_later(ctx, ctx.client, name)
    return None


def _offer(
    ctx: Context,
    client: ClientId,
    name: str,
    targets: Collection[Target],
    *,
    answer_late: bool = True,
) -> bool:
    """Show a connection all that it wants to know of these targets, or nothing if it is too much.

    Then it is told to ask later, unless the caller does so. Whether it was shown.
    """
    shown, taken = _fitting(ctx, client, targets)
    if taken < len(targets):
        if answer_late:
            _ask_later(ctx, client, name)
        return False
    send_batch(ctx, client, "metadata", (name,), shown)
    return True


def _fitting(
    ctx: Context, client: ClientId, targets: Collection[Target], at_least: int = 0
) -> tuple[list[Message], int]:
    """The values that a connection has subscribed to, and the number of targets that fitted.

    The targets are taken in order, until the limit on values is reached. A target without such
    values counts as one value, because looking at it costs time too.
    """
    keys = subscriptions_of(ctx.network, client)
    shown: list[Message] = []
    if not keys:
        return shown, len(targets)
    if _wait(ctx):
        return shown, 0
    spent = taken = 0
    for taken, target in enumerate(targets):
        values = values_of(ctx.network, target)
        wanted = [key for key in keys if key in values] if values else []
        cost = max(len(wanted), 1)
        ctx.values_left -= cost
        if ctx.values_left < 0 and taken >= at_least:
            ctx.values_left = 0  # then the targets that come next are not looked at, either
            break
        spent += cost
        shown += (message(ctx, target, key, values[key]) for key in wanted)
    else:
        taken = len(targets)
    ctx.network.metadata_shown.add(address_key(ctx.session.host), ctx.at, spent)
    return shown, taken


def _wait(ctx: Context) -> int:
    """Seconds until the address from which the command came may have values shown again."""
    return ctx.network.metadata_shown.wait(address_key(ctx.session.host), ctx.at)


def _ask_later(ctx: Context, client: ClientId, name: str) -> None:
    numeric = Numeric.ERR_METADATASYNCLATER
    nick = ctx.network.sessions[client].nick
    params = (nick, name, str(_wait(ctx)), numeric.text)
    ctx.tell((client,), Message(numeric.value, params, ctx.network.name))


# Telling of changes.


def _tell(ctx: Context, target: Target, changed: Mapping[str, str]) -> int:
    """Tell all who may know of the target and want to know of a key, but not who set the values.

    How many of the keys were told: at least one, and no more than may be shown by one command.
    """
    wishes = _wishes(ctx, target, " ".join(filter(None, changed.values())))
    for told, (key, value) in enumerate(changed.items()):
        wanting = tuple(client for client, keys in wishes if key in keys)
        ctx.values_left -= len(wanting)
        if told and ctx.values_left < 0:
            return told
        ctx.tell(wanting, message(ctx, target, key, value))
    return len(changed)


def _wishes(ctx: Context, target: Target, words: str) -> list[tuple[ClientId, Mapping[str, None]]]:
    """The connections that may see the target, each with the keys that it has subscribed to.

    `words` are what a user now says of itself: connections are left out to which it may not speak.
    """
    network = ctx.network
    near: tuple[ClientId, ...]
    if isinstance(target, Channel):
        near = tuple(client for member in target.members for client in member.clients)
    else:
        watchers = network.monitors.watchers(target.folded)
        among = channels_to_hear(network, target, words) if words else None
        near = (*target.clients, *target.peers(among=among), *watchers)
    return [
        (client, keys)
        for client in dict.fromkeys(near)
        if client != ctx.client and (keys := subscriptions_of(network, client))
    ]
