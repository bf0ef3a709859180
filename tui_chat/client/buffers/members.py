"""Who is in a channel, and in which order they are shown. Pure."""

from collections.abc import Iterable
from typing import Final, NamedTuple

RANKS: Final = "!~&@%+"
"""Marks of rank, the highest first, over all servers that are known."""


class Identity(NamedTuple):
    """Who somebody is, whatever they are called: `address` user@host, and the account they use.

    Both are "" where the server does not tell.
    """

    address: str
    account: str

    def is_same(self, other: "Identity") -> bool:
        """Whether both may be one person: by account if that is known of both, else by address."""
        if self.account and other.account:
            return self.account.casefold() == other.account.casefold()
        if self.address and other.address:
            return self.address.casefold() == other.address.casefold()
        return True

    @property
    def words(self) -> str:
        """The address, with the account if there is one."""
        return f"{self.address} ({self.account})" if self.account else self.address


NOBODY: Final = Identity("", "")
"""Of whom nothing is known."""


class Member:
    """Somebody in a channel. `ranks` are marks as "@+", the highest first; `address` user@host.

    `account` is "" for none; `bot` says of itself that it is a program.
    """

    __slots__ = ("account", "address", "away", "bot", "nick", "ranks", "realname")

    def __init__(self, nick: str, ranks: str = "", address: str = "") -> None:
        self.nick = nick
        self.ranks = ranks
        self.address = address
        self.account = ""
        self.realname = ""
        self.away = False
        self.bot = False

    @property
    def mark(self) -> str:
        """The mark of the highest rank, "" for none."""
        return self.ranks[:1]

    def __repr__(self) -> str:
        return f"Member({self.ranks}{self.nick})"


def by_rank(members: Iterable[Member]) -> list[Member]:
    """The members as a list shows them: the highest rank first, then by name."""
    return sorted(members, key=_place)


def _place(member: Member) -> tuple[int, str]:
    place = RANKS.find(member.ranks[:1]) if member.ranks else len(RANKS)
    return place if place >= 0 else len(RANKS), member.nick.casefold()
