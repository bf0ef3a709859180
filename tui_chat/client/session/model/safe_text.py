"""What people write, made safe to show."""

from typing import Final

from tui_chat.wire.formatting import Span
from tui_chat.wire.sanitize import sanitize_formatted

LONGEST: Final = 60_000
"""Characters of a message of several lines that are shown."""


def shown(written: str) -> tuple[str, tuple[Span, ...]]:
    """`written` without formatting codes, lines kept apart, and where its styles are."""
    if "\n" not in written:
        return sanitize_formatted(written)
    texts: list[str] = []
    spans: list[Span] = []
    start = 0
    for line in written[:LONGEST].split("\n"):
        text, found = sanitize_formatted(line)
        spans += (Span(start + span.start, start + span.end, span.style) for span in found)
        texts.append(text)
        start += len(text) + 1
    return "\n".join(texts), tuple(spans)
