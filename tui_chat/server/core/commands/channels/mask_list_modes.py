"""MODE b, e and I: the lists of a channel, read and changed."""

from typing import Final

from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.state.mask_list import Entry, InvalidMaskError, read_mask
from tui_chat.server.core.state.users_and_channels import Channel
from tui_chat.wire.modes import ModeChange
from tui_chat.wire.numerics import Numeric

_REPLIES: Final = {
    "b": (Numeric.RPL_BANLIST, Numeric.RPL_ENDOFBANLIST),
    "e": (Numeric.RPL_EXCEPTLIST, Numeric.RPL_ENDOFEXCEPTLIST),
    "I": (Numeric.RPL_INVEXLIST, Numeric.RPL_ENDOFINVEXLIST),
}
_FOR_ALL: Final = "b"
"""Lists that whoever may see the channel may read; the others are for its operators."""


def show_list(ctx: Context, channel: Channel, letter: str) -> None:
    """The masks of a list, who put each there and when. Raises Refused."""
    if letter not in _FOR_ALL and not channel.is_operator(ctx.user):
        raise Refused(Numeric.ERR_CHANOPRIVSNEEDED, channel.name)
    entry, end = _REPLIES[letter]
    for mask, by, at in channel.lists[letter]:
        ctx.reply(entry, channel.name, mask.text, by, str(at // 1000))
    ctx.reply(end, channel.name)


def change_list(ctx: Context, channel: Channel, change: ModeChange) -> tuple[ModeChange, ...]:
    """Put a mask in or take it out; the change as the others are told it, nothing for none."""
    letter, written = change.letter, change.param or ""
    try:
        mask = read_mask(written, ctx.network.fold)
    except InvalidMaskError as error:
        shown = (channel.name, letter, written)
        raise Refused(Numeric.ERR_INVALIDMODEPARAM, *shown, text=str(error)) from error
    if not change.adding:
        removed = channel.remove_mask(letter, mask)
        return (change._replace(param=removed),) if removed else ()
    if mask in channel.lists[letter]:
        return ()
    if len(channel.lists[letter]) >= ctx.network.settings.limits.masks:
        raise Refused(Numeric.ERR_BANLISTFULL, channel.name, letter)
    channel.add_mask(letter, Entry(mask, str(ctx.user.source), ctx.at))
    return (change._replace(param=mask.text),)
