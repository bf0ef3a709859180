"""A line to type a name in."""

from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType

from tui_chat.client.widgets.input.key_ordered_input import NameField


class Named(App[None]):
    BINDINGS: ClassVar[list[BindingType]] = [Binding("f9", "note", show=False)]

    def __init__(self) -> None:
        super().__init__()
        self.noted: list[str] = []

    def compose(self) -> ComposeResult:
        yield NameField()

    def action_note(self) -> None:
        self.noted.append(self.query_one(NameField).value)


async def test_a_key_that_somebody_else_has_a_use_for_writes_nothing() -> None:
    app = Named()
    async with app.run_test() as pilot:
        field = app.query_one(NameField)
        field.focus()
        field.takes = lambda event: isinstance(event, events.Key) and event.key == "b"
        await pilot.press("a", "b", "c")
        assert field.value == "ac"


async def test_keys_do_things_in_the_order_in_which_they_come() -> None:
    app = Named()
    async with app.run_test() as pilot:
        app.query_one(NameField).focus()
        await pilot.pause()
        for key in ("a", "f9", "b"):
            app.simulate_key(key)
        await pilot.pause()
        assert (app.noted, app.query_one(NameField).value) == (["a"], "ab")
