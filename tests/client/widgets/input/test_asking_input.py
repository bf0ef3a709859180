"""Questions that the next key answers."""

from textual import events
from textual.app import App, ComposeResult

from tui_chat.client.widgets.input.asking_input import AskingInput


class Careful(AskingInput):
    """Asks before every key."""

    answers: tuple[str, ...] = ()

    async def _on_key(self, event: events.Key) -> None:
        if not self._take_answer(event):
            self._ask("Sure?", self._note)

    def _note(self, event: events.Key) -> bool:
        self.answers = (*self.answers, event.key)
        return event.key == "y"


class Asked(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.questions: list[str] = []

    def compose(self) -> ComposeResult:
        yield Careful()

    def on_asking_input_asking(self, event: AskingInput.Asking) -> None:
        self.questions.append(event.question)


async def test_the_next_key_is_the_answer_and_is_not_typed_if_that_was_all() -> None:
    app = Asked()
    async with app.run_test() as pilot:
        field = app.query_one(Careful)
        field.focus()
        await pilot.press("a", "y")
        assert (field.answers, field.text, app.questions) == (("y",), "a", ["Sure?", ""])
