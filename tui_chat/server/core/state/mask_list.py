"""The lists of a channel: who is banned (b), exempt from that (e), or needs no invitation (I).

A mask is `nick!user@host`, or an extended one: `a:account` of who is logged in to it, `m:mask`
of who may come but not speak, `m:a:account` both. They may begin with `~` or `$`, as on other
networks. IRCv3 account-extban; modern.ircdocs.horse, "EXTBAN".
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple, Protocol

from tui_chat.server.core.events import Millis
from tui_chat.wire.masks import compile_mask, complete_mask
from tui_chat.wire.names import Folded
from tui_chat.wire.source import Source

EXTENDED_BANS: Final = "am"
"""The letters of the extended masks (ISUPPORT EXTBAN): account and mute."""
EXCEPTIONS: Final = "eI"
"""The lists that let somebody in."""
ACCOUNT_NAMES: Final = ("a", "account")
"""What an extended mask of accounts begins with (ISUPPORT ACCOUNTEXTBAN)."""
LONGEST: Final = 150
"""Bytes of a mask: a reply must have room for it."""

_EXTENDED: Final = re.compile(r"[~$]?(?P<kind>a|account|m|mute):(?P<rest>.*)")
_UNKNOWN: Final = re.compile(r"[~$]\w+:")
_REMEMBERED: Final = 500
"""Verdicts of one list; then it begins anew."""

_NEITHER: Final = (False, False)

Fold = Callable[[str], Folded]
KeptMasks = tuple[tuple[str, str, Millis], ...]
"""The masks of a list, each with its author and time."""


class Maskable(Protocol):
    """The parts of a user that masks are compared with."""

    nick: str
    username: str
    host: str
    account: str
    source: Source


class InvalidMaskError(ValueError):
    """The text is not a valid mask; the message says why."""


class Mask(NamedTuple):
    """A pattern of users: by source, or by account."""

    text: str
    """The mask as it is shown."""
    key: str
    """Equal for equal masks, however they are written."""
    mutes: bool
    of_accounts: bool
    pattern: re.Pattern[str]

    def fits(self, sources: Iterable[str], account: str) -> bool:
        """Whether it matches a user with these sources and this account, all folded."""
        if self.of_accounts:
            return account != "" and self.pattern.fullmatch(account) is not None
        return any(map(self.pattern.fullmatch, sources))

    def is_exactly(self, account: Folded) -> bool:
        """Whether it names this account and can mean no other."""
        return self.of_accounts and self.key in {f"a:{account}", f"m:a:{account}"}


class Entry(NamedTuple):
    """A mask, who put it in the list and when."""

    mask: Mask
    by: str
    at: Millis


class MaskList:
    """The masks of one list, in the order they came."""

    __slots__ = ("_entries", "_verdicts")

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._verdicts: dict[tuple[str, str], tuple[bool, bool]] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def __contains__(self, mask: Mask) -> bool:
        return mask.key in self._entries

    def add(self, entry: Entry) -> None:
        """Put a mask in, in place of an equal one."""
        self._entries[entry.mask.key] = entry
        self._verdicts.clear()

    def remove(self, mask: Mask) -> str:
        """Take a mask out; how it was written there, "" if it was not."""
        entry = self._entries.pop(mask.key, None)
        if entry is None:
            return ""
        self._verdicts.clear()
        return entry.mask.text

    def names(self, user: Maskable, fold: Fold, *, mutes: bool = False) -> bool:
        """Whether a mask that mutes, or one that does not, means the user."""
        return self.verdict(user, fold)[mutes]

    def verdict(self, user: Maskable, fold: Fold) -> tuple[bool, bool]:
        """Whether a mask that does not mute means the user, and whether one that does."""
        if not self._entries:
            return _NEITHER
        # Keyed by all that a mask can look at: nobody need tell us that a user has changed.
        key = (user.source, user.account)
        verdict = self._verdicts.get(key)
        if verdict is None:
            if len(self._verdicts) >= _REMEMBERED:
                self._verdicts.clear()
            verdict = self._verdicts[key] = self._judge(user, fold)
        return verdict

    def kept(self) -> tuple[tuple[str, str, Millis], ...]:
        """Its masks, who put each there and when, as they are kept over restarts."""
        return tuple((mask.text, by, at) for mask, by, at in self)

    def _judge(self, user: Maskable, fold: Fold) -> tuple[bool, bool]:
        sources = tuple(map(fold, _sources(user)))
        account = fold(user.account)
        masks = (entry.mask for entry in self._entries.values())
        found = {mask.mutes for mask in masks if mask.fits(sources, account)}
        return False in found, True in found


def read_mask(written: str, fold: Fold) -> Mask:
    """The mask that somebody wrote, made complete. Raises InvalidMaskError."""
    if not written.isprintable() or " " in written or len(written.encode()) > LONGEST:
        raise InvalidMaskError("A mask cannot contain spaces or be that long")
    mask = kept_mask(written, fold)
    if len(mask.text.encode()) > LONGEST:
        raise InvalidMaskError("A mask cannot be that long")
    return mask


def kept_mask(written: str, fold: Fold) -> Mask:
    """The same of a mask that was taken before, perhaps by a version that took longer ones."""
    rest = written
    mutes = of_accounts = False
    while not of_accounts and (found := _EXTENDED.fullmatch(rest)):
        if found["kind"] in ACCOUNT_NAMES:
            of_accounts = True
        elif mutes:
            raise InvalidMaskError("A mask mutes once")
        else:
            mutes = True
        rest = found["rest"]
    if not rest or _UNKNOWN.match(rest):
        raise InvalidMaskError(f"There are these extended masks: {', '.join(EXTENDED_BANS)}")
    prefix = written.removesuffix(rest)
    mask = rest if of_accounts else complete_mask(rest)
    folded = fold(mask)
    key = f"{'m:' * mutes}{'a:' * of_accounts}{folded}"
    return Mask(prefix + mask, key, mutes, of_accounts, compile_mask(folded))


def _sources(user: Maskable) -> tuple[str, str]:
    """The forms of a user's source that a mask may fit, with the host that others are shown.

    Never the address behind it: operators of channels could find it out by trying masks.

    Other networks put a `~` before a username that no ident server vouches for, as none does
    here: masks that were made there must fit as well.
    """
    return user.source, f"{user.nick}!~{user.username}@{user.host}"
