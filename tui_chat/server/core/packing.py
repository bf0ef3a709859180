"""Many words in as few lines as hold them."""

from collections.abc import Iterable, Iterator


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
