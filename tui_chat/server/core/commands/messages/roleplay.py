"""NPC, NPCA and SCENE: speaking as somebody in a play, where server and channel allow it."""

from tui_chat.server.core.channels.rights import check_may_speak, is_for_operators
from tui_chat.server.core.context import Context, Refused
from tui_chat.server.core.effects import Publish, Remember
from tui_chat.server.core.handler_registry import command
from tui_chat.wire.message import Message
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.source import Source


@command("NPC", min_params=3)
def npc(ctx: Context) -> None:
    """NPC <channel> <name> <text>: speak as a character; the name is shown between `*`."""
    _perform(ctx, _character(ctx), " ".join(ctx.params[2:]))


@command("NPCA", min_params=3)
def npca(ctx: Context) -> None:
    """NPCA <channel> <name> <text>: describe an action of a character."""
    _perform(ctx, _character(ctx), " ".join(ctx.params[2:]), action=True)


@command("SCENE", min_params=2)
def scene(ctx: Context) -> None:
    """SCENE <channel> <text>: describe what happens."""
    _perform(ctx, "=Scene=", " ".join(ctx.params[1:]))


def _character(ctx: Context) -> str:
    name = ctx.param(1)
    if not ctx.network.is_nickname(name):
        raise _refused(ctx, "A character is called like a person")
    return f"*{name}*"


def _perform(ctx: Context, name: str, text: str, *, action: bool = False) -> None:
    user = ctx.user
    if not ctx.network.settings.roleplay:
        raise _refused(ctx, "There is no roleplay on this server")
    channel = ctx.own_channel(ctx.param(0))
    if "E" not in channel.flags:
        raise _refused(ctx, "There is no roleplay in this channel (+E)")
    if not text.strip():
        raise Refused(Numeric.ERR_NOTEXTTOSEND)
    if is_for_operators(channel, user):
        raise Refused(Numeric.ERR_CANNOTSENDTOCHAN, channel.name)
    check_may_speak(ctx, channel, text)
    # Whoever speaks is named in the text as well: not all clients show the rest of a source.
    said = f"{text} ({user.nick})"
    said = f"\x01ACTION {said}\x01" if action else said
    msgid = ctx.next_msgid()
    source = Source.of(name, user.nick, ctx.network.name)
    message = Message("PRIVMSG", (channel.name, said), source, {"msgid": msgid})
    user.spoke_at = ctx.at
    if ctx.network.keeps_history:
        ctx.effects.append(Remember(channel.folded, message, msgid, user.identity))
    ctx.effects.append(Publish(channel.folded, message))


def _refused(ctx: Context, text: str) -> Refused:
    return Refused(Numeric.ERR_CANNOTSENDRP, ctx.param(0), text=text)
