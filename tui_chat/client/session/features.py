"""What a server says about itself, as far as a client goes by it (RPL_ISUPPORT)."""

from collections.abc import Iterable
from typing import Final

from tui_chat.wire.isupport import read_tokens
from tui_chat.wire.modes import ModeKind, kinds_of
from tui_chat.wire.names import Casemapping

_MOST: Final = 500
"""Tokens kept: a server could send them without end."""
_LONGEST_LINE: Final = 65_536


class Features:
    """A server's features; the defaults of RFC 1459 until it tells them."""

    __slots__ = (
        "_tokens",
        "casemapping",
        "channel_types",
        "line_length",
        "mode_kinds",
        "network",
        "nick_length",
        "rank_marks",
        "rank_of_letter",
        "status_marks",
    )

    def __init__(self) -> None:
        self._tokens: dict[str, str] = {}
        self._read()

    def read(self, tokens: Iterable[str]) -> None:
        """Take the tokens of one RPL_ISUPPORT line."""
        if len(self._tokens) < _MOST:
            read_tokens(tokens, self._tokens)
            self._read()

    def _read(self) -> None:
        said = self._tokens.get
        self.network = said("NETWORK", "")
        self.casemapping = _casemapping(said("CASEMAPPING"))
        self.channel_types = said("CHANTYPES", "#&")
        self.status_marks = said("STATUSMSG", "")
        self.nick_length = _number(said("NICKLEN") or said("MAXNICKLEN"), 0, 1_000)
        """In characters; 0 while unknown."""
        self.line_length = max(512, _number(said("LINELEN"), 512, _LONGEST_LINE))
        """Bytes of a line without its tags, CR LF included."""
        letters, self.rank_marks = _ranks(said("PREFIX", "(ov)@+"))
        """The marks of rank, the highest first."""
        self.rank_of_letter = dict(zip(letters, self.rank_marks, strict=True))
        self.mode_kinds: dict[str, ModeKind] = kinds_of(
            said("CHANMODES", "beI,k,l,imnpst"), letters
        )

    def bare_channel(self, target: str) -> str:
        """`target` without the mark of a message to a channel's operators ("@#tea" -> "#tea")."""
        bare = target.lstrip(self.status_marks) if self.status_marks else target
        return bare if bare != target and self.is_channel(bare) else target

    def is_channel(self, name: str) -> bool:
        """Whether the name is a channel's."""
        return bool(name) and name[0] in self.channel_types


def _casemapping(name: str | None) -> Casemapping:
    if name is None:
        return Casemapping.RFC1459
    try:
        return Casemapping(name.lower())
    except ValueError:  # a mapping of names in UTF-8: what it does to ASCII is all that is sure
        return Casemapping.ASCII


def _number(text: str | None, default: int, most: int) -> int:
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 9:
        return default
    return min(int(text), most)


def _ranks(written: str) -> tuple[str, str]:
    """Letters and marks of `(ov)@+`, as many as there are of both."""
    letters, _, marks = written.removeprefix("(").partition(")")
    pairs = min(len(letters), len(marks))
    return letters[:pairs], marks[:pairs]
