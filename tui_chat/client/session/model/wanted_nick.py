"""The nickname that the person wants, which may differ from the present one."""

import re
from typing import Final

from tui_chat.wire.names import Folded

MOST_TRIES: Final = 3
"""How often we ask for the nickname on one connection."""
_FIRST_WAIT: Final = 60.0
_LONGEST_WAIT: Final = 600.0
_MADE_UP: Final = re.compile(r"\d\w*|\D+\d\d+")


class WantedNick:
    """The wanted nickname, and when to ask for it again. Times are seconds of Unix time."""

    __slots__ = (
        "_wait",
        "free",
        "lost",
        "name",
        "not_before",
        "requested",
        "tries",
        "trying",
        "watched",
    )

    def __init__(self, name: str) -> None:
        self.name = name
        self.start_over()

    def start_over(self) -> None:
        """Begin again: there is a new connection, or the person is logged in now."""
        self.lost = False
        """Whether somebody else has it, or the server took it away."""
        self.free = False
        """Whether the server said that nobody has it."""
        self.watched = True
        """Whether MONITOR, if the server has it, tells when the nickname is free."""
        self.requested: set[Folded] = set()
        """Nicknames that the person asked for, without an answer yet."""
        self.trying = False
        self.tries = 0
        self.not_before = 0.0
        self._wait = _FIRST_WAIT

    @property
    def asked_for(self) -> tuple[str, ...]:
        """The nicknames that we have asked for, and may have by now."""
        return (*self.requested, self.name) if self.trying else tuple(self.requested)

    def is_due(self, at: float) -> bool:
        """Whether it may be asked for at this time."""
        return self.lost and not self.trying and self.tries < MOST_TRIES and at >= self.not_before

    def wait(self, at: float) -> None:
        """Do not ask for a while, which is longer each time."""
        self.not_before = at + self._wait
        self._wait = min(2 * self._wait, _LONGEST_WAIT)


def is_made_up(nick: str) -> bool:
    """Whether services or servers make such names for those they take a nickname away from.

    "Guest4711", or a server's own number as "42XAAAAAB".
    """
    return _MADE_UP.fullmatch(nick) is not None
