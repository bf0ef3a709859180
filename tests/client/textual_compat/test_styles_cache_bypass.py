"""Rows that are painted as they are."""

from rich.segment import Segment
from textual.app import App, ComposeResult
from textual.geometry import Region
from textual.strip import Strip

from tui_chat.client.textual_compat.styles_cache_bypass import BareRows


class Letters(BareRows):
    """Each row is the alphabet, behind its number."""

    def render_line(self, y: int) -> Strip:
        return Strip([Segment(f"{y}abcdefghi", self.base_style)], 10)


class LettersApp(App[None]):
    CSS = "Letters { width: 10; height: 4; }"

    def compose(self) -> ComposeResult:
        yield Letters()


def texts(letters: Letters, crop: Region) -> list[str]:
    return [strip.text for strip in letters.render_lines(crop)]


async def test_only_what_is_asked_for_is_given() -> None:
    app = LettersApp()
    async with app.run_test():
        letters = app.query_one(Letters)
        assert texts(letters, Region(0, 1, 10, 2)) == ["1abcdefghi", "2abcdefghi"]
        assert texts(letters, Region(2, 0, 3, 1)) == ["bcd"]


async def test_with_a_border_around_it_rows_lie_within() -> None:
    app = LettersApp()
    async with app.run_test() as pilot:
        letters = app.query_one(Letters)
        letters.styles.border = ("ascii", "white")
        await pilot.pause()
        top, first, *_ = texts(letters, Region(0, 0, 10, 4))
        assert top == "+--------+"
        assert first.startswith("|0abc")


async def test_another_theme_is_seen_in_rows_that_are_painted_again() -> None:
    app = LettersApp()
    async with app.run_test() as pilot:
        letters = app.query_one(Letters)
        before = letters.base_style
        app.theme = "textual-light"
        await pilot.pause()
        assert letters.base_style != before
