"""RPL_ISUPPORT: a server's features (modern.ircdocs.horse, "Feature Advertisement")."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

MAX_TOKENS: Final = 13
"""Tokens of one line: RFC 2812's 15 parameters less the nickname and the text."""
_ROOM: Final = 330
"""Bytes of tokens in one line; the rest of its 512 is the head, with the longest nickname."""
MOST_READ: Final = 500
"""Features to keep of one server; the fullest of today's tell of about sixty."""

_ESCAPED: Final = re.compile(r"\\x([0-9A-Fa-f]{2})")


def tokens(features: Mapping[str, str | None]) -> tuple[str, ...]:
    """`NAME` or `NAME=value` for each feature; a value of None is a bare name."""
    return tuple(
        name if value is None else f"{name}={_escape(value)}" for name, value in features.items()
    )


def lines(features: Mapping[str, str | None]) -> Iterator[tuple[str, ...]]:
    """The tokens in lots that one line each may hold."""
    lot: list[str] = []
    used = 0
    for token in tokens(features):
        size = len(token.encode()) + 1
        if len(lot) == MAX_TOKENS or (lot and used + size > _ROOM):
            yield tuple(lot)
            lot, used = [], 0
        lot.append(token)
        used += size
    if lot:
        yield tuple(lot)


def read_tokens(written: Iterable[str], into: dict[str, str]) -> None:
    """Take a line's tokens into `into`: `-NAME` removes, a bare name has the value "".

    New names past MOST_READ are dropped: a server may not make us remember for ever.
    """
    for token in written:
        name, _, value = token.partition("=")
        if name.startswith("-"):
            into.pop(name[1:], None)
        elif name in into or (name and len(into) < MOST_READ):
            into[name] = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), value)


def _escape(value: str) -> str:
    return value.replace("\\", r"\x5C").replace(" ", r"\x20").replace("=", r"\x3D")
