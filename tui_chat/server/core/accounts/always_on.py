"""Users who stay on the network without a connection, and over restarts of the server."""

from typing import Any, Final

import msgspec

from tui_chat.server.core.channels import (
    auto_join_channel_ranks_and_topic,
    empty_channel_entry_rules,
)
from tui_chat.server.core.context import Context
from tui_chat.server.core.effects import Keep
from tui_chat.server.core.events import Millis
from tui_chat.server.core.handler_registry import restores
from tui_chat.server.core.messages.conversation_keys import stay
from tui_chat.server.core.service_names_and_replies import NICKSERV, tell
from tui_chat.server.core.settings import AlwaysOn
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.state.users_and_channels import User

_KIND: Final = "user"  # comes after "account" and "channel", which it builds on
NOT_CONNECTED: Final = "Not connected"
"""The away message of a user without a connection."""


class KeptUser(msgspec.Struct, frozen=True):
    """The stored data of an always-on user."""

    nick: str
    username: str
    host: str
    address: str
    realname: str
    account: str
    modes: str
    signed_on: Millis
    spoke_at: Millis
    channels: tuple[tuple[str, str, Millis], ...]
    """Names, the letters of its ranks there, when each was made."""


def wants_it(network: Network, account: Account) -> bool:
    """Whether an account's user stays when its last connection ends."""
    policy = network.settings.accounts.always_on
    if policy is AlwaysOn.OFF:
        return False
    return policy is AlwaysOn.OPT_OUT if account.always_on is None else account.always_on


def is_to_stay(network: Network, user: User) -> bool:
    """Whether the user stays when its last connection ends.

    It stays only under a nickname of its account, so that an account has no more such users than
    nicknames.
    """
    account = network.accounts.owner_of(user.nick)
    return account is not None and account.name == user.account and wants_it(network, account)


def refresh(ctx: Context, user: User) -> None:
    """Check whether the user is to stay; store it as it is now, or delete what was stored."""
    lasting = is_to_stay(ctx.network, user)
    if not lasting:
        forget(ctx, user)
    user.lasting = lasting
    keep(ctx, user)


def warn(ctx: Context, user: User) -> None:
    """Tell a user whose account wants to be always on that it is not, under a foreign nickname."""
    account = ctx.network.accounts.find(user.account)
    if account is not None and account.always_on and not user.lasting:
        why = why_not_always_on(ctx.network, account, user)
        tell(ctx, NICKSERV, f"You are not always on now: {why}")


def why_not_always_on(network: Network, account: Account, user: User) -> str:
    """Why this user is not always on although its account wants it; "" if it is."""
    if network.settings.accounts.always_on is AlwaysOn.OFF:
        return "this server does not offer it"
    if user.lasting:
        return ""
    return (
        f"{user.nick} is not a nickname of the account {account.name}"
        " (to add it: /msg NickServ GROUP)"
    )


def keep(ctx: Context, user: User) -> None:
    """Keep the user as it now is, if it is to stay."""
    if not user.lasting:
        return
    channels = tuple(
        (channel.name, channel.members[user], channel.created) for channel in user.channels.values()
    )
    kept = KeptUser(
        *(user.nick, user.username, user.host, user.address, user.realname, user.account),
        *(user.modes.replace("o", ""), user.signed_on, user.spoke_at, channels),
    )
    ctx.effects.append(Keep(_KIND, user.folded, msgspec.to_builtins(kept)))


def forget(ctx: Context, user: User) -> None:
    """Keep the user no longer."""
    if user.lasting:
        user.lasting = False
        ctx.effects.append(Keep(_KIND, user.folded, None))


@restores(_KIND)
def restore(network: Network, _key: str, value: dict[str, Any]) -> None:
    """Bring back a user that was kept, in its channels, with no connection."""
    kept = msgspec.convert(value, KeptUser)
    folded = network.fold(kept.nick)
    account = network.accounts.owner_of(kept.nick)
    if account is None or account.name != kept.account or not wants_it(network, account):
        return
    user = User(
        *(kept.nick, folded, kept.username, kept.host, kept.realname),
        *(kept.signed_on, kept.spoke_at, kept.account, NOT_CONNECTED, kept.modes),
        stay=stay(kept.signed_on, account.id),
        identity=account.id,
    )
    user.address = kept.address
    user.lasting = True
    network.add_user(user)
    network.invisible += "i" in kept.modes
    network.most_users = max(network.most_users, len(network.users))
    for name, ranks, created in kept.channels:
        channel = network.find_channel(name)
        if channel is None:
            channel = empty_channel_entry_rules.remake(network, name, created)
            auto_join_channel_ranks_and_topic.begin_topic(network, channel, created)
        channel.members[user] = ranks
        user.channels[channel.folded] = channel
