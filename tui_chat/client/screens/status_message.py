"""A short answer in the status line, which the next key takes away."""

from collections.abc import Callable


class StatusMessage:
    """What the status line says of the last key; `changed` is called when that is another.

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
        """Say `text` until the next key; "" says nothing any more."""
        self._text = text
        self._changed()

    def ask(self, question: str) -> None:
        """Show a question until it is answered, which "" tells."""
        self._question = question
        self._changed()

    def warn(self, text: str) -> bool:
        """Say `text`; whether it stood there already when the key was pressed."""
        known = text in {self._text, self._before}
        self.say(text)
        return known

    def next_key(self) -> None:
        """A key was pressed: what was said about the one before has been read."""
        self._before, self._text = self._text, ""
        if self._before:
            self._changed()
