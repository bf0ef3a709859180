"""Textual's `TextArea`: `_replace_via_keyboard`, `_document.Location`, the handlers of keys."""

from typing import get_args

from textual import events
from textual.app import App, ComposeResult
from textual.document import _document
from textual.widgets import TextArea

from tui_chat.client.textual_compat.text_area import Location, type_text


class Field(TextArea):
    async def on_key(self, event: events.Key) -> None:
        if event.key == "a":
            event.prevent_default()


class FieldApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Field("one two")


async def test_typed_text_replaces_the_selection_and_undo_brings_it_back() -> None:
    app = FieldApp()
    async with app.run_test():
        field = app.query_one(Field)
        field.select_all()
        type_text(field, "\n")
        typed = field.text
        field.undo()
        assert (typed, field.text) == ("\n", "one two")


async def test_a_handler_of_a_subclass_comes_first_and_can_prevent_textuals_own() -> None:
    app = FieldApp()
    async with app.run_test() as pilot:
        app.query_one(Field).focus()
        await pilot.press("a", "b")
        assert app.query_one(Field).text == "bone two"


def test_a_location_is_what_textual_takes_for_one() -> None:
    assert get_args(Location) == get_args(_document.Location) == (int, int)
