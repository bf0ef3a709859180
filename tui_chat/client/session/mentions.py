"""Whether a text calls somebody."""

import re
from functools import lru_cache


def calls(text: str, nick: str) -> bool:
    """Whether `nick` stands in `text` as a word of its own, in capitals or not."""
    return bool(nick) and _pattern(nick).search(text) is not None


@lru_cache(maxsize=64)
def _pattern(nick: str) -> re.Pattern[str]:
    # \b would not do: a nickname may end in "|" or begin with "[".
    return re.compile(rf"(?<![\w-]){re.escape(nick)}(?![\w-])", re.IGNORECASE)
