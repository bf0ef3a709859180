"""A scrollbar as thin as a line."""

import pytest
from textual.app import App, ComposeResult
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui_chat.client.textual_compat.scrolling import (
    ScrollLine,
    set_extent,
    set_scroll_y,
    set_scrollbar,
)


def bar(position: float, *, length: int = 10, of: int = 100) -> str:
    rows = ScrollLine.render_bar(
        size=length, virtual_size=of, window_size=length, position=position
    )
    return "".join(segment.text for segment in rows.segments)


def test_the_thumb_is_where_the_view_is() -> None:
    assert bar(0) == "┃" + "│" * 9
    assert bar(90) == "│" * 9 + "┃"


@pytest.mark.parametrize("position", range(0, 91, 7))
def test_the_bar_has_its_length_at_every_position(position: int) -> None:
    assert len(bar(position)) == 10


def test_there_is_no_thumb_where_all_is_in_view() -> None:
    assert bar(0, of=10) == "│" * 10


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
