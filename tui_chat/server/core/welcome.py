"""What a newcomer is told first: who we are, what we can, how many are here, the MOTD."""

from collections.abc import Iterable
from typing import Final

from tui_chat.server.core import metadata
from tui_chat.server.core.channel import CHANMODES, LISTS
from tui_chat.server.core.context import Context
from tui_chat.server.core.mask_list import ACCOUNT_NAMES, EXTENDED_BANS
from tui_chat.server.core.ranks import RANKS
from tui_chat.server.core.registry import command
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.user import USER_MODES
from tui_chat.wire.capabilities import Capability, capability_set
from tui_chat.wire.downgrade import ISUPPORT_BATCH
from tui_chat.wire.message import Message
from tui_chat.wire.names import CHANNEL_PREFIXES, Casemapping
from tui_chat.wire.numerics import Numeric

_CHANNEL_MODES: Final = "".join(sorted((CHANMODES + "".join(RANKS)).replace(",", "")))
_MODES_WITH_PARAM: Final = "".join(sorted(LISTS + "kl" + "".join(RANKS)))
_BATCHED: Final = capability_set(Capability.BATCH, Capability.EXTENDED_ISUPPORT)


def features(settings: Settings) -> dict[str, str | None]:
    """What RPL_ISUPPORT announces."""
    limits = settings.limits
    kept = {"CHATHISTORY": str(settings.history.page), "MSGREFTYPES": "msgid,timestamp"}
    return {
        "ACCOUNTEXTBAN": ",".join(ACCOUNT_NAMES),
        "AWAYLEN": str(limits.away),
        "BOT": "B",
        **(kept if settings.history.kept else {}),
        "CASEMAPPING": settings.casemapping.value,
        "CHANLIMIT": f"{CHANNEL_PREFIXES}:{limits.channels}",
        "CHANMODES": CHANMODES,
        "CHANNELLEN": str(limits.channel),
        "CHANTYPES": CHANNEL_PREFIXES,
        **({"CLIENTTAGDENY": settings.client_tags_denied} if settings.client_tags_denied else {}),
        "ELIST": "CMNTU",
        "EXCEPTS": None,
        "EXTBAN": f",{EXTENDED_BANS}",
        "HOSTLEN": "63",
        "INVEX": None,
        "KEYLEN": str(limits.key),
        "KICKLEN": str(limits.kick),
        "MAXLIST": ",".join(f"{letter}:{limits.masks}" for letter in LISTS),
        "MODES": str(limits.modes),
        "MONITOR": str(limits.monitor),
        "NAMELEN": str(limits.realname),
        "NETWORK": settings.network,
        "NICKLEN": str(limits.nick),
        "PREFIX": f"({''.join(RANKS)}){''.join(RANKS.values())}",
        "STATUSMSG": "".join(RANKS.values()),
        "TARGMAX": "JOIN:,KICK:,LIST:,NAMES:1,PART:,WHOIS:1,WHOWAS:1,"
        + ",".join(f"{name}:{limits.targets}" for name in ("PRIVMSG", "NOTICE", "TAGMSG")),
        "TOPICLEN": str(limits.topic),
        "USERLEN": "10",
        **({"UTF8MAPPING": "rfc8265"} if settings.casemapping is Casemapping.PRECIS else {}),
        "UTF8ONLY": None,
        "WHOX": None,
    }


def greet(ctx: Context) -> None:
    """001 to 005, LUSERS, MOTD and the user's modes. modern.ircdocs.horse, "Registration"."""
    settings = ctx.network.settings
    ctx.reply(Numeric.RPL_WELCOME, words=(settings.network, ctx.user.nick))
    ctx.reply(Numeric.RPL_YOURHOST, words=(settings.server, settings.version))
    ctx.reply(Numeric.RPL_CREATED, words=(settings.created,))
    version = settings.version.replace(" ", "-")
    modes = (USER_MODES, _CHANNEL_MODES, _MODES_WITH_PARAM)
    ctx.reply(Numeric.RPL_MYINFO, settings.server, version, *modes)
    reply_features(ctx)
    metadata.arrive(ctx, ctx.user)
    lusers(ctx)
    reply_motd(ctx)
    if ctx.user.modes:
        ctx.reply(Numeric.RPL_UMODEIS, f"+{ctx.user.modes}")


def reply_features(ctx: Context) -> None:
    """What is supported: RPL_ISUPPORT, in a batch for those who asked for one."""
    reply_tokens(ctx, ctx.network.features)


def reply_tokens(ctx: Context, lines: Iterable[tuple[str, ...]]) -> None:
    """These tokens of RPL_ISUPPORT, a line for each tuple."""
    reference = f"i{ctx.next_msgid()}"
    server = ctx.network.name
    clients = (ctx.client,)
    ctx.tell(clients, Message("BATCH", (f"+{reference}", ISUPPORT_BATCH), server), _BATCHED)
    numeric = Numeric.RPL_ISUPPORT
    for tokens in lines:
        params = (ctx.session.nick, *tokens, numeric.text)
        ctx.send(Message(numeric.code, params, server, {ISUPPORT_BATCH: reference}))
    ctx.tell(clients, Message("BATCH", (f"-{reference}",), server), _BATCHED)


@command("LUSERS", reads=True)
def lusers(ctx: Context) -> None:
    """LUSERS: how many are here. RFC 2812 3.4.2."""
    network = ctx.network
    users = len(network.users)
    invisible = network.invisible
    ctx.reply(Numeric.RPL_LUSERCLIENT, words=(str(users - invisible), str(invisible)))
    ctx.reply(Numeric.RPL_LUSEROP, str(len(network.operators)))
    ctx.reply(Numeric.RPL_LUSERUNKNOWN, str(len(network.sessions) - network.attached))
    ctx.reply(Numeric.RPL_LUSERCHANNELS, str(len(network.channels)))
    ctx.reply(Numeric.RPL_LUSERME, words=(str(users),))
    most = (str(users), str(network.most_users))
    ctx.reply(Numeric.RPL_LOCALUSERS, *most, words=most)
    ctx.reply(Numeric.RPL_GLOBALUSERS, *most, words=most)


def reply_motd(ctx: Context) -> None:
    """The message of the day, or that there is none."""
    lines = ctx.network.settings.motd
    if not lines:
        return ctx.reply(Numeric.ERR_NOMOTD)
    ctx.reply(Numeric.RPL_MOTDSTART, words=(ctx.network.name,))
    for line in lines:
        ctx.reply(Numeric.RPL_MOTD, f"- {line}")
    return ctx.reply(Numeric.RPL_ENDOFMOTD)
