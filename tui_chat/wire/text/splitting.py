"""Long text into pieces that fit a line each."""

from collections.abc import Container, Iterable, Iterator
from typing import Final

from tui_chat.wire.framing import MAX_BODY

LONGEST_SOURCE: Final = 32 + 1 + 12 + 1 + 64
"""Bytes to allow for a `nick!user@host` that is not known: more than common servers allow."""
LONGEST_CODE_POINT: Final = 4
"""Bytes of UTF-8; no budget may be smaller."""


def text_budget(target: str, source: str | None = None, command: str = "PRIVMSG") -> int:
    """The bytes of text that fit `:source command target :text` CR LF.

    `source` is the sender's, as the receivers see it: their line, not the shorter one that the
    sender writes, must keep to MAX_BODY. LONGEST_SOURCE bytes are allowed where it is not known.
    At least LONGEST_CODE_POINT: the server may refuse a target of absurd length.
    """
    of_source = LONGEST_SOURCE if source is None else len(source.encode())
    of_frame = len(f": {command}  :\r\n")
    return max(LONGEST_CODE_POINT, MAX_BODY - of_source - of_frame - len(target.encode()))


def split_text(text: str, budget: int) -> list[str]:
    """`text` in pieces of at most `budget` bytes of UTF-8; text that fits, "" too, is one piece.

    Split at the last space that a piece can reach, and that one space is left out; else between
    grapheme clusters (UAX 29), so that no accent or emoji comes apart; else, in a cluster longer
    than the budget, between code points. `text` holds no line ends and no lone surrogates.

    Raises ValueError for a budget under LONGEST_CODE_POINT.
    """
    if budget < LONGEST_CODE_POINT:
        raise ValueError("no piece can be that short")
    if len(text) * LONGEST_CODE_POINT <= budget or len(text.encode()) <= budget:
        return [text]
    return list(_pieces(text, budget))


def _pieces(text: str, budget: int) -> Iterator[str]:
    start = 0
    while start < len(text):
        fits = len(text[start : start + budget].encode()[:budget].decode(errors="ignore"))
        if start + fits == len(text):
            yield text[start:]
            return
        # Whether there is a boundary before a code point depends on what precedes it and on it
        # alone: one beyond the space that may follow what fits is enough to see.
        ahead = text[start : start + fits + 2]
        boundaries = _boundaries(ahead)
        reachable = [place for place in range(fits, 0, -1) if place in boundaries]
        for place in reachable:
            if ahead[place] == " " and place + 1 in boundaries:  # not one with a combining mark
                yield ahead[:place]
                start += place + 1
                break
        else:
            cut = reachable[0] if reachable else fits
            yield ahead[:cut]
            start += cut


def _boundaries(text: str) -> Container[int]:
    """The places between the grapheme clusters of `text`, its end among them."""
    if text.isascii():
        return range(len(text) + 1)
    # Only long text that is not plain English needs it, and importing it takes 10 ms.
    import regex  # noqa: PLC0415 - see above

    return {cluster.end() for cluster in regex.finditer(r"\X", text)}


def pack(words: Iterable[str], room: int) -> Iterator[str]:
    """The words joined by spaces, in lines of at most `room` bytes; a longer word stands alone."""
    line: list[str] = []
    used = 0
    for word in words:
        size = len(word) if word.isascii() else len(word.encode())
        if used + size > room and line:
            yield " ".join(line)
            line, used = [], 0
        line.append(word)
        used += size + 1
    if line:
        yield " ".join(line)
