"""Addresses of pages in what people write."""

import re
from collections.abc import Iterator
from typing import Final

from tui_chat.client.widgets.wrapping import Span

_ADDRESS: Final = re.compile(r"\bhttps?://[^\s<>\"`]+", re.IGNORECASE)
_AFTER: Final = ".,;:!?'*_~"
_PAIRS: Final = {")": "(", "]": "[", "}": "{"}


def find_links(text: str) -> Iterator[Span]:
    """Where `text` holds web addresses, without the punctuation of the sentence around them."""
    if "://" not in text:
        return
    for match in _ADDRESS.finditer(text):
        start, end = match.start(), match.start() + _length(match[0])
        if not text[start:end].endswith("//"):
            yield Span(start, end)


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
