"""The keys of a shell's line, without the rest of the input."""

import pytest
from textual.app import App, ComposeResult

from tui_chat.client.widgets.input.readline import Readline


class Typed(App[None]):
    def compose(self) -> ComposeResult:
        yield Readline("one two three")


@pytest.mark.parametrize(
    ("keys", "text"),
    [
        (["end", "ctrl+w"], "one two "),
        (["end", "ctrl+u"], ""),
        (["end", "ctrl+j", "x", "ctrl+u", "ctrl+u", "ctrl+u"], ""),
        (["end", "ctrl+j", "x", "ctrl+u", "ctrl+u", "ctrl+y"], "one two threex"),
        (["home", "ctrl+j", "up", "ctrl+k", "ctrl+k"], ""),
        (["home", "ctrl+k"], ""),
        (["home", "alt+d"], " two three"),
        (["end", "ctrl+w", "home", "ctrl+y"], "threeone two "),
        (["home", "right", "right", "ctrl+t"], "oen two three"),
    ],
)
async def test_keys_edit_as_in_a_shell(keys: list[str], text: str) -> None:
    app = Typed()
    async with app.run_test() as pilot:
        line = app.query_one(Readline)
        line.focus()
        await pilot.press(*keys)
        assert line.text == text


async def test_undo_brings_back_what_was_cut() -> None:
    app = Typed()
    async with app.run_test() as pilot:
        line = app.query_one(Readline)
        line.focus()
        await pilot.press("end", "ctrl+w", "ctrl+underscore")
        assert line.text == "one two three"
