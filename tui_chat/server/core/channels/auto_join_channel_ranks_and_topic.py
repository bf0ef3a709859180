"""The first channels, which newcomers are put in: who owns them, and what is kept of them.

They belong to whoever runs the server: nobody becomes an operator by coming first. On a server that
a person runs from a client, that client owns them; on every server, operators of the server are
operators there, and may make others so. Their topics and the ranks of members with accounts outlive
an empty channel and a restart.
"""

from typing import TYPE_CHECKING, Any, Final

import msgspec

from tui_chat.server.core.effects import Keep
from tui_chat.server.core.handler_registry import restores
from tui_chat.server.core.service_names_and_replies import CHANSERV, source_of
from tui_chat.server.core.state.ranks import ordered
from tui_chat.server.core.state.records.unregistered_channels import FirstChannel
from tui_chat.server.core.state.users_and_channels import Channel, Topic
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded

if TYPE_CHECKING:
    from tui_chat.server.core.context import Context
    from tui_chat.server.core.events import Millis
    from tui_chat.server.core.state.network import Network
    from tui_chat.server.core.state.users_and_channels import User

_KIND: Final = "first channel"  # comes before "user", which needs the topics
_OWNER: Final = "q"
"""The rank of the owner."""
_OPERATOR: Final = "o"
"""The rank of operators of the server, as the mode that says that they are."""
_MOST_RANKS: Final = 1_000
"""Accounts whose ranks are kept for one channel: a change writes all of them."""


_NOTHING: Final = FirstChannel()


def is_owner(network: "Network", channel: Channel, user: "User") -> bool:
    """Whether this is a first channel, and the user is the person who hosts the server."""
    return channel.folded in network.first_names and any(
        network.sessions[client].owner for client in user.clients
    )


def newcomer_rank(network: "Network", channel: Channel) -> str:
    """The rank for whoever enters the empty channel."""
    return "" if channel.folded in network.first_names else "o"


def begin_topic(network: "Network", channel: Channel, at: "Millis") -> None:
    """Give a channel that was just made its kept topic, or the one of the configuration.

    A topic that was set while the channel had a key or was invite-only is given back only if the
    channel is still closed in that way.
    """
    if channel.folded not in network.first_names:
        return
    kept = network.first_channels.get(channel.folded, _NOTHING)
    if kept.topic_changed and (channel.closed or not kept.closed):
        channel.topic = kept.topic
    elif network.settings.welcome:
        channel.topic = Topic(network.settings.welcome, network.name, at)


def recognise(ctx: "Context", channel: Channel, user: "User", *, new: bool = False) -> None:
    """Give a member the ranks that it is entitled to in a first channel, and tell the members.

    Nobody is told if the member is `new` and alone: it reads its ranks in NAMES.
    """
    network = ctx.network
    if channel.folded not in network.first_names:
        return
    kept = network.first_channels.get(channel.folded, _NOTHING)
    due = kept.ranks.get(user.identity, "") if user.account else ""
    if is_owner(network, channel, user):
        due = ordered(due + _OWNER)
    elif _OPERATOR in user.modes:
        due = ordered(due + _OPERATOR)
    given = [letter for letter in due if channel.set_rank(user, letter, held=True)]
    if given and not (new and len(channel.members) == 1):
        words = (channel.name, f"+{''.join(given)}", *([user.nick] * len(given)))
        ctx.publish(channel, Message("MODE", words, source_of(ctx, CHANSERV)))
    keep_ranks(ctx, channel, user)


def keep_ranks(ctx: "Context", channel: Channel, user: "User") -> None:
    """Keep the ranks that a member of a first channel now has, if it has an account."""
    if user.account:
        _keep_ranks(ctx, channel, user.identity, channel.ranks_of(user))


def kicked(ctx: "Context", channel: Channel, user: "User") -> None:
    """Delete the stored ranks of a user who was kicked from the channel."""
    if user.account:
        _keep_ranks(ctx, channel, user.identity, "")


def keep(ctx: "Context", channel: Channel) -> None:
    """Keep the topic of a first channel as it now is."""
    if channel.folded not in ctx.network.first_names:
        return
    topic = channel.topic
    changed = topic is None or topic.by != ctx.network.name
    before = ctx.network.first_channels.get(channel.folded, _NOTHING)
    after = FirstChannel(topic, changed, bool(channel.closed), before.ranks)
    _replace(ctx, channel.folded, after)


def account_dropped(ctx: "Context", account: str) -> None:
    """Delete the stored ranks of a deleted account, given by its id."""
    for name, kept in tuple(ctx.network.first_channels.items()):
        if account in kept.ranks:
            ranks = {one: held for one, held in kept.ranks.items() if one != account}
            _replace(ctx, name, msgspec.structs.replace(kept, ranks=ranks))


@restores(_KIND)
def restore(network: "Network", key: str, value: dict[str, Any]) -> None:
    """Restore the ranks and the topic of a first channel."""
    network.first_channels[Folded(key)] = msgspec.convert(value, FirstChannel)


def _keep_ranks(ctx: "Context", channel: Channel, account: str, held: str) -> None:
    if channel.folded not in ctx.network.first_names:
        return
    before = ctx.network.first_channels.get(channel.folded, _NOTHING)
    if before.ranks.get(account, "") == held:
        return
    ranks = {one: letters for one, letters in before.ranks.items() if one != account}
    if held:
        if len(ranks) >= _MOST_RANKS:
            return
        ranks[account] = held
    _replace(ctx, channel.folded, msgspec.structs.replace(before, ranks=ranks))


def _replace(ctx: "Context", name: Folded, kept: FirstChannel) -> None:
    if kept != ctx.network.first_channels.get(name, _NOTHING):
        ctx.network.first_channels[name] = kept
        ctx.effects.append(Keep(_KIND, name, msgspec.to_builtins(kept)))
