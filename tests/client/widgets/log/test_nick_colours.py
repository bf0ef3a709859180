"""Colours of names."""

import pytest
from rich.color import Color, ColorSystem

from tui_chat.client.widgets.log import nick_colours
from tui_chat.client.widgets.log.nick_colours import nick_colour


def test_a_name_has_the_same_colour_in_every_process() -> None:
    assert nick_colour("ana", dark=True) == "#54c9e3"


def test_case_and_appended_underscores_do_not_matter() -> None:
    assert len({nick_colour(nick, dark=True) for nick in ("ana", "Ana", "ana_", "ANA__")}) == 1


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colour", nick_colours._ON_DARK)
def test_names_are_readable_on_dark(colour: str) -> None:
    assert _contrast(colour, "#2a2d35") >= 4.5


@pytest.mark.parametrize("colour", nick_colours._ON_LIGHT)
def test_names_are_readable_on_light(colour: str) -> None:
    assert _contrast(colour, "#e4e4e4") >= 4.5


@pytest.mark.parametrize("dark", [True, False])
def test_in_sixteen_colours_names_keep_theirs(dark: bool) -> None:
    palette = nick_colours._FEW_ON_DARK if dark else nick_colours._FEW_ON_LIGHT
    numbers = {Color.parse(each).downgrade(ColorSystem.STANDARD).number for each in palette}
    ground_and_text = {0, 7, 8, 15}
    assert len(numbers - ground_and_text) == len(palette)
    assert nick_colour("ana", dark=dark, few=True) in palette
