"""Addresses of pages in what people write."""

import re
from collections.abc import Iterator
from typing import Final

from tui_chat.client.widgets.log.wrapping import Span

_NEVER_INSIDE: Final = (
    "\u201c\u201d\u00ab\u00bb"  # quotation marks
    "\u3001\u3002\u3008-\u3011\u3014-\u301f"  # CJK stops and brackets
    "\uff01\uff08\uff09\uff0c\uff0e\uff1a\uff1b\uff1f\uff3b\uff3d\uff5b\uff5d\uff5f-\uff65"
)
"""Marks that scripts without spaces put straight behind an address, and none has inside."""
_INSIDE: Final = rf"[^\s<>\"`{_NEVER_INSIDE}]"
_ADDRESS: Final = re.compile(
    # No \b in front: a letter of another script, written without a space, does not belong to it.
    rf"(?<![A-Za-z0-9])(?<![A-Za-z0-9]_)(?:https?://{_INSIDE}+"
    rf"|(?<![@./:-])www\.[^\W_]{_INSIDE}*\.{_INSIDE}+)",
    re.IGNORECASE,
)
_AFTER: Final = ".,;:!?'*_~\u2018\u2019\u2026"
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


def find_links(text: str) -> Iterator[Span]:
    """Where `text` holds web addresses, without the punctuation of the sentence around them."""
    if "://" not in text and "www." not in text.lower():
        return
    for match in _ADDRESS.finditer(text):
        start, end = match.start(), match.start() + _length(match[0])
        if not text[start:end].endswith("//"):
            yield Span(start, end)


def address_of(text: str, link: Span) -> str:
    """The address of a link in `text`, with the "https://" that people leave out before "www."."""
    written = text[link.start : link.end]
    return written if "://" in written[:8] else f"https://{written}"


def _length(address: str) -> int:
    """Without what closes the sentence around the address.

    Brackets are counted once: a server may send an address of thousands of them.
    """
    spare = {last: address.count(last) - address.count(first) for last, first in _PAIRS.items()}
    end = len(address)
    while end:
        last = address[end - 1]
        if last in spare:
            if spare[last] <= 0:
                break
            spare[last] -= 1
        elif last not in _AFTER:
            break
        end -= 1
    return end
