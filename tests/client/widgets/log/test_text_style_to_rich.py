"""Formatted text on the screen."""

import pytest
from rich.color import Color

from tui_chat.client.widgets.log.text_style_to_rich import screen_style
from tui_chat.wire.text.formatting import TextStyle


def test_switches_become_styles() -> None:
    style = screen_style(TextStyle(bold=True, italic=True, strikethrough=True), dark=True)
    assert (style.bold, style.italic, style.strike, style.underline) == (True, True, True, None)


def test_numbers_and_hex_are_colours() -> None:
    style = screen_style(TextStyle(foreground="#00ff00", background=52), dark=True)
    assert (style.color, style.bgcolor) == (Color.parse("#00ff00"), Color.parse("#ff0000"))


@pytest.mark.parametrize(("foreground", "dark"), [(1, True), (0, False), (88, True), (98, False)])
def test_what_nobody_could_read_has_the_default_colour(foreground: int, dark: bool) -> None:
    assert screen_style(TextStyle(foreground=foreground), dark=dark).color is None


def test_any_colour_may_stand_on_a_background_of_its_own() -> None:
    assert screen_style(TextStyle(foreground=1, background=0), dark=True).color is not None


def test_a_number_without_a_colour_is_the_default() -> None:
    assert screen_style(TextStyle(foreground=1000), dark=True).color is None
