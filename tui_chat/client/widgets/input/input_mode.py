"""Something else than a message that the input is used for, for a while."""

from collections.abc import Callable
from typing import NamedTuple


def _nothing(_text: str) -> None:
    """An errand need not care."""


class Errand(NamedTuple):
    """What is written meanwhile, and what becomes of it.

    `title` stands above the input, `brief` where there is no room for that. `done` gets the text
    on Enter and says whether that ends it; Esc ends it with `dropped`. `changed` hears of every
    change, Up and Down call `step` with -1 and 1. With `text` the input holds that meanwhile, and
    after it what it held before; with None what is being written goes on. `is_message` says that
    it is words for others, which may be completed.
    """

    title: str
    done: Callable[[str], bool]
    text: str | None = None
    changed: Callable[[str], None] = _nothing
    dropped: Callable[[], None] = lambda: None
    step: Callable[[int], None] | None = None
    is_message: bool = False
    brief: str = ""
