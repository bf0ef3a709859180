"""A short answer in the status line, until the next key."""

from collections.abc import Callable


class StatusMessage:
    """The answer of the status line to the last key; `changed` is called when it changes.

    `question` stands there instead while the next key answers it.
    """

    def __init__(self, changed: Callable[[], None]) -> None:
        self._changed = changed
        self._text = self._before = self._question = ""

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
        self._text = text
        self._changed()

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
        self._before, self._text = self._text, ""
        if self._before:
            self._changed()
