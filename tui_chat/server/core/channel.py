"""A channel: its members, topic, modes and lists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.mask_list import Entry, Mask, MaskList, read_mask
from tui_chat.server.core.ranks import RANKS, is_at_least, ordered, prefixes
from tui_chat.server.core.roll import Roll
from tui_chat.server.core.user import User
from tui_chat.wire.modes import ModeKind, kinds_of
from tui_chat.wire.names import Folded

LISTS: Final = "beI"
"""Bans, exceptions from them, and who needs no invitation."""
CHANMODES: Final = f"{LISTS},k,l,CMRimnst"
"""ISUPPORT CHANMODES: lists, with a parameter, with a parameter to set, flags."""
MODE_KINDS: Final = kinds_of(CHANMODES, "".join(RANKS))
FLAGS: Final = frozenset(letter for letter, kind in MODE_KINDS.items() if kind is ModeKind.FLAG)
_NEVER: Final = Millis(0)
_HUSHING: Final = frozenset("CMRm")
"""Flags because of which a member's words may be refused."""


KeptMasks = tuple[tuple[str, str, Millis], ...]
"""Of a list the masks, who put each there and when."""


class Topic(NamedTuple):
    """What a channel is about, who said so and when."""

    text: str
    by: str
    at: Millis


@dataclass(slots=True, eq=False)
class Channel:
    """A channel exists while it has members, and for as long as it is registered."""

    name: str
    folded: Folded
    created: Millis
    topic: Topic | None = None
    flags: str = "nt"
    """Letters of the modes without a parameter that are set, sorted."""
    key: str = ""
    limit: int = 0
    """How many members at most; 0 is no limit."""
    founder: str = ""
    """The account that it is registered to, "" if it is not."""
    registered: Millis | None = None
    """Since when."""
    guarded: Millis = _NEVER
    """Since when anybody has been kept out; 0 if nobody is (see `secrecy`)."""
    closed: Millis = _NEVER
    """Since when nobody has come in without the key or an invitation; 0 if anybody may."""
    members: dict[User, str] = field(default_factory=dict)
    """Members, in the order they came, with the letters of their ranks, highest first."""
    invited: dict[User, None] = field(default_factory=dict)
    """Whom an operator has asked in, and who has not come yet."""
    lists: dict[str, MaskList] = field(
        default_factory=lambda: {letter: MaskList() for letter in LISTS}
    )
    roll: Roll = field(default_factory=Roll)
    """What NAMES shows to members; `names` gives it."""
    hushes: bool = field(default=False, init=False)
    """Whether a member's words may be refused: if not, no reason for it need be sought."""

    def admit(self, user: User, ranks: str) -> None:
        """Make somebody a member."""
        self.members[user] = ranks
        self.roll.add(prefixes(ranks) + user.source)

    def dismiss(self, user: User) -> None:
        """End a membership."""
        del self.members[user]
        self.roll.forget()

    def names(self, room: int) -> list[str]:
        """All members with their prefixes, in lines of at most `room` bytes."""
        every = (prefixes(ranks) + user.source for user, ranks in self.members.items())
        return self.roll.lines(every, room)

    def ranks_of(self, user: User) -> str:
        """The letters of a user's ranks, highest first; "" of who has none or is not here."""
        return self.members.get(user, "")

    def is_operator(self, user: User) -> bool:
        """Whether the user may change the channel."""
        return is_at_least(self.members.get(user, ""), "o")

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
        self.members[user] = ordered(before + rank if held else before.replace(rank, ""))
        self.roll.forget()
        return True

    def set_flag(self, letter: str, *, held: bool) -> bool:
        """Set or clear a mode that takes no parameter; whether that changed anything."""
        if (letter in self.flags) is held:
            return False
        flags = set(self.flags) ^ {letter}
        self.flags = "".join(sorted(flags))
        self._weigh()
        return True

    def add_mask(self, letter: str, entry: Entry) -> None:
        """Put a mask in a list, in place of an equal one."""
        self.lists[letter].add(entry)
        self._weigh()

    def remove_mask(self, letter: str, mask: Mask) -> str:
        """Take a mask out of a list; how it was written there, "" if it was not."""
        removed = self.lists[letter].remove(mask)
        self._weigh()
        return removed

    def kept_masks(self) -> dict[str, KeptMasks]:
        """Its lists as they are kept."""
        return {letter: masks.snapshot() for letter, masks in self.lists.items()}

    def restore_modes(
        self,
        flags: str,
        key: str,
        lists: Mapping[str, KeptMasks],
        fold: Callable[[str], Folded],
    ) -> None:
        """Set the modes that were kept."""
        self.key = key
        for letter in FLAGS:
            self.set_flag(letter, held=letter in flags)
        for letter, masks in lists.items():
            for text, by, at in masks:
                self.add_mask(letter, Entry(read_mask(text, fold), by, at))

    def snapshot(self) -> tuple[object, ...]:
        """Its state as plain data."""
        return (
            *(self.name, self.created, self.topic, self.modes(with_key=True)),
            *(self.founder, self.registered, self.guarded, self.closed),
            tuple((letter, masks.snapshot()) for letter, masks in self.lists.items()),
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

    def _weigh(self) -> None:
        self.hushes = bool(self.lists["b"]) or not _HUSHING.isdisjoint(self.flags)
