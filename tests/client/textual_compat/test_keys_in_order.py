"""Keys are done when they are pressed."""

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.widget import Widget

from tui_chat.client.textual_compat.keys_in_order import do_bound


class Field(Widget, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("a", "field"), Binding("b", "field")]


class FieldApp(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("b", "bell"), Binding("c", "app_wide")]

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        field = Field()
        field.action_field = lambda: self.done.append("field")  # type: ignore[attr-defined]
        yield field

    def action_app_wide(self) -> None:
        self.done.append("application")


async def test_the_nearest_binding_is_done_at_once() -> None:
    app = FieldApp()
    async with app.run_test():
        field = app.query_one(Field)
        bound = [await do_bound(field, key) for key in "abcx"]
        assert bound == [True, True, True, False]
        assert app.done == ["field", "field", "application"]
