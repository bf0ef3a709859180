"""The looks of our own."""

import pytest
from rich.color import Color, ColorSystem
from textual.theme import Theme

from tests.client.stage import Stage, staged
from tests.client.widgets.log.test_nick_colours import _contrast
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.themes import OURS


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
def test_text_is_readable(theme: Theme, ground: str) -> None:
    behind = getattr(theme, ground)
    said = [theme.foreground, theme.accent, theme.error, theme.variables["text-muted"]]
    least = 3.5 if ground == "panel" else 4.5
    assert all(_contrast(str(colour), behind) >= least for colour in said)


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
@pytest.mark.parametrize("ground", ["background", "surface", "panel"])
def test_grounds_stay_grey_in_256_colours(theme: Theme, ground: str) -> None:
    shown = Color.parse(getattr(theme, ground)).downgrade(ColorSystem.EIGHT_BIT).get_truecolor()
    assert max(shown) - min(shown) < 24
    assert max(shown) > 0


@pytest.mark.parametrize("theme", OURS, ids=lambda theme: theme.name)
def test_what_is_selected_is_readable(theme: Theme) -> None:
    words, ground = (theme.variables[f"screen-selection-{part}"] for part in
                     ("foreground", "background"))  # fmt: skip
    assert _contrast(words, ground) >= 4.5


async def test_every_theme_of_textual_can_be_worn(lobby: Stage) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :hi zed")
    for name in sorted(lobby.app.available_themes):
        lobby.app.theme = name
        await lobby.settles()
        assert lobby.shows("hi zed")


async def test_a_theme_that_is_not_there_gives_way_to_the_default() -> None:
    async with staged(ui=UiOptions(theme="nonsense")) as stage:
        assert stage.app.theme == "quiet"


async def test_the_theme_of_the_options_is_worn() -> None:
    async with staged(ui=UiOptions(theme="paper")) as stage:
        assert stage.app.theme == "paper"


@pytest.mark.parametrize("name", ["quiet", "paper"])
async def test_in_sixteen_colours_nothing_becomes_the_same_as_the_text(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv("TERM", "screen")
    monkeypatch.delenv("COLORTERM", raising=False)
    async with staged(ui=UiOptions(theme=name)) as stage:
        theme = stage.app.current_theme
        shades = [theme.foreground, theme.accent, theme.error, theme.variables["text-muted"]]
        numbers = [Color.parse(str(each)).downgrade(ColorSystem.STANDARD).number for each in shades]
        assert len(set(numbers)) == len(shades)
