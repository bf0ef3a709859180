"""How fast one connection may do what costs others more than a message.

What a line asks for is told from its bytes: it must not be parsed before it may be handled. Work
that many commands lead to is charged when it is done.
"""

import enum
from typing import Final

from tui_chat.server.limits.rates import Rate, TokenBucket


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
    passwords_burst: float = 20
    """Passwords checked at once, by whichever command; a new one counts for four."""
    passwords_per_second: float = 0.5
    """Passwords a second in the long run; 0 is no limit."""


class Kind(enum.Enum):
    """What has a pace of its own, as the keys of `Flood` call it."""

    JOINS = "joins"
    NICKS = "nicks"
    PASSWORDS = "passwords"
    """Charged when there is work for one, not by the line that leads to it: there are many ways."""


_KINDS: Final = {
    b"JOIN": Kind.JOINS,
    b"NICK": Kind.NICKS,
}


def kind_of(line: bytes) -> tuple[Kind, int] | None:
    """What has a pace of its own in a line, and how many of it; None for any other line."""
    rest = line
    for mark in (b"@", b":"):
        if rest.startswith(mark):
            rest = rest.partition(b" ")[2].lstrip(b" ")
    # As the parser does it: other white space than blanks separates nothing.
    command, _, rest = rest.lstrip(b" ").partition(b" ")
    kind = _KINDS.get(command.upper())
    if kind is not Kind.JOINS:
        return None if kind is None else (kind, 1)
    # Each of several channels in one line costs as much as in a line of its own.
    rest = rest.lstrip(b" ")
    channels = rest if rest.startswith(b":") else rest.partition(b" ")[0]
    return kind, channels.count(b",") + 1


class Paces:
    """The buckets of one connection for what has a pace of its own; made when first needed."""

    __slots__ = ("_buckets", "_flood")

    def __init__(self, flood: Flood) -> None:
        self._flood = flood
        self._buckets: dict[Kind, TokenBucket] = {}

    @property
    def passwords(self) -> TokenBucket | None:
        """That for passwords, once one was worked on."""
        return self._buckets.get(Kind.PASSWORDS)

    def bucket(self, kind: Kind, now: float) -> TokenBucket:
        """That for this kind. `now` is the time that buckets are filled by, in seconds."""
        bucket = self._buckets.get(kind)
        if bucket is None:
            burst = getattr(self._flood, f"{kind.value}_burst")
            per_second = getattr(self._flood, f"{kind.value}_per_second")
            bucket = self._buckets[kind] = TokenBucket(Rate(burst, per_second), now)
        return bucket
