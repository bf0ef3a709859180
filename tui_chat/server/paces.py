"""How fast one connection may do what costs others more than a message.

What a line asks for is told from its bytes: it must not be parsed before it may be handled.
"""

import enum
from typing import Final

from tui_chat.server.limits import Rate, TokenBucket


class Flood(Rate, frozen=True, forbid_unknown_fields=True):
    """How fast one connection may speak; whoever is faster is slowed down, nothing is dropped."""

    burst: float = 40
    """Messages at once."""
    per_second: float = 8
    """Messages a second in the long run; 0 is no limit, for what follows neither."""
    joins_burst: float = 100
    """Channels entered at once, besides."""
    joins_per_second: float = 2
    """Channels a second in the long run; 0 is no limit."""
    nicks_burst: float = 10
    """Changes of nickname at once, besides."""
    nicks_per_second: float = 0.2
    """Changes of nickname a second in the long run; 0 is no limit."""
    accounts_burst: float = 20
    """Lines that make an account or log in to one, at once; a log-in has up to five."""
    accounts_per_second: float = 0.5
    """Such lines a second in the long run; 0 is no limit."""


class Kind(enum.Enum):
    """What has a pace of its own, as the keys of `Flood` call it."""

    JOINS = "joins"
    NICKS = "nicks"
    ACCOUNTS = "accounts"


_KINDS: Final = {
    b"JOIN": Kind.JOINS,
    b"NICK": Kind.NICKS,
    b"AUTHENTICATE": Kind.ACCOUNTS,
    b"NICKSERV": Kind.ACCOUNTS,
    b"NS": Kind.ACCOUNTS,
    b"OPER": Kind.ACCOUNTS,
    b"PASS": Kind.ACCOUNTS,
    b"REGISTER": Kind.ACCOUNTS,
    b"VERIFY": Kind.ACCOUNTS,
}
_TALK: Final = {b"PRIVMSG", b"NOTICE"}
_SERVICE: Final = b"NICKSERV"


def kind_of(line: bytes) -> tuple[Kind, int] | None:
    """What has a pace of its own in a line, and how many of it; None for any other line."""
    words = line.split(None, 4)
    while words and words[0][:1] in (b"@", b":"):
        del words[0]
    if not words:
        return None
    command = words[0].upper()
    if command in _TALK:
        to_service = len(words) > 1 and words[1].upper() == _SERVICE
        return (Kind.ACCOUNTS, 1) if to_service else None
    kind = _KINDS.get(command)
    if kind is None:
        return None
    # Each of several channels in one line costs as much as in a line of its own.
    return kind, words[1].count(b",") + 1 if kind is Kind.JOINS and len(words) > 1 else 1


class Paces:
    """The buckets of one connection for what has a pace of its own; made when first needed."""

    __slots__ = ("_buckets", "_flood")

    def __init__(self, flood: Flood) -> None:
        self._flood = flood
        self._buckets: dict[Kind, TokenBucket] = {}

    def bucket(self, kind: Kind, now: float) -> TokenBucket:
        """That for this kind. `now` is the time that buckets are filled by, in seconds."""
        bucket = self._buckets.get(kind)
        if bucket is None:
            burst = getattr(self._flood, f"{kind.value}_burst")
            per_second = getattr(self._flood, f"{kind.value}_per_second")
            bucket = self._buckets[kind] = TokenBucket(Rate(burst, per_second), now)
        return bucket
