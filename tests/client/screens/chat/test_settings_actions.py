"""Settings from inside the chat: /set, and themes with their preview."""

import tomllib
from pathlib import Path

from tests.client.stage import Stage, staged
from tui_chat.client.config.config_schema import Config
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.config.setting_changes import SettingsFile


def with_file(folder: Path, config: Config | None = None) -> UiOptions:
    return UiOptions(settings=SettingsFile(config, folder / "client.toml"))


async def does(stage: Stage, text: str) -> None:
    stage.chat.composer.insert(text)
    await stage.presses("enter")


async def test_themes_are_seen_while_they_are_marked_and_esc_brings_back_the_one_before(
    lobby: Stage,
) -> None:
    await lobby.presses("f2")
    await lobby.submits("theme")
    await lobby.settles()
    current = next(row for row in lobby.rows() if "current" in row)
    assert lobby.shows("paper")
    await lobby.presses("down")
    worn = lobby.app.theme
    await lobby.presses("escape")
    assert "quiet" in current
    assert (worn != "quiet", lobby.app.theme) == (True, "quiet")


async def test_a_theme_that_was_chosen_is_kept(tmp_path: Path) -> None:
    async with staged(ui=with_file(tmp_path)) as stage:
        await stage.enters()
        stage.chat.actions["themes"]()
        await stage.settles()
        await stage.submits("nord")
        assert stage.app.theme == "nord"
        assert stage.shows('look.theme = "nord"')
    assert tomllib.loads((tmp_path / "client.toml").read_text()) == {"look": {"theme": "nord"}}


async def test_set_takes_effect_at_once(tmp_path: Path) -> None:
    async with staged(ui=with_file(tmp_path)) as stage:
        await stage.enters()
        await stage.hears(":bia!b@h PRIVMSG #lobby :hello")
        await does(stage, "/set look.time_format %H:%M:%S")
        assert stage.shows("09:34:00")
        await does(stage, "/set look.members off")
        assert not stage.shows("caio")
        await does(stage, "/set keys.help f9")
        await stage.presses("f9")
        assert stage.shows("PageDown more")


async def test_names_and_values_are_completed(lobby: Stage) -> None:
    await lobby.types("/set the")
    assert lobby.shows("look.theme")
    await lobby.presses("tab")
    await lobby.types("nor")
    await lobby.presses("tab", "enter")
    assert lobby.app.theme == "nord"


async def test_what_is_not_possible_is_said_in_the_status_line(lobby: Stage) -> None:
    await does(lobby, "/set bell loud")
    assert "notifications.bell can't be loud" in lobby.rows()[-1]


async def test_the_list_of_settings_is_shown(lobby: Stage) -> None:
    await does(lobby, "/set")
    assert lobby.shows('look.theme = "quiet"')
