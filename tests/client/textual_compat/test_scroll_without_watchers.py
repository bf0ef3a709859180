"""Textual's scrolling: `set_reactive` on `virtual_size`, `scroll_y` and the bar's reactives."""

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_chat.client.textual_compat.scroll_without_watchers import (
    set_extent,
    set_scroll_y,
    set_scrollbar,
)


class Rows(ScrollView):
    def __init__(self) -> None:
        super().__init__()
        self.scrolled: list[float] = []

    def render_line(self, y: int) -> Strip:
        return Strip.blank(self.size.width) if y else Strip([])

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        self.scrolled.append(new_value)
        super().watch_scroll_y(old_value, new_value)


class RowsApp(App[None]):
    def compose(self) -> ComposeResult:
        yield Rows()


async def test_extent_and_position_change_without_a_layout_and_without_watchers(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = RowsApp()
    async with app.run_test() as pilot:
        rows = app.query_one(Rows)
        await pilot.pause()
        rows.scrolled.clear()
        laid_out: list[object] = []
        monkeypatch.setattr(app.screen, "_refresh_layout", lambda *_, **__: laid_out.append(1))
        set_extent(rows, Size(10, 500))
        set_scroll_y(rows, 40)
        await pilot.pause()
        assert (rows.virtual_size, rows.scroll_y, rows.scroll_target_y) == (Size(10, 500), 40, 40)
        assert (rows.scrolled, laid_out) == ([], [])
        assert rows.max_scroll_y == 500 - rows.scrollable_content_region.height


async def test_the_bar_takes_what_it_stands_for() -> None:
    app = RowsApp()
    async with app.run_test():
        bar = app.query_one(Rows).vertical_scrollbar
        set_scrollbar(bar, 500, 20, 40)
        assert (bar.window_virtual_size, bar.window_size, bar.position) == (500, 20, 40)
