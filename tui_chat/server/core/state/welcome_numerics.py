"""The numerics that are the same for every newcomer, made once for each configuration."""

from collections.abc import Iterable
from typing import Final

from tui_chat.server.core.settings import MOST_WORDS, Settings
from tui_chat.server.core.state.mask_list import ACCOUNT_NAMES, EXTENDED_BANS
from tui_chat.server.core.state.ranks import RANKS
from tui_chat.server.core.state.users_and_channels import CHANMODES, LISTS, USER_MODES
from tui_chat.wire import isupport
from tui_chat.wire.names import CHANNEL_PREFIXES, Casemapping
from tui_chat.wire.numerics import Numeric
from tui_chat.wire.preformatted_numerics import NICK, line

_CHANNEL_MODES: Final = "".join(sorted((CHANMODES + "".join(RANKS)).replace(",", "")))
_FILE_HOSTS: Final = ("draft/FILEHOST", "soju.im/FILEHOST")
_MODES_WITH_PARAM: Final = "".join(sorted(LISTS + "fkl" + "".join(RANKS)))


def features(settings: Settings) -> dict[str, str | None]:
    """The tokens of RPL_ISUPPORT."""
    limits = settings.limits
    kept = {"CHATHISTORY": str(settings.history.page), "MSGREFTYPES": "msgid,timestamp"}
    return {
        **({"draft/ACCOUNTREQUIRED": None} if settings.accounts.closed else {}),
        "ACCOUNTEXTBAN": ",".join(ACCOUNT_NAMES),
        "draft/AUTHTOKEN": None,
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
        **(dict.fromkeys(_FILE_HOSTS, settings.file_host) if settings.file_host else {}),
        "HOSTLEN": "63",
        **({"draft/ICON": settings.icon} if settings.icon else {}),
        "INVEX": None,
        # Ours: who may use INVITATION.
        "INVITATION": settings.inviting.value,
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
        # LIST is never too long for a client (see its file); no rate ends a connection.
        "SAFELIST": None,
        "SAFERATE": None,
        "soju.im/SAFERATE": None,
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
    """The numerics 001 to 005 and the MOTD, as lines for `replies`."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._who_we_are: dict[str, str] = {}
        self.features = tuple(isupport.lines(features(settings)))
        self.what_we_can = "\n".join(line(Numeric.RPL_ISUPPORT, *lot) for lot in self.features)
        """005."""
        self.motd = "\n".join(_motd(settings))
        """375 to 376, or 422."""

    def who_we_are(self, node: str) -> str:
        """001 to 004, at the node of this name; "" where there are not several."""
        if node not in self._who_we_are:
            self._who_we_are[node] = "\n".join(_who_we_are(self._settings, node))
        return self._who_we_are[node]


def _who_we_are(settings: Settings, node: str) -> Iterable[str]:
    yield line(Numeric.RPL_WELCOME, words=(settings.network, NICK))
    host = f"{settings.server} ({node})" if node else settings.server
    yield line(Numeric.RPL_YOURHOST, words=(host, settings.version))
    yield line(Numeric.RPL_CREATED, words=(settings.created,))
    modes = (USER_MODES, _CHANNEL_MODES, _MODES_WITH_PARAM)
    yield line(*(Numeric.RPL_MYINFO, settings.server, settings.version.replace(" ", "-")), *modes)


def _motd(settings: Settings) -> Iterable[str]:
    if not settings.motd:
        yield line(Numeric.ERR_NOMOTD)
        return
    yield line(Numeric.RPL_MOTDSTART, words=(settings.server,))
    for said in settings.motd:
        yield line(Numeric.RPL_MOTD, f"- {said}")
    yield line(Numeric.RPL_ENDOFMOTD)
