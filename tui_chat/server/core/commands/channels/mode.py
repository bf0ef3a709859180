"""MODE: how a channel works, what its members may do, and a user's own switches."""

from collections.abc import Iterable

from tui_chat.server.core.accounts import always_on
from tui_chat.server.core.channels import (
    auto_join_channel_ranks_and_topic,
    empty_channel_entry_rules,
)
from tui_chat.server.core.channels.forwarding import change_forward
from tui_chat.server.core.channels.mode_announcements import tell_modes
from tui_chat.server.core.channels.registered_channels import keep
from tui_chat.server.core.channels.rights import is_server_operator, note_override
from tui_chat.server.core.commands.channels.mask_list_modes import change_list, show_list
from tui_chat.server.core.commands.users.user_modes import user_mode
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.handler_registry import command
from tui_chat.server.core.state.ranks import is_at_least, may_act_on, may_give
from tui_chat.server.core.state.users_and_channels import MODE_KINDS, Channel
from tui_chat.wire.modes import ModeChange, ModeKind, format_modes, is_key, parse_modes
from tui_chat.wire.names import is_channel
from tui_chat.wire.numerics import Numeric

"""What stands between keys, or at the front of a last parameter."""


@command("MODE", min_params=1)
def mode(ctx: Context) -> None:
    """MODE <target> [<modes> [<parameter>...]]: show or change modes. RFC 2812 3.1.5 and 3.2.3."""
    if is_channel(ctx.param(0)):
        _channel_mode(ctx)
    else:
        user_mode(ctx)


def _channel_mode(ctx: Context) -> None:
    channel = ctx.channel(ctx.param(0))
    if len(ctx.params) == 1:
        shown = channel.modes(with_key=ctx.user in channel.members)
        ctx.reply(Numeric.RPL_CHANNELMODEIS, channel.name, *shown)
        ctx.reply(Numeric.RPL_CREATIONTIME, channel.name, str(channel.created // 1000))
        return
    changes = _distinct(parse_modes(ctx.params[1:], MODE_KINDS))
    questions = [change for change in changes if _is_question(change)]
    for change in questions:
        ctx.attempt(lambda letter=change.letter: show_list(ctx, channel, letter))  # type: ignore[misc]
    if len(questions) < len(changes) or not changes:
        _change(ctx, ctx.own_channel(channel.name), changes)


def _change(ctx: Context, channel: Channel, changes: Iterable[ModeChange]) -> None:
    ranks = channel.members[ctx.user]
    left = ctx.network.settings.limits.modes
    made: list[ModeChange] = []
    forbidden = overridden = False
    for change in changes:
        if _is_question(change) or (change.param is None and _lacks_parameter(change)):
            continue
        if change.param is not None:
            left -= 1
            if left < 0:
                continue
        is_allowed = _is_allowed(ctx, ranks, channel, change)
        if is_allowed or is_server_operator(ctx.user):
            overridden |= not is_allowed
            ctx.attempt(lambda change=change: made.extend(_apply(ctx, channel, change)))  # type: ignore[misc]
        else:
            forbidden = True
    if forbidden:
        ctx.reply(Numeric.ERR_CHANOPRIVSNEEDED, channel.name)
    if made:
        if overridden:
            note_override(ctx, f"changed modes of {channel.name}: {' '.join(format_modes(made))}")
        tell_modes(ctx, channel, made, ctx.user.source)
        empty_channel_entry_rules.note(ctx, channel)
        keep(ctx, channel)


def _distinct(changes: Iterable[ModeChange]) -> list[ModeChange]:
    """The changes without repetitions; the last of equal ones counts.

    A line of +i-i+i-i... would be told to the others in a line that has no room for it.
    """
    return list(dict.fromkeys(reversed(tuple(changes))))[::-1]


def _is_question(change: ModeChange) -> bool:
    """Whether it asks for a list: a list's letter without a mask."""
    return MODE_KINDS.get(change.letter) is ModeKind.LIST and not change.param


def _lacks_parameter(change: ModeChange) -> bool:
    """Whether it cannot be made without the parameter it came without, and is to be ignored."""
    kind = MODE_KINDS.get(change.letter)
    return change.adding and kind in {ModeKind.ALWAYS, ModeKind.SET}


def _is_allowed(ctx: Context, ranks: str, channel: Channel, change: ModeChange) -> bool:
    """Whether a member with these ranks may make the change, if it is possible."""
    if MODE_KINDS.get(change.letter) is not ModeKind.PREFIX:
        return is_at_least(ranks, "o")
    target = ctx.network.find_user(change.param or "")
    if target is ctx.user and not change.adding:
        return True
    theirs = channel.ranks_of(target) if target else ""
    return may_give(ranks, change.letter) and (change.adding or may_act_on(ranks, theirs))


def _apply(ctx: Context, channel: Channel, change: ModeChange) -> tuple[ModeChange, ...]:
    """Make one change. Gives it as the others are told it; nothing if nothing changed."""
    kind = MODE_KINDS.get(change.letter)
    if kind is None:
        raise Refused(Numeric.ERR_UNKNOWNMODE, change.letter)
    if kind is ModeKind.FLAG:
        changed = channel.set_flag(change.letter, held=change.adding)
        return (change,) if changed else ()
    if kind is ModeKind.LIST:
        return change_list(ctx, channel, change)
    if change.letter == "k":
        return _key(ctx, channel, change)
    if change.letter == "l":
        return _limit(channel, change)
    if change.letter == "f":
        return change_forward(ctx, channel, change)
    return _rank(ctx, channel, change)


def _rank(ctx: Context, channel: Channel, change: ModeChange) -> tuple[ModeChange, ...]:
    if not change.param:
        raise Refused(Numeric.ERR_NEEDMOREPARAMS, "MODE")
    target = ctx.other(change.param)
    if target not in channel.members:
        raise Refused(Numeric.ERR_USERNOTINCHANNEL, target.nick, channel.name)
    changed = channel.set_rank(target, change.letter, held=change.adding)
    always_on.keep(ctx, target)
    auto_join_channel_ranks_and_topic.keep_ranks(ctx, channel, target)
    return (change._replace(param=target.nick),) if changed else ()


def _key(ctx: Context, channel: Channel, change: ModeChange) -> tuple[ModeChange, ...]:
    if not change.adding:
        if not channel.key:
            return ()
        channel.key = ""
        return (change._replace(param="*"),)
    key = change.param or ""
    longest = ctx.network.settings.limits.key
    if not is_key(key, longest):
        text = f"A key has 1 to {longest} ASCII characters, no space, comma or colon"
        raise Refused(Numeric.ERR_INVALIDMODEPARAM, channel.name, "k", "*", text=text)
    if key == channel.key:
        return ()
    channel.key = key
    return (change,)


def _limit(channel: Channel, change: ModeChange) -> tuple[ModeChange, ...]:
    if not change.adding:
        if not channel.limit:
            return ()
        channel.limit = 0
        return (change._replace(param=None),)
    written = change.param or ""
    if not (written.isascii() and written.isdecimal()) or not 0 < int(written) < 10**9:
        text = "A limit is a number above 0"
        raise Refused(Numeric.ERR_INVALIDMODEPARAM, channel.name, "l", written or "*", text=text)
    limit = int(written)
    if limit == channel.limit:
        return ()
    channel.limit = limit
    return (change._replace(param=str(limit)),)
