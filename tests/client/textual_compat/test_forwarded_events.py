"""Textual's `_forward_event`: a widget gets a key as if it came from the keyboard."""

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import TextArea

from tui_chat.client.textual_compat.forwarded_events import forward


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
