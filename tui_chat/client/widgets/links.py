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
        start, end = match.span()
        while end > start and _closes_sentence(text[start:end]):
            end -= 1
        if not text[start:end].endswith("//"):
            yield Span(start, end)


def _closes_sentence(address: str) -> bool:
    last = address[-1]
    opening = _PAIRS.get(last)
    if opening is None:
        return last in _AFTER
    return address.count(last) > address.count(opening)
