"""What a person searches for: `slides from:ana in:#class`. Pure."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from tui_chat.wire.text.search_folding import Wanted, find_folded

FROM: Final = ("from:", "de:")
IN: Final = ("in:", "em:")
"""What stands before a sender and a channel or person, in English and Portuguese."""


class SearchQuery(NamedTuple):
    """Words to look for, and "" or the sender and the channel or person to look in."""

    words: str
    sender: str = ""
    place: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to look for."""
        return not (self.sender or Wanted(self.words).words)


def parse_query(text: str) -> SearchQuery:
    """The query that was typed. Of several senders or places the last counts."""
    words, sender, place = [], "", ""
    for word in text.split():
        if word.lower().startswith(FROM):
            sender = word.partition(":")[2].removeprefix("@") or sender
        elif word.lower().startswith(IN):
            place = word.partition(":")[2] or place
        else:
            words.append(word)
    return SearchQuery(" ".join(words), sender, place)


def words_in(text: str, words: str) -> list[tuple[int, int]]:
    """The start and end of each occurrence of the words of a query in `text`, in order."""
    places = (place for word in words.split() for place in find_folded(text, word))
    found: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def prefix_and_name(word: str) -> tuple[str, str] | None:
    """The prefix and the rest of a word like "from:an"; None for any other word."""
    prefix, colon, name = word.partition(":")
    begins = f"{prefix.lower()}{colon}"
    return (f"{prefix}:", name) if begins in (*FROM, *IN) else None


def is_sender(prefix: str) -> bool:
    """Whether the prefix is for a sender, not for a place."""
    return prefix.lower() in FROM


def offered_prefixes(word: str) -> Iterable[str]:
    """The prefixes that a word may become."""
    return (each[0] for each in (FROM, IN) if word and each[0].startswith(word.lower()))
