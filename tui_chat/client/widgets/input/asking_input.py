"""An input that may ask about what is written before it does anything with it."""

from collections.abc import Callable

from textual import events
from textual.message import Message

from tui_chat.client.widgets.input.readline import Readline


class AskingInput(Readline):
    """The key after a question answers it."""

    class Asking(Message):
        """The next key means something else: tell the person; or no more, where it is ""."""

        def __init__(self, question: str) -> None:
            super().__init__()
            self.question = question

    _answer: Callable[[events.Key], bool] | None = None

    def _ask(self, question: str, answer: Callable[[events.Key], bool]) -> None:
        """Ask; `answer` gets the next key, and says whether that was all to be done with it."""
        self._answer = answer
        self.post_message(self.Asking(question))

    def _take_answer(self, event: events.Key) -> bool:
        """Take a key; whether it answered a question, and nothing more is to be done with it."""
        answer = self._answer
        if answer is None:
            return False
        self._stop_asking()
        if not answer(event):
            return False
        event.stop()
        event.prevent_default()
        return True

    def _stop_asking(self) -> None:
        if self._answer is not None:
            self._answer = None
            self.post_message(self.Asking(""))
