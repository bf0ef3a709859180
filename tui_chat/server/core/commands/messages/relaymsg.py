"""RELAYMSG: what somebody says on another network, passed on by a bridge (draft/relaymsg)."""

from tui_chat.server.core.channels.rights import check_may_speak
from tui_chat.server.core.context import Context, Failed, Refused
from tui_chat.server.core.effects import Publish, Remember
from tui_chat.server.core.handler_registry import command
from tui_chat.wire.message import Message
from tui_chat.wire.names import is_relayed_name
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.source import Source


@command("RELAYMSG", min_params=3)
def relaymsg(ctx: Context) -> None:
    """RELAYMSG <channel> <name>/<network> <text>: send a message under a relayed name.

    Only operators of the channel may. Clients with draft/relaymsg see who relayed the message.
    """
    channel = ctx.own_channel(ctx.param(0))
    name, text = ctx.param(1), ctx.param(2)
    if not channel.is_operator(ctx.user):
        raise Failed(
            "RELAYMSG", "PRIVS_NEEDED", text="Only operators of the channel may relay messages"
        )
    if not is_relayed_name(name, ctx.network.settings.limits.nick):
        raise Failed("RELAYMSG", "INVALID_NICK", text="A relayed name is written name/network")
    if not text:
        raise Refused(Numeric.ERR_NOTEXTTOSEND)
    check_may_speak(ctx, channel, text)
    msgid = ctx.next_msgid()
    tags = {"msgid": msgid, "draft/relaymsg": ctx.user.nick}
    tags |= ctx.network.client_tags.passed_on(ctx.message.tags)
    source = Source.of(name, "relay", ctx.network.name)
    message = Message("PRIVMSG", (channel.name, text), source, tags)
    ctx.user.spoke_at = ctx.at
    if ctx.network.keeps_history:
        ctx.effects.append(Remember(channel.folded, message, msgid, ctx.user.identity))
    ctx.effects.append(Publish(channel.folded, message, ctx.client))
