"""Emoji by their names, as `:thumbs_up:`, in English and in the person's language."""

from collections.abc import Iterator
from functools import cache

import emoji

_MOST = 40
_SKIN_TONES = frozenset("\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")


@cache
def _names() -> dict[str, tuple[str, ...]]:
    """Every emoji of one colour and person, with its names, the usual one first."""
    return {
        sign: tuple(name.strip(":") for name in (*facts.get("alias", ()), facts["en"]) if name)
        for sign, facts in emoji.EMOJI_DATA.items()
        if facts["status"] == emoji.STATUS["fully_qualified"] and not _SKIN_TONES & set(sign)
    }


def all_emoji() -> Iterator[tuple[str, str]]:
    """Each emoji and the name that it is usually called by."""
    for sign, names in _names().items():
        yield sign, names[0]


def emoji_called(name: str) -> str | None:
    """The emoji of exactly that name, None if there is none."""
    return _by_name().get(name.casefold())


@cache
def _by_name() -> dict[str, str]:
    return {name.casefold(): sign for sign, names in _names().items() for name in names}


def is_emoji(text: str) -> bool:
    """Whether the text is one emoji, of whatever colour."""
    return emoji.is_emoji(text)


def emoji_named(beginning: str) -> list[tuple[str, str]]:
    """The emoji of whose names one begins so, each with that name: the shortest first."""
    wanted = beginning.casefold()
    found = [
        (name, sign)
        for sign, names in _names().items()
        for name in names
        if name.casefold().startswith(wanted)
    ]
    found.sort(key=lambda pair: (len(pair[0]), pair[0]))
    signs: dict[str, str] = {}
    for name, sign in found:
        signs.setdefault(sign, name)
    return list(signs.items())[:_MOST]
