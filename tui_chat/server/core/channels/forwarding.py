"""Channel forwarding (mode f): JOIN to a channel leads those who may not enter it to another."""

from itertools import pairwise
from typing import Final

from tui_chat.server.core.channels.rights import check_may_enter
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.users_and_channels import Channel, Forward
from tui_chat.server.core.state.visibility import sees
from tui_chat.wire.modes import ModeChange
from tui_chat.wire.numerics import Numeric

_MOST_HOPS: Final = 5
"""How many forwards one JOIN follows."""


def change_forward(ctx: Context, channel: Channel, change: ModeChange) -> tuple[ModeChange, ...]:
    """Set or remove the channel that a channel forwards to; gives the change as others are told.

    Only an operator of both channels may set it, so that nobody can send crowds into a foreign
    channel.
    """
    if not change.adding:
        if channel.forward is None:
            return ()
        channel.forward = None
        return (change._replace(param=None),)
    written = change.param or ""
    target = ctx.network.find_channel(written)
    if target is None or target is channel or not sees(ctx.user, target):
        shown = (channel.name, "f", written or "*")
        raise Refused(Numeric.ERR_INVALIDMODEPARAM, *shown, text="There is no such other channel")
    if not target.is_operator(ctx.user):
        raise Refused(Numeric.ERR_CHANOPRIVSNEEDED, target.name)
    forward = Forward(target.name, target.created)
    if forward == channel.forward:
        return ()
    channel.forward = forward
    return (change._replace(param=target.name),)


def resolve_forwarding(ctx: Context, channel: Channel, key: str) -> Channel:
    """The channel that a JOIN to this one leads the user into: itself, or one that it forwards to.

    Raises the first refusal if the user may enter none of them. Each channel is tried once, so that
    loops end.
    """
    hops: list[Channel] = [channel]
    refusal: Refused | None = None
    while True:
        try:
            if ctx.user not in hops[-1].members:
                check_may_enter(ctx, hops[-1], "" if refusal else key)
        except Refused as refused:
            refusal = refusal or refused
            onward = _forwarded(ctx.network, hops[-1])
            if onward is None or onward in hops or len(hops) > _MOST_HOPS:
                raise refusal from None
            hops.append(onward)
        else:
            break
    for here, there in pairwise(hops):
        ctx.reply(Numeric.ERR_LINKCHANNEL, here.name, there.name)
    return hops[-1]


def _forwarded(network: Network, channel: Channel) -> Channel | None:
    forward = channel.forward
    if forward is None:
        return None
    target = network.find_channel(forward.name)
    return target if target is not None and target.created == forward.created else None
