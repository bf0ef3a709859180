"""Emoji to react with."""

from tests.client.stage import Stage
from tui_chat.client.screens.theme_and_emoji_pickers import ThemePicker, emoji_picker


def test_the_usual_ones_come_first_with_a_number_and_each_is_there_once() -> None:
    every = emoji_picker("ana", "hi")._every
    assert (every[0].value, every[0].number) == ("\U0001f44d", "1")
    assert len({each.value for each in every}) == len(every) > 1_000


async def test_our_own_themes_come_first_and_the_present_one_is_marked(stage: Stage) -> None:
    stage.app.theme = "paper"
    await stage.app.push_screen(ThemePicker(stage.chat.app))
    await stage.settles()
    words = [row.strip("│▌ ").split() for row in stage.rows()]
    listed = [row for row in words if row and row[0] in stage.app.available_themes]
    assert listed[:2] == [["paper", "current"], ["quiet"]]
    assert stage.app.theme == "paper"


async def test_the_marked_theme_is_shown_at_once(stage: Stage) -> None:
    picker = ThemePicker(stage.chat.app)
    await stage.app.push_screen(picker)
    await stage.types("gruvbox")
    assert stage.app.theme == "gruvbox"
