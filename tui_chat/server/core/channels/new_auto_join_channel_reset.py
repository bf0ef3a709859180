"""A channel becomes one that newcomers are put in: it is opened, and guests lose their ranks."""

from collections.abc import Iterator

from tui_chat.server.core.channels import empty_channel_entry_rules
from tui_chat.server.core.channels.auto_join_channel_ranks_and_topic import is_owner
from tui_chat.server.core.channels.mode_announcements import give_rank, tell_modes
from tui_chat.server.core.context import Context
from tui_chat.server.core.service_names_and_replies import CHANSERV, source_of
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.users_and_channels import Channel
from tui_chat.wire.modes import ModeChange
from tui_chat.wire.names import Folded


def take_over(ctx: Context, name: Folded) -> None:
    """Open a channel that has become a first one, and take the ranks of guests; tell its members.

    A channel that a user with an account or the host of the server owns is left as it is. The rules
    of an empty channel are dropped when the first user enters.
    """
    channel = ctx.network.channels.get(name)
    if channel is None:
        return
    if not _is_owned(ctx.network, channel):
        source = str(source_of(ctx, CHANSERV))
        for member, ranks in tuple(channel.members.items()):
            for rank in "" if member.account else ranks:
                give_rank(ctx, channel, member, rank, source, held=False)
        tell_modes(ctx, channel, tuple(_open(channel)), source)
    empty_channel_entry_rules.note(ctx, channel)


def _is_owned(network: Network, channel: Channel) -> bool:
    return bool(channel.founder) or any(
        channel.is_operator(member)
        and (member.account or "o" in member.modes or is_owner(network, channel, member))
        for member in channel.members
    )


def _open(channel: Channel) -> Iterator[ModeChange]:
    """Remove each mode and mask that keeps users out or silent; gives the changes."""
    for entry in tuple(channel.lists["b"]):
        channel.remove_mask("b", entry.mask)
        yield ModeChange(adding=False, letter="b", param=entry.mask.text)
    for letter in "imMRU":
        if channel.set_flag(letter, held=False):
            yield ModeChange(adding=False, letter=letter)
    if channel.key:
        channel.key = ""
        yield ModeChange(adding=False, letter="k", param="*")
    if channel.limit:
        channel.limit = 0
        yield ModeChange(adding=False, letter="l")
    if channel.forward:
        channel.forward = None
        yield ModeChange(adding=False, letter="f")
