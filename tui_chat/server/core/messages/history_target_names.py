"""The conversations that people name to read their history, and the names of those found."""

from typing import Final

from tui_chat.server.core.context import Context, Failed
from tui_chat.server.core.messages.conversation_keys import NOBODY, conversation, partner
from tui_chat.wire.names import is_channel

_NOT_IN_NAMES: Final = frozenset(" ,*?!@:")


def readable(ctx: Context, command: str, name: str, *context: str) -> tuple[str, str]:
    """The target that a client's name for a conversation means, and the name in the right case.

    A channel is readable only for its members, who may read all that is kept of it. Any other name
    is a nickname, or a name that is kept for the account of a person who is not here. Raises
    Failed.
    """
    channel = ctx.network.find_channel(name)
    if channel is not None and ctx.user in channel.members:
        return channel.folded, channel.name
    if channel is not None or not name or is_channel(name) or _NOT_IN_NAMES & set(name):
        text = "Messages could not be retrieved"
        raise Failed(command, "INVALID_TARGET", *context, name, text=text)
    network, own = ctx.network, ctx.user.identity
    other = network.find_user(name)
    if other is None:
        account = network.accounts.owner_of(name)
        return conversation(own, account.id if account is not None else NOBODY), name
    return conversation(own, other.identity), other.nick


def name_of(ctx: Context, target: str, here: dict[str, str]) -> str:
    """The name by which the client may ask for a target; "" if it has no name any more.

    `here` has the nicknames of all users on the network, by identity.
    """
    network = ctx.network
    if is_channel(target):
        channel = network.find_channel(target)
        return channel.name if channel else ""
    other = partner(target, ctx.user.identity)
    if other in here:
        return here[other]
    account = network.accounts.identified(other)
    return account.name if account is not None else ""
