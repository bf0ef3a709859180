"""Textual's `_bindings`: one node has other keys than its class."""

from textual.app import App
from textual.binding import Binding
from textual.screen import Screen

from tui_chat.client.textual_compat.instance_bindings import bind_only


class Bound(Screen[None]):
    BINDINGS = [Binding("a", "note('class')")]  # noqa: RUF012 - as Textual's documentation has it

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []
        bind_only(self, [Binding("b", "note('instance')")])

    def action_note(self, word: str) -> None:
        self.noted.append(word)


class BoundApp(App[None]):
    def get_default_screen(self) -> Bound:
        return Bound()


async def test_the_keys_of_the_instance_replace_those_of_the_class() -> None:
    app = BoundApp()
    async with app.run_test() as pilot:
        await pilot.press("a", "b")
        assert isinstance(app.screen, Bound)
        assert app.screen.noted == ["instance"]
