"""The ranks of a channel's members, and what each may do to the others."""

from typing import Final

RANKS: Final = {"q": "~", "a": "&", "o": "@", "h": "%", "v": "+"}
"""Founder, admin, operator, half-operator, voice: letters and prefixes, highest first."""

_LETTERS: Final = "".join(RANKS)
_ORDER: Final = {letter: place for place, letter in enumerate(RANKS)}
_REACH: Final = {"q": "qaohv", "a": "ohv", "o": "ohv", "h": "v"}
"""The ranks that a rank may give, take and kick; a member without a rank may be kicked by all."""


def prefixes(ranks: str) -> str:
    """The prefixes of these ranks, highest first: "@+" of "ov"."""
    return "".join(RANKS[letter] for letter in ranks)


def is_at_least(ranks: str, rank: str) -> bool:
    """Whether one who holds `ranks` (highest first) has `rank` or a higher one."""
    return bool(ranks) and _ORDER[ranks[0]] <= _ORDER[rank]


def from_rank_up(rank: str) -> str:
    """The letters of a rank and all above it."""
    return _LETTERS[: _ORDER[rank] + 1]


def may_act_on(ranks: str, other: str) -> bool:
    """Whether one who holds `ranks` may take a rank from, or kick, one who holds `other`."""
    reach = _REACH.get(ranks[:1], "")
    return bool(reach) and (not other or other[0] in reach)


def may_give(ranks: str, letter: str) -> bool:
    """Whether one who holds `ranks` may give the rank `letter` to a member."""
    return letter in _REACH.get(ranks[:1], "")


def ordered(ranks: str) -> str:
    """These letters, highest first."""
    return "".join(letter for letter in RANKS if letter in ranks)
