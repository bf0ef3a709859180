"""Mode changes: `+ov-k nick nick key` taken apart and put together (modern.ircdocs.horse, MODE)."""

import enum
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final, NamedTuple


class ModeKind(enum.Enum):
    """When a mode takes a parameter; the letters are those of ISUPPORT CHANMODES."""

    LIST = "A"
    """A list of masks; without a parameter it asks for the list."""
    ALWAYS = "B"
    """A parameter to set and to unset."""
    SET = "C"
    """A parameter to set only."""
    FLAG = "D"
    """No parameter."""
    PREFIX = "prefix"
    """A member's rank: the parameter is a nickname."""


class ModeChange(NamedTuple):
    """One letter of a mode change; `param` is None where none was given."""

    adding: bool
    letter: str
    param: str | None = None


_NO_KEY: Final = frozenset(" ,:")


def parse_modes(
    words: Sequence[str],
    kinds: Mapping[str, ModeKind],
) -> Iterator[ModeChange]:
    """The changes in `words`, the parameters of MODE behind its target.

    A letter that `kinds` does not know takes no parameter. A missing parameter is None; the
    caller decides its meaning.
    """
    if not words:
        return
    params = iter(words[1:])
    adding = True
    for letter in words[0]:
        if letter in "+-":
            adding = letter == "+"
            continue
        kind = kinds.get(letter, ModeKind.FLAG)
        takes = kind in {ModeKind.LIST, ModeKind.ALWAYS, ModeKind.PREFIX} or (
            kind is ModeKind.SET and adding
        )
        yield ModeChange(adding, letter, next(params, None) if takes else None)


def format_modes(changes: Iterable[ModeChange]) -> tuple[str, ...]:
    """The words of a MODE command that makes these changes; a sign only where it changes."""
    letters: list[str] = []
    params: list[str] = []
    sign: bool | None = None
    for change in changes:
        if change.adding is not sign:
            sign = change.adding
            letters.append("+" if sign else "-")
        letters.append(change.letter)
        if change.param is not None:
            params.append(change.param)
    return ("".join(letters), *params)


def kinds_of(chanmodes: str, prefix_letters: str) -> dict[str, ModeKind]:
    """What ISUPPORT says of modes: CHANMODES `A,B,C,D` and the letters of PREFIX."""
    kinds = {
        letter: kind
        for kind, letters in zip(
            (ModeKind.LIST, ModeKind.ALWAYS, ModeKind.SET, ModeKind.FLAG),
            chanmodes.split(","),
            strict=False,
        )
        for letter in letters
    }
    return kinds | dict.fromkeys(prefix_letters, ModeKind.PREFIX)


def is_key(text: str, longest: int) -> bool:
    """Whether a channel may have this key: ASCII characters, at most `longest`."""
    return (
        text.isascii()
        and text.isprintable()
        and 0 < len(text) <= longest
        and not set(text) & _NO_KEY
    )
