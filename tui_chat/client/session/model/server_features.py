"""The features of a server that matter to a client (RPL_ISUPPORT)."""

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from tui_chat.wire.isupport import read_tokens
from tui_chat.wire.modes import ModeKind, kinds_of
from tui_chat.wire.names import Casemapping
from tui_chat.wire.text.sanitize import sanitize

_MOST: Final = 500
"""Tokens kept: a server could send them without end."""
_LONGEST_LINE: Final = 65_536
_LONGEST_PAGE: Final = 1_000
_OLDER_PRECIS: Final = frozenset({"rfc7613", "rfc8265"})
"""What servers call the casemapping of names in any script besides "precis"."""
_MOST_MONITORED: Final = 1_000
_LONGEST_ICON: Final = 500
_ICON_SIZE: Final = "256"
"""Dots of the picture of a network, where there are several sizes."""
_MOST_JOINED: Final = 20
"""Channels of one JOIN that all servers take, as far as they say nothing else."""


class Muting(NamedTuple):
    """The mode with the list of those who may not speak, and what its masks may begin with."""

    letter: str
    prefixes: tuple[str, ...]
    """The first is the one to send."""

    def entry(self, mask: str) -> str:
        """The mask as it is sent."""
        return self.prefixes[0] + mask


class Features:
    """A server's features; the defaults of RFC 1459 until it tells them."""

    __slots__ = (
        "_denied_tags",
        "_tokens",
        "account_mask",
        "bot_mode",
        "bouncer_network",
        "casemapping",
        "channel_types",
        "file_host",
        "gives_file_tokens",
        "gives_tokens",
        "history_page",
        "icon",
        "inviting",
        "joined_at_once",
        "line_length",
        "mode_kinds",
        "monitored",
        "msgid_references",
        "muting",
        "network",
        "nick_length",
        "rank_marks",
        "rank_of_letter",
        "safe_rate",
        "status_marks",
        "whox",
    )

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}
        self._read()

    def read(self, tokens: Iterable[str]) -> None:
        """Take the tokens of one RPL_ISUPPORT line."""
        if len(self._tokens) < _MOST:
            read_tokens(tokens, self._tokens)
            # Not before: `\\x1B` in a value is an escape character only when it has been read.
            self._tokens = {name: sanitize(value) for name, value in self._tokens.items()}
            self._read()

    def _read(self) -> None:
        said = self._tokens.get
        self.network = said("NETWORK", "")
        self.casemapping = _casemapping(said("CASEMAPPING", ""))
        # Without a value there would be none of these, so that nothing is lost by the usual ones.
        self.channel_types = said("CHANTYPES") or "#&"
        self.joined_at_once = _limit(_target_limit(said("TARGMAX", ""), "JOIN"), _MOST_JOINED)
        """Channels that one JOIN may name."""
        self.status_marks = said("STATUSMSG", "")
        self.nick_length = _number(said("NICKLEN") or said("MAXNICKLEN"), 0, 1_000)
        """In characters; 0 while unknown."""
        self.history_page = _number(
            said("CHATHISTORY") or said("draft/CHATHISTORY"), 0, _LONGEST_PAGE
        )
        """Messages that the server tells of its history at a time; 0 for no limit."""
        self.msgid_references = "msgid" in said("MSGREFTYPES", "msgid").split(",")
        """Whether a place in the history may be told by a msgid."""
        self.monitored = _limit(said("MONITOR"), _MOST_MONITORED)
        """People whose coming and going the server tells of when asked to; 0 if none."""
        self.whox = "WHOX" in self._tokens
        self.bot_mode = said("BOT", "")[:1]
        """The letter that marks programs in WHO; "" for none."""
        self.bouncer_network = said("BOUNCER_NETID", "")
        """The network of the bouncer that this connection is bound to, an id; "" for none."""
        self.file_host = said("draft/FILEHOST") or said("soju.im/FILEHOST", "")
        """Where people put files for others to fetch, an address; "" for nowhere."""
        self.icon = _web_address(said("draft/ICON", "").replace("{size}", _ICON_SIZE))
        """Where the picture of the network is, for people to open; "" for nowhere."""
        self.inviting = said("INVITATION", "")
        """Who may make invitations on a server of ours: "operators" or "accounts"; "" elsewhere."""
        self.safe_rate = not self._tokens.keys().isdisjoint(("SAFERATE", "soju.im/SAFERATE"))
        """Whether the server ends no connection for being too fast."""
        self.gives_file_tokens = "draft/FILEHOST" in self._tokens
        """Whether the server gives a token for a file to those who ask for just that."""
        self.gives_tokens = "draft/AUTHTOKEN" in self._tokens
        """Whether the server gives tokens by which services outside know us."""
        self._denied_tags = said("CLIENTTAGDENY", "").split(",")
        self.line_length = max(512, _number(said("LINELEN"), 512, _LONGEST_LINE))
        """Bytes of a line without its tags, CR LF included."""
        letters, self.rank_marks = _ranks(said("PREFIX") or "(ov)@+")
        """The marks of rank, the highest first."""
        self.rank_of_letter = dict(zip(letters, self.rank_marks, strict=True))
        self.mode_kinds: dict[str, ModeKind] = kinds_of(
            said("CHANMODES") or "beI,k,l,imnpst", letters
        )
        self.muting = _muting(said("EXTBAN", ""), self.mode_kinds)
        """How to keep somebody from speaking in a channel; None if the server has no way."""
        prefix, comma, _letters = said("EXTBAN", "").partition(",")
        account = said("ACCOUNTEXTBAN", "").partition(",")[0]
        self.account_mask = f"{prefix}{account}:" if comma and account else ""
        """What the masks of accounts begin with; "" if there are none."""

    def muted_mask(self, letter: str, written: str) -> str:
        """The mask of an entry in the list of that mode, if it only keeps people from speaking.

        "" for any other entry.
        """
        if self.muting is None or letter != self.muting.letter:
            return ""
        start = next((each for each in self.muting.prefixes if written.startswith(each)), None)
        return "" if start is None else written.removeprefix(start)

    def denies_tag(self, name: str) -> bool:
        """Whether the server drops client tags of that name, given without its "+"."""
        if "*" in self._denied_tags:
            return f"-{name}" not in self._denied_tags
        return name in self._denied_tags

    def audience_of(self, target: str) -> tuple[str, str]:
        """The marks of a message to a part of a channel, and the channel: "@#tea" is "@", "#tea".

        Not all servers that relay such messages say so (STATUSMSG): then the marks are those of
        rank. `target` itself if it is a channel or a person.
        """
        first = target[:1]
        marks = self.status_marks
        if not marks:
            if first in self.channel_types:
                return "", target
            marks = self.rank_marks
        if not first or first not in marks:
            return "", target
        bare = target.lstrip(marks)
        if not self.is_channel(bare):
            return "", target
        held = target[: len(target) - len(bare)]
        return "".join(sorted(set(held), key=marks.index)), bare

    def bare_channel(self, target: str) -> str:
        """`target` without the mark of a message to a channel's operators ("@#tea" -> "#tea")."""
        return self.audience_of(target)[1]

    def is_channel(self, name: str) -> bool:
        """Whether the name is a channel's."""
        return bool(name) and name[0] in self.channel_types


