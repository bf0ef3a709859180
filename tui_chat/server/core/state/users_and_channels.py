"""Users and channels: a user knows its channels, and a channel its members.

Each refers to the other, so both are in this file. A user is an identity; its connections are
sessions.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from tui_chat.server.core.events import ClientId, Millis
from tui_chat.server.core.state.mask_list import Entry, KeptMasks, Mask, MaskList, kept_mask
from tui_chat.server.core.state.names_cache import NamesCache
from tui_chat.server.core.state.ranks import RANKS, is_at_least, ordered, prefixes
from tui_chat.wire.modes import ModeKind, kinds_of
from tui_chat.wire.names import Folded
from tui_chat.wire.source import Source

USER_MODES: Final = "BRTiow"
"""Bot, hears only users with accounts, hears no CTCP, invisible, operator, reads WALLOPS."""
LISTS: Final = "beI"
"""Bans, exceptions from them, and who needs no invitation."""
CHANMODES: Final = f"{LISTS},k,fl,CEMRUimnstu"
"""ISUPPORT CHANMODES: lists, with a parameter, with a parameter to set, flags."""
MODE_KINDS: Final = kinds_of(CHANMODES, "".join(RANKS))
FLAGS: Final = frozenset(letter for letter, kind in MODE_KINDS.items() if kind is ModeKind.FLAG)
_NEVER: Final = Millis(0)
_NOWHERE: "Final[Mapping[Folded, Channel]]" = {}
"""The invitations of most people: an empty dict for each would be 64 bytes."""
_SPEECH_RESTRICTING_FLAGS: Final = frozenset("CMRUm")
"""Flags because of which a member's words may be refused, or are not for everybody."""


class Topic(NamedTuple):
    """The topic of a channel, its author and its time."""

    text: str
    by: str
    at: Millis


class Forward(NamedTuple):
    """The channel that a channel forwards to. Its name may later belong to another channel."""

    name: str
    created: Millis
    """When that channel was made; a later channel of the same name is not meant."""


