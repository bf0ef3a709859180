"""What a newcomer is told first: who we are, what we can, how many are here, the MOTD."""

from tui_chat.server.core.channel import CHANMODES, RANKS
from tui_chat.server.core.context import Context
from tui_chat.server.core.registry import command
from tui_chat.server.core.settings import Settings
from tui_chat.wire import isupport
from tui_chat.wire.names import CHANNEL_PREFIXES
from tui_chat.wire.numerics import Numeric

USER_MODES = "i"


def features(settings: Settings) -> dict[str, str | None]:
    """What RPL_ISUPPORT announces."""
    limits = settings.limits
    return {
        "AWAYLEN": str(limits.away),
        "CASEMAPPING": settings.casemapping.value,
        "CHANLIMIT": f"{CHANNEL_PREFIXES}:{limits.channels}",
        "CHANMODES": CHANMODES,
        "CHANNELLEN": str(limits.channel),
        "CHANTYPES": CHANNEL_PREFIXES,
        "KEYLEN": str(limits.key),
        "KICKLEN": str(limits.kick),
        "MODES": str(limits.modes),
        "NAMELEN": str(limits.realname),
        "NETWORK": settings.network,
        "NICKLEN": str(limits.nick),
        "PREFIX": f"({''.join(RANKS)}){''.join(RANKS.values())}",
        "STATUSMSG": "".join(RANKS.values()),
        "TARGMAX": "NAMES:1,LIST:1,KICK:1,WHOIS:1,JOIN:,PART:,"
        + ",".join(f"{name}:{limits.targets}" for name in ("PRIVMSG", "NOTICE", "TAGMSG")),
        "TOPICLEN": str(limits.topic),
        "UTF8ONLY": None,
    }


def greet(ctx: Context) -> None:
    """001 to 005, LUSERS, MOTD and the user's modes. modern.ircdocs.horse, "Registration"."""
    settings = ctx.network.settings
    ctx.reply(Numeric.RPL_WELCOME, words=(settings.network, ctx.user.nick))
    ctx.reply(Numeric.RPL_YOURHOST, words=(settings.server, settings.version))
    ctx.reply(Numeric.RPL_CREATED, words=(settings.created,))
    letters = "".join(sorted((CHANMODES + "".join(RANKS)).replace(",", "")))
    with_param = "".join(sorted("".join(RANKS) + "kl"))
    ctx.reply(
        Numeric.RPL_MYINFO,
        settings.server,
        settings.version.replace(" ", "-"),
        USER_MODES,
        letters,
        with_param,
    )
    for tokens in isupport.lines(features(settings)):
        ctx.reply(Numeric.RPL_ISUPPORT, *tokens)
    lusers(ctx)
    motd(ctx)


@command("LUSERS", reads=True)
def lusers(ctx: Context) -> None:
    """LUSERS: how many are here. RFC 2812 3.4.2."""
    network = ctx.network
    users = len(network.users)
    invisible = network.invisible
    ctx.reply(Numeric.RPL_LUSERCLIENT, words=(str(users - invisible), str(invisible)))
    ctx.reply(Numeric.RPL_LUSEROP, "0")
    ctx.reply(Numeric.RPL_LUSERUNKNOWN, str(len(network.sessions) - network.attached))
    ctx.reply(Numeric.RPL_LUSERCHANNELS, str(len(network.channels)))
    ctx.reply(Numeric.RPL_LUSERME, words=(str(users),))
    most = (str(users), str(network.most_users))
    ctx.reply(Numeric.RPL_LOCALUSERS, *most, words=most)
    ctx.reply(Numeric.RPL_GLOBALUSERS, *most, words=most)


@command("MOTD", reads=True)
def motd(ctx: Context) -> None:
    """MOTD: the message of the day. RFC 2812 3.4.1."""
    lines = ctx.network.settings.motd
    if not lines:
        return ctx.reply(Numeric.ERR_NOMOTD)
    ctx.reply(Numeric.RPL_MOTDSTART, words=(ctx.network.name,))
    for line in lines:
        ctx.reply(Numeric.RPL_MOTD, f"- {line}")
    return ctx.reply(Numeric.RPL_ENDOFMOTD)
