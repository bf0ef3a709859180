"""Rates for commands that cost more than a message.

The command is read from the bytes of a line, which is parsed only when it may be handled. Work
that many commands can cause, such as checking a password, is charged when it is done.
"""

import enum
from typing import Final

from tui_chat.server.limits.token_bucket import Rate, TokenBucket


class Flood(Rate, frozen=True, forbid_unknown_fields=True):
    """How fast one connection may send; a faster one is slowed down, and nothing is dropped."""

    burst: float = 40
    """Messages at once."""
    per_second: float = 8
    """Messages a second in the long run; 0 is no limit, for the keys below too."""
    joins_burst: float = 100
    """Channels joined at once, besides the limit on messages."""
    joins_per_second: float = 2
    """Channels a second in the long run; 0 is no limit."""
    nicks_burst: float = 10
    """Changes of nickname at once, besides the limit on messages."""
    nicks_per_second: float = 0.2
    """Changes of nickname a second in the long run; 0 is no limit."""
    passwords_burst: float = 20
    """Passwords checked at once, for any command; a new password counts as four."""
    passwords_per_second: float = 0.5
    """Passwords a second in the long run; 0 is no limit."""


class RatedWork(enum.Enum):
    """Work with a rate of its own, named as in the keys of `Flood`."""

    JOINS = "joins"
    NICKS = "nicks"
    PASSWORDS = "passwords"
    """Charged when a password is checked, not by the line: many commands lead to it."""


_KINDS: Final = {
    b"JOIN": RatedWork.JOINS,
    b"NICK": RatedWork.NICKS,
}


def rated_command(line: bytes) -> tuple[RatedWork, int] | None:
    """The work with a rate of its own that a line asks for, and how much; None for other lines."""
    rest = line
    for mark in (b"@", b":"):
        if rest.startswith(mark):
            rest = rest.partition(b" ")[2].lstrip(b" ")
    # As in the parser, only spaces separate words.
    command, _, rest = rest.lstrip(b" ").partition(b" ")
    kind = _KINDS.get(command.upper())
    if kind is not RatedWork.JOINS:
        return None if kind is None else (kind, 1)
    # Each channel of a list costs as much as in a line of its own.
    rest = rest.lstrip(b" ")
    channels = rest if rest.startswith(b":") else rest.partition(b" ")[0]
    return kind, channels.count(b",") + 1


class CommandRates:
    """The buckets of one connection for its rated work; each is made when first needed."""

    __slots__ = ("_buckets", "_flood")

    def __init__(self, flood: Flood) -> None:
        self._flood = flood
        self._buckets: dict[RatedWork, TokenBucket] = {}

    @property
    def passwords(self) -> TokenBucket | None:
        """The bucket for passwords; None before the first."""
        return self._buckets.get(RatedWork.PASSWORDS)

    def bucket(self, kind: RatedWork, now: float) -> TokenBucket:
        """The bucket for a kind of work; `now` is in seconds, as for all buckets."""
        bucket = self._buckets.get(kind)
        if bucket is None:
            burst = getattr(self._flood, f"{kind.value}_burst")
            per_second = getattr(self._flood, f"{kind.value}_per_second")
            bucket = self._buckets[kind] = TokenBucket(Rate(burst, per_second), now)
        return bucket
