"""A short answer in the status line, until the next key."""

import time
from collections.abc import Callable
from typing import Final

_SEEN: Final = 2.0
"""Seconds after which an answer that came while the person was typing has been seen."""


class StatusMessage:
    """The answer of the status line to the last key; `changed` is called when it changes.

    `question` stands there instead while the next key answers it. `clock` gives seconds.
    """

    def __init__(
        self, changed: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._changed = changed
        self._clock = clock
        self._text = self._before = self._question = ""
        self._stays_until: float | None = None

    @property
    def text(self) -> str:
        """The answer to the last key, "" if there is none."""
        return self._text

    @property
    def question(self) -> str:
        """The question that the next key answers, "" if there is none."""
        return self._question

    def say(self, text: str) -> None:
        """Show `text` until the next key; "" removes it."""
        self._text, self._stays_until = text, None
        self._changed()

    def answer(self, text: str) -> None:
        """Show the server's answer: until the next key, but long enough to be read.

        It comes a moment after the request, when the person may be typing something else.
        """
        self.say(text)
        self._stays_until = self._clock() + _SEEN

    def ask(self, question: str) -> None:
        """Show a question; "" removes it, once it is answered."""
        self._question = question
        self._changed()

    def warn(self, text: str) -> bool:
        """Show `text`. Gives whether it was there already when the key was pressed."""
        known = text in {self._text, self._before}
        self.say(text)
        return known

    def next_key(self) -> None:
        """A key was pressed: remove the answer to the one before."""
        if self._stays_until is not None and self._clock() < self._stays_until:
            return
        self._before, self._text = self._text, ""
        if self._before:
            self._changed()
