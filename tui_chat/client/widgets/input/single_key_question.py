"""A question about the text in the input, which the next key answers."""

from collections.abc import Callable

from textual import events

Answer = Callable[[events.Key], bool]
"""Takes the key that answers. Gives whether that was all: else the key also does its own work."""


class Question:
    """The question that is open, if any; `changed` gets its text, or "" when it is closed."""

    def __init__(self, changed: Callable[[str], object]) -> None:
        self._changed = changed
        self._answer: Answer | None = None

    def ask(self, text: str, answer: Answer) -> None:
        """Ask; the next key goes to `answer`."""
        self._answer = answer
        self._changed(text)

    def take(self, event: events.Key) -> bool:
        """Let a key answer. Gives whether nothing more is to be done with the key."""
        answer = self._answer
        if answer is None:
            return False
        self.withdraw()
        if not answer(event):
            return False
        event.stop()
        event.prevent_default()
        return True

    def withdraw(self) -> None:
        """Close the question without an answer."""
        if self._answer is not None:
            self._answer = None
            self._changed("")