def _web_address(written: str) -> str:
    is_safe = (
        written.startswith("https://") and len(written) <= _LONGEST_ICON and " " not in written
    )
    return written if is_safe else ""


def _muting(extban: str, kinds: Mapping[str, ModeKind]) -> Muting | None:
    """EXTBAN is a prefix, which may be empty, a comma and letters (modern.ircdocs.horse).

    The "m" of UnrealIRCd, whose prefix is "~", lets people speak in spite of +m. Solanum and others
    that descend from charybdis have a list of its own, +q, in place of bans that mute.
    """
    prefix, comma, letters = extban.partition(",")
    if comma and prefix == "~" and "q" in letters:
        return Muting("b", ("~q:", "~quiet:"))
    if comma and "m" in letters and len(prefix) <= 1:
        return Muting("b", (f"{prefix}m:", f"{prefix}mute:"))
    return Muting("q", ("",)) if kinds.get("q") is ModeKind.LIST else None


def _casemapping(name: str) -> Casemapping:
    if not name:
        return Casemapping.RFC1459
    if name.lower() in _OLDER_PRECIS:
        return Casemapping.PRECIS
    try:
        return Casemapping(name.lower())
    except ValueError:  # a mapping of names in UTF-8: what it does to ASCII is all that is sure
        return Casemapping.ASCII


def _number(text: str | None, default: int, most: int) -> int:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return default
    return min(int(text), most)


def _target_limit(written: str, command: str) -> str:
    """The limit of a command in TARGMAX `PRIVMSG:4,JOIN:,...`; "" for no limit."""
    limits = dict(each.partition(":")[::2] for each in written.upper().split(","))
    return limits.get(command, "")


def _limit(text: str | None, most: int) -> int:
    """A limit of the server, at most `most`; "" means that the server has no limit."""
    return most if text == "" else _number(text, 0, most)


def _ranks(written: str) -> tuple[str, str]:
    """Letters and marks of `(ov)@+`, as many as there are of both."""
    letters, _, marks = written.removeprefix("(").partition(")")
    pairs = min(len(letters), len(marks))
    return letters[:pairs], marks[:pairs]
