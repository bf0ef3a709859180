"""The members of a channel, in the order in which they are shown. Pure."""

import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping, ValuesView
from typing import Final, NamedTuple

from tui_chat.wire.names import Folded

RANKS: Final = "!~&@%+"
"""Marks of rank, the highest first, over all servers that are known."""

_SERVICE: Final = re.compile(r"\S*serv(?:@\S+)?|[qx]|\*\S+", re.IGNORECASE)
"""The names of services, to whom passwords are said; those of bouncers begin with a star."""


def is_service(name: str) -> bool:
    """Whether a nickname seems to be that of a service of the network or of a bouncer."""
    return _SERVICE.fullmatch(name) is not None


class Identity(NamedTuple):
    """A person, whatever their nickname: their `address` (user@host) and the account they use.

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


class Member(NamedTuple):
    """Somebody in a channel. `ranks` are marks as "@+", the highest first; `address` user@host.

    `account` is "" for none; `bot` says of itself that it is a program.
    """

    nick: str
    ranks: str = ""
    address: str = ""
    account: str = ""
    realname: str = ""
    away: bool = False
    bot: bool = False

    @property
    def mark(self) -> str:
        """The mark of the highest rank, "" for none."""
        return self.ranks[:1]


class Members(MutableMapping[Folded, Member]):
    """The members of a channel by their folded nicknames.

    `version` grows with each change: a painter compares it. Members are values, so that none can
    change unnoticed.
    """

    __slots__ = ("_by_nick", "version")

    def __init__(self) -> None:
        self._by_nick: dict[Folded, Member] = {}
        self.version = 0

    def replace(self, members: dict[Folded, Member]) -> None:
        """Have these members instead, in a dict that nobody else keeps."""
        self._by_nick = members
        self.version += 1

    def refold(self, fold: Callable[[str], Folded]) -> None:
        """Fold all nicknames again, by another casemapping."""
        self.replace({fold(each.nick): each for each in self._by_nick.values()})

    def rename(self, old: Folded, key: Folded, nick: str) -> None:
        """The member `old` has this nickname now."""
        self[key] = self.pop(old)._replace(nick=nick)

    def __getitem__(self, key: Folded) -> Member:
        return self._by_nick[key]

    def __setitem__(self, key: Folded, member: Member) -> None:
        if self._by_nick.get(key) != member:
            self._by_nick[key] = member
            self.version += 1

    def __delitem__(self, key: Folded) -> None:
        del self._by_nick[key]
        self.version += 1

    def __iter__(self) -> Iterator[Folded]:
        return iter(self._by_nick)

    def __len__(self) -> int:
        return len(self._by_nick)

    def __contains__(self, key: object) -> bool:
        return key in self._by_nick

    def values(self) -> ValuesView[Member]:
        """All members, without a look-up of each."""
        return self._by_nick.values()


def by_rank(members: Iterable[Member]) -> list[Member]:
    """The members as a list shows them: the highest rank first, then by name."""
    return sorted(members, key=_place)


def _place(member: Member) -> tuple[int, str]:
    place = RANKS.find(member.ranks[:1]) if member.ranks else len(RANKS)
    return place if place >= 0 else len(RANKS), member.nick.casefold()