@dataclass(slots=True, eq=False)
class User:
    """An identity. Compared by identity: the nickname may change, the user stays."""

    nick: str
    folded: Folded
    username: str
    host: str
    realname: str
    signed_on: Millis
    spoke_at: Millis
    account: str = ""
    away: str = ""
    modes: str = ""
    """Letters of its user modes, sorted; see USER_MODES."""
    clients: tuple[ClientId, ...] = ()
    """Its sessions, oldest first; there may be none."""
    channels: "dict[Folded, Channel]" = field(default_factory=dict)
    invitations: "Mapping[Folded, Channel]" = field(default_factory=lambda: _NOWHERE)
    """Where it may enter because it was invited; changed by `invite` and `uninvite`."""
    lasting: bool = False
    """Whether it stays when its last session ends."""
    accepted: dict[str, str] | None = None
    """Identities of the users whom it hears in spite of its modes, with their nicknames."""
    invited: str = ""
    """The invitation that it came with, and who made that; "" without one."""
    may_register: bool = False
    """Whether it may make an account because of that."""
    stay: str = ""
    """An id of this stay on the network, from the first session to the last; never used again."""
    identity: str = ""
    """The id that history and markers are kept under: that of its account, else `stay`."""
    source: Source = field(init=False)
    address: str = field(init=False)
    """Its real address; `host` is the one that others see."""

    def __post_init__(self) -> None:
        self.address = self.host
        self.identity = self.identity or self.stay
        self.rename(self.nick, self.folded)

    def rename(self, nick: str, folded: Folded) -> None:
        """Take another nickname."""
        self.nick = nick
        self.folded = Folded(nick) if nick == folded else folded  # mostly one text for both
        self.source = Source.of(nick, self.username, self.host)
        for channel in self.channels.values():
            channel.names_cache.forget()

    def invite(self, channel: "Channel") -> None:
        """Remember an invitation to a channel, as the latest."""
        self.uninvite(channel.folded)
        self.invitations = {**self.invitations, channel.folded: channel}

    def uninvite(self, name: Folded) -> None:
        """Forget the invitation to the channel of this name, if there is one."""
        if name in self.invitations:
            left = {one: channel for one, channel in self.invitations.items() if one != name}
            self.invitations = left or _NOWHERE

    @property
    def place(self) -> str:
        """A key of this user that no other user ever has, for use after it may have left."""
        return self.stay

    @property
    def shown_in(self) -> "tuple[Channel, ...]":
        """The channels whose members may all know that it is there."""
        return tuple(channel for channel in self.channels.values() if not channel.hides(self))

    def peers(
        self, besides: "Channel | None" = None, *, among: Iterable["Channel"] | None = None
    ) -> tuple[ClientId, ...]:
        """The clients of all users who share a channel with it and may know of it, each once.

        Its own clients are left out, and so are those of users in the channel `besides`. `among`
        are the channels to look at, by default all of its channels.
        """
        known = {self: ""} if besides is None else besides.members
        # A comprehension: when a thousand leave at once, half of the time goes into this.
        found = {
            client: None
            for channel in (self.channels.values() if among is None else among)
            if channel is not besides
            for member in channel.witnesses(self)
            if member not in known
            for client in member.clients
        }
        return tuple(found)


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
    forward: Forward | None = None
    founder: str = ""
    """The account that it is registered to, "" if it is not."""
    registered: Millis | None = None
    """Since when."""
    guarded: Millis = _NEVER
    """Since when anybody has been kept out; 0 if nobody is (see `unregistered_channels`)."""
    closed: Millis = _NEVER
    """Since when nobody has come in without the key or an invitation; 0 if anybody may."""
    members: dict[User, str] = field(default_factory=dict)
    """Members, in the order they came, with the letters of their ranks, highest first."""
    invited: dict[User, None] = field(default_factory=dict)
    """Users with an invitation who have not joined yet."""
    lists: dict[str, MaskList] = field(
        default_factory=lambda: {letter: MaskList() for letter in LISTS}
    )
    names_cache: NamesCache = field(default_factory=NamesCache)
    """The lines of NAMES for members; read them with `names`."""
    restricts_speech: bool = field(default=False, init=False)
    """Whether the channel may refuse a member's text; if not, `silence` need not be asked."""

    @property
    def place(self) -> str:
        """The same as `User.place`; a channel of the same name that is made later has another."""
        return f"{self.folded} {self.created}"

    def admit(self, user: User, ranks: str) -> None:
        """Make somebody a member."""
        self.members[user] = ranks
        self.names_cache.add(prefixes(ranks) + user.source)

    def dismiss(self, user: User) -> None:
        """End a membership."""
        del self.members[user]
        self.names_cache.forget()

    def names(self, room: int) -> list[str]:
        """All members with their prefixes, in lines of at most `room` bytes."""
        every = (prefixes(ranks) + user.source for user, ranks in self.members.items())
        return self.names_cache.lines(every, room)

    def ranks_of(self, user: User) -> str:
        """The letters of a user's ranks, highest first; "" for a user without ranks or outside."""
        return self.members.get(user, "")

    def is_operator(self, user: User) -> bool:
        """Whether the user may change the channel."""
        return is_at_least(self.members.get(user, ""), "o")

    def shows_all_to(self, viewer: User) -> bool:
        """Whether a member may know of every other: in an auditorium (+u) it needs a rank."""
        return "u" not in self.flags or bool(self.members.get(viewer))

    def shows(self, viewer: User, user: User) -> bool:
        """Whether somebody may know that a member is here; those without rank hide in +u."""
        return viewer is user or bool(self.members.get(user)) or self.shows_all_to(viewer)

    def shown_to(self, viewer: User) -> Collection[User]:
        """The members that a member may know of."""
        if self.shows_all_to(viewer):
            return self.members
        return [user for user in self.members if self.shows(viewer, user)]

    def hides(self, user: User) -> bool:
        """Whether some members may not know that this one is in the channel."""
        return "u" in self.flags and not self.members.get(user)

    def witnesses(self, user: User) -> Collection[User]:
        """The members who may know that this one is in the channel; it may be among them."""
        if not self.hides(user):
            return self.members
        return [member for member, ranks in self.members.items() if ranks]

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
        self.names_cache.forget()
        return True

    def set_flag(self, letter: str, *, held: bool) -> bool:
        """Set or clear a mode that takes no parameter; whether that changed anything."""
        if (letter in self.flags) is held:
            return False
        flags = set(self.flags) ^ {letter}
        self.flags = "".join(sorted(flags))
        self._update_restricts_speech()
        return True

    def add_mask(self, letter: str, entry: Entry) -> None:
        """Put a mask in a list, in place of an equal one."""
        self.lists[letter].add(entry)
        self._update_restricts_speech()

    def remove_mask(self, letter: str, mask: Mask) -> str:
        """Take a mask out of a list; how it was written there, "" if it was not."""
        removed = self.lists[letter].remove(mask)
        self._update_restricts_speech()
        return removed

    def kept_masks(self) -> dict[str, KeptMasks]:
        """Its lists as they are kept."""
        return {letter: masks.kept() for letter, masks in self.lists.items()}

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
        self.restore_masks(lists, fold)

    def restore_masks(self, lists: Mapping[str, KeptMasks], fold: Callable[[str], Folded]) -> None:
        """Set the lists that were kept."""
        for letter, masks in lists.items():
            for text, by, at in masks:
                self.add_mask(letter, Entry(kept_mask(text, fold), by, at))

    def modes(self, *, with_key: bool) -> tuple[str, ...]:
        """The channel's modes as the words of a MODE; key and forward as `*` to outsiders."""
        letters = self.flags
        params: list[str] = []
        if self.key:
            letters += "k"
            params.append(self.key if with_key else "*")
        if self.limit:
            letters += "l"
            params.append(str(self.limit))
        if self.forward:
            letters += "f"
            params.append(self.forward.name if with_key else "*")
        return (f"+{letters}", *params)

    def _update_restricts_speech(self) -> None:
        self.restricts_speech = bool(self.lists["b"]) or not _SPEECH_RESTRICTING_FLAGS.isdisjoint(
            self.flags
        )
