"""A channel: its members, topic and modes."""

from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.user import User
from tui_chat.wire.modes import ModeKind, kinds_of
from tui_chat.wire.names import Folded

RANKS: Final = {"o": "@", "v": "+"}
"""A member's ranks and their prefixes, highest first."""
CHANMODES: Final = ",k,l,imnt"
"""ISUPPORT CHANMODES: lists, with a parameter, with a parameter to set, flags."""
MODE_KINDS: Final = kinds_of(CHANMODES, "".join(RANKS))
FLAGS: Final = frozenset(letter for letter, kind in MODE_KINDS.items() if kind is ModeKind.FLAG)


class Topic(NamedTuple):
    """What a channel is about, who said so and when."""

    text: str
    by: str
    at: Millis


@dataclass(slots=True, eq=False)
class Channel:
    """A channel exists while it has members."""

    name: str
    folded: Folded
    created: Millis
    topic: Topic | None = None
    flags: str = "nt"
    """Letters of the modes without a parameter that are set, sorted."""
    key: str = ""
    limit: int = 0
    """How many members at most; 0 is no limit."""
    members: dict[User, str] = field(default_factory=dict)
    """Members, in the order they came, with the letters of their ranks, highest first."""
    invited: dict[User, None] = field(default_factory=dict)

    def is_operator(self, user: User) -> bool:
        """Whether the user may change the channel."""
        return "o" in self.members.get(user, "")

    def may_speak(self, user: User) -> bool:
        """Whether a message from the user is passed on (modes n and m)."""
        ranks = self.members.get(user)
        if ranks is None:
            return "n" not in self.flags and "m" not in self.flags
        return bool(ranks) or "m" not in self.flags

    def rank_clients(self, ranks: str) -> tuple[ClientId, ...]:
        """The clients of all members that have one of these ranks."""
        return tuple(
            client
            for member, held in self.members.items()
            if any(rank in held for rank in ranks)
            for client in member.clients
        )

    def set_rank(self, user: User, rank: str, *, held: bool) -> bool:
        """Give or take a rank; whether that changed anything."""
        before = self.members[user]
        if (rank in before) is held:
            return False
        ranks = before + rank if held else before.replace(rank, "")
        self.members[user] = "".join(letter for letter in RANKS if letter in ranks)
        return True

    def set_flag(self, letter: str, *, held: bool) -> bool:
        """Set or clear a mode that takes no parameter; whether that changed anything."""
        if (letter in self.flags) is held:
            return False
        flags = set(self.flags) ^ {letter}
        self.flags = "".join(sorted(flags))
        return True

    def snapshot(self) -> tuple[object, ...]:
        """Its state as plain data."""
        return (
            *(self.name, self.created, self.topic, self.modes(with_key=True)),
            tuple((user.nick, ranks) for user, ranks in self.members.items()),
            tuple(user.nick for user in self.invited),
        )

    def modes(self, *, with_key: bool) -> tuple[str, ...]:
        """The channel's modes as the words of a MODE command; the key as `*` to outsiders."""
        letters = self.flags
        params: list[str] = []
        if self.key:
            letters += "k"
            params.append(self.key if with_key else "*")
        if self.limit:
            letters += "l"
            params.append(str(self.limit))
        return (f"+{letters}", *params)


def prefixes(ranks: str) -> str:
    """The prefixes of these ranks, highest first: "@+" of "ov"."""
    return "".join(RANKS[letter] for letter in ranks)
