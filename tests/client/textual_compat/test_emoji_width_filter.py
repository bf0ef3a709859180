"""Rows as wide as they are meant to be, in terminals that draw joined emoji otherwise."""

import inspect

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.color import Color
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Static, TextArea

from tui_chat.client.textual_compat.emoji_width_filter import SafeWidths, safe
from tui_chat.client.textual_compat.terminal_app import TerminalApp

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
HARD = f"\u26a0\ufe0f \u2764\ufe0f 1\ufe0f\u20e3 \U0001f44d\U0001f3fd {FAMILY}"
BAD = set("\ufe0f\u20e3\u200d\U0001f3fd")


@pytest.mark.parametrize("text", [HARD, *HARD.split(), f"caf\u00e9 {HARD} tea", "e\u0301", "abc"])
def test_simple_emoji_are_as_wide_as_joined_ones(text: str) -> None:
    assert cell_len(safe(text)) == cell_len(text)
    assert not BAD & set(safe(text))


def test_each_character_alone_is_as_wide_as_terminals_draw_it() -> None:
    # What is left has a width that does not depend on its neighbours.
    assert sum(map(cell_len, safe(HARD))) == cell_len(HARD)


def test_a_joiner_between_letters_stays() -> None:
    assert safe("\u0d28\u0d4d\u200d\u0d28 \u2764\ufe0f").startswith("\u0d28\u0d4d\u200d\u0d28 ")


def test_a_row_keeps_its_width_and_styles() -> None:
    row = Strip([Segment("a\u2764\ufe0f"), Segment("b")])
    shown = row.apply_filter(SafeWidths(), Color.parse("black"))
    assert shown.text == "a\u2764 b"
    assert shown.cell_length == row.cell_length


class Shown(TerminalApp[None]):
    """Shows text in widgets of Textual's."""

    def compose(self) -> ComposeResult:
        static = Static(HARD, markup=False)
        static.border_title = HARD
        yield static
        yield TextArea(HARD)


async def test_every_widget_is_painted_through_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMUX", "socket,1,0")
    app = Shown()
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        rows = app.screen._compositor.render_strips()
        text = "".join(strip.text for strip in rows)
        assert "\u26a0 " in text
        assert not BAD & set(text)
        assert {cell_len(strip.text) for strip in rows} == {60}


# What we rely on in Textual


def test_textual_passes_every_row_through_the_filters_of_the_application() -> None:
    assert "_filters" in inspect.getsource(App.get_line_filters), "use_safe_widths adds one there"
    assert "get_line_filters" in inspect.getsource(Widget.get_line_filters)
