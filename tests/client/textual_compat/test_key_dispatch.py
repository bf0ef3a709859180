"""Textual's `_forward_event`, `_bindings` and `_replace_via_keyboard`: the way of a key."""

from typing import ClassVar, get_args

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.document import _document
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import TextArea

from tui_chat.client.textual_compat.key_dispatch import (
    Location,
    bind_only,
    do_bound,
    forward,
    type_text,
)


class TwoFields(App[None]):
    def compose(self) -> ComposeResult:
        yield TextArea(id="one")
        yield TextArea(id="other")


async def test_keys_and_pastes_reach_a_widget_that_has_no_focus_in_their_order() -> None:
    app = TwoFields()
    async with app.run_test() as pilot:
        app.query_one("#one").focus()
        other = app.query_one("#other", TextArea)
        for event in (events.Key("a", "a"), events.Paste("bc"), events.Key("d", "d")):
            forward(other, event)
        await pilot.pause()
        assert (other.text, app.query_one("#one", TextArea).text) == ("abcd", "")


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


class Bindable(Widget, can_focus=True):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("a", "field"), Binding("b", "field")]


class BindableApp(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("b", "bell"), Binding("c", "app_wide")]

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def compose(self) -> ComposeResult:
        field = Bindable()
        field.action_field = lambda: self.done.append("field")  # type: ignore[attr-defined]
        yield field

    def action_app_wide(self) -> None:
        self.done.append("application")


async def test_the_nearest_binding_is_done_at_once() -> None:
    app = BindableApp()
    async with app.run_test():
        field = app.query_one(Bindable)
        bound = [await do_bound(field, key) for key in "abcx"]
        assert bound == [True, True, True, False]
        assert app.done == ["field", "field", "application"]
