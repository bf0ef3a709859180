"""What a newcomer is told first: who we are, what we can, how many are here, the MOTD."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from tui_chat.server.core.context import Context
from tui_chat.server.core.registry import command
from tui_chat.server.core.state.channel import CHANMODES, LISTS
from tui_chat.server.core.state.mask_list import ACCOUNT_NAMES, EXTENDED_BANS
from tui_chat.server.core.state.ranks import RANKS
from tui_chat.server.core.state.settings import Settings
from tui_chat.server.core.state.user import USER_MODES
from tui_chat.server.core.users import metadata
from tui_chat.server.core.word_limits import MOST_WORDS
from tui_chat.wire import isupport
from tui_chat.wire.capabilities import Capability, capability_set
from tui_chat.wire.downgrade import ISUPPORT_BATCH
from tui_chat.wire.message import Message
from tui_chat.wire.names import CHANNEL_PREFIXES, Casemapping
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.replies import line

if TYPE_CHECKING:
    from tui_chat.server.core.dispatch import Network

_CHANNEL_MODES: Final = "".join(sorted((CHANMODES + "".join(RANKS)).replace(",", "")))
_MODES_WITH_PARAM: Final = "".join(sorted(LISTS + "fkl" + "".join(RANKS)))
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
        **({"RPCHAN": "E"} if settings.roleplay else {}),
        "STATUSMSG": "".join(RANKS.values()),
        "TARGMAX": "JOIN:,KICK:,PART:,WHOIS:1,WHOWAS:1,"
        + "".join(f"{name}:{most}," for name, most in MOST_WORDS.items())
        + ",".join(f"{name}:{limits.targets}" for name in ("PRIVMSG", "NOTICE", "TAGMSG")),
        "TOPICLEN": str(limits.topic),
        "USERLEN": "10",
        **({"UTF8MAPPING": "rfc8265"} if settings.casemapping is Casemapping.PRECIS else {}),
        "UTF8ONLY": None,
        "WHOX": None,
    }


class Greeting:
    """What everybody is told who enters a network with these settings, as lines for `replies`."""

    def __init__(self, settings: Settings) -> None:
        version = settings.version.replace(" ", "-")
        modes = (USER_MODES, _CHANNEL_MODES, _MODES_WITH_PARAM)
        self.features = tuple(isupport.lines(features(settings)))
        self.who_we_are = "\n".join(
            (
                line(Numeric.RPL_YOURHOST, words=(settings.server, settings.version)),
                line(Numeric.RPL_CREATED, words=(settings.created,)),
                line(Numeric.RPL_MYINFO, settings.server, version, *modes),
            )
        )
        """002 to 004."""
        self.what_we_can = "\n".join(line(Numeric.RPL_ISUPPORT, *lot) for lot in self.features)
        """005."""
        self.motd = "\n".join(_motd(settings))
        """375 to 376, or 422."""


def greet(ctx: Context) -> None:
    """001 to 005, LUSERS, MOTD and the user's modes. modern.ircdocs.horse, "Registration"."""
    network, user = ctx.network, ctx.user
    greeting = network.greeting
    ctx.reply(Numeric.RPL_WELCOME, words=(network.settings.network, user.nick))
    if ctx.session.held & _BATCHED == _BATCHED:
        ctx.replies(greeting.who_we_are)
        reply_features(ctx)
    else:
        ctx.replies(f"{greeting.who_we_are}\n{greeting.what_we_can}")
    metadata.arrive(ctx, user)
    ctx.replies(f"{_counts(network)}\n{greeting.motd}")
    if user.modes:
        ctx.reply(Numeric.RPL_UMODEIS, f"+{user.modes}")


def reply_features(ctx: Context) -> None:
    """What is supported: RPL_ISUPPORT, in a batch for those who asked for one."""
    reply_tokens(ctx, ctx.network.greeting.features)


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
    ctx.replies(_counts(ctx.network))


def reply_motd(ctx: Context) -> None:
    """The message of the day, or that there is none."""
    ctx.replies(ctx.network.greeting.motd)


_COUNTS: Final = "\n".join(
    (
        line(Numeric.RPL_LUSERCLIENT, words=("{visible}", "{invisible}")),
        line(Numeric.RPL_LUSEROP, "{operators}"),
        line(Numeric.RPL_LUSERUNKNOWN, "{unknown}"),
        line(Numeric.RPL_LUSERCHANNELS, "{channels}"),
        line(Numeric.RPL_LUSERME, words=("{users}",)),
        line(Numeric.RPL_LOCALUSERS, "{users}", "{most}", words=("{users}", "{most}")),
        line(Numeric.RPL_GLOBALUSERS, "{users}", "{most}", words=("{users}", "{most}")),
    )
)


def _counts(network: "Network") -> str:
    users = len(network.users)
    return _COUNTS.format(
        visible=users - network.invisible,
        invisible=network.invisible,
        operators=len(network.operators),
        unknown=len(network.sessions) - network.attached,
        channels=len(network.channels),
        users=users,
        most=network.most_users,
    )


def _motd(settings: Settings) -> Iterable[str]:
    if not settings.motd:
        yield line(Numeric.ERR_NOMOTD)
        return
    yield line(Numeric.RPL_MOTDSTART, words=(settings.server,))
    for said in settings.motd:
        yield line(Numeric.RPL_MOTD, f"- {said}")
    yield line(Numeric.RPL_ENDOFMOTD)
