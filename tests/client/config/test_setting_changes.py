"""Settings by name: what there is, and changing them."""

import tomllib
from pathlib import Path

import pytest

from tui_chat.client.config.config_schema import Config
from tui_chat.client.config.setting_changes import SettingError, SettingsFile, find, settings
from tui_chat.client.session import Level


def test_every_setting_has_a_meaning_and_is_found_by_either_name() -> None:
    for setting in settings():
        assert setting.meaning
        assert find(setting.name) == find(setting.path[-1]) == setting


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("theme", "nord", "nord"),
        ("look.members", "off", False),
        ("bell", "sim", True),
        ("level", "all", "all"),
        ("time_format", '"%H:%M:%S"', "%H:%M:%S"),
        ("time_format", '""', ""),
        ("command", "notify-send -u low", ["notify-send", "-u", "low"]),
        ("keys.help", "f9", "f9"),
    ],
)
def test_a_change_is_written(tmp_path: Path, name: str, written: str, value: object) -> None:
    file = SettingsFile(path=tmp_path / "client.toml")
    answer = file.ask([name, written])
    assert answer.changed
    found = tomllib.loads((tmp_path / "client.toml").read_text())
    *sections, key = find(name).path
    for section in sections:
        found = found[section]
    assert found[key] == value


def test_the_configuration_has_the_change(tmp_path: Path) -> None:
    file = SettingsFile(Config(nick="ana"), tmp_path / "client.toml")
    file.ask(["level", "all"])
    file.ask(["keys.find", "f10"])
    assert file.config.notifications.level is Level.ALL
    assert (file.config.nick, file.config.keys) == ("ana", {"find": "f10"})


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["them", "nord"], "Unknown setting them. Did you mean theme?"),
        (["zzz"], "Unknown setting zzz. /set lists all settings."),
        (["bell", "loud"], "notifications.bell can't be loud. Possible values: true, false"),
        (["level", "x"], "level can't be x. Possible values: all, mentions, nothing"),
        (["theme", "nrd"], "look.theme can't be nrd. Possible values: nord, quiet"),
    ],
)
def test_what_is_not_possible_is_refused(tmp_path: Path, words: list[str], said: str) -> None:
    file = SettingsFile(path=tmp_path / "client.toml")
    file.choices = {"look.theme": ["nord", "quiet"]}
    with pytest.raises(SettingError, match=said):
        file.ask(words)
    assert not (tmp_path / "client.toml").exists()


def test_one_setting_and_all_are_shown() -> None:
    file = SettingsFile()
    assert file.ask(["bell"]).text.startswith("notifications.bell = true · ")
    hint, *listed = file.ask([]).text.splitlines()
    assert hint.startswith("/set NAME ")
    assert 'look.theme = "quiet"' in listed


def test_a_section_is_listed() -> None:
    told = SettingsFile().ask(["look"]).text.splitlines()
    assert 'look.theme = "quiet"' in told
    assert all(row.startswith("look.") for row in told)
    assert SettingsFile().ask(["Look."]).text.splitlines() == told


@pytest.mark.parametrize(
    ("word", "names"),
    [
        ("*ook.t*", ["look.theme", "look.time_format"]),
        ("PICTURE", ["keep_picture_metadata", "look.pictures"]),
    ],
)
def test_settings_are_listed_by_a_part_of_their_name_or_else_of_their_meaning(
    word: str, names: list[str]
) -> None:
    told = SettingsFile().ask([word]).text.splitlines()
    assert [row.partition(" = ")[0] for row in told] == names


@pytest.mark.parametrize(
    ("word", "begin"),
    [("*time*", "look.time_format = "), ("rings", "notifications.bell = true · ")],
)
def test_the_only_setting_with_a_word_is_explained(word: str, begin: str) -> None:
    told = SettingsFile().ask([word]).text
    assert told.startswith(begin)
    assert " · " in told


def test_when_it_takes_effect_is_said(tmp_path: Path) -> None:
    file = SettingsFile(path=tmp_path / "client.toml")
    assert file.ask(["theme", "nord"]).text == 'look.theme = "nord"'
    assert file.ask(["nick", "ana"]).text == ('nick = "ana" (takes effect the next time you start)')
    assert file.ask(["log", "off"]).text == "log = false (takes effect the next time you start)"


def test_a_file_that_cannot_be_written_is_said_and_the_change_stays(tmp_path: Path) -> None:
    (tmp_path / "client.toml").write_text("theme = ")
    file = SettingsFile(path=tmp_path / "client.toml")
    answer = file.ask(["bell", "off"])
    assert "but only until you quit" in answer.text
    assert file.config.notifications.bell is False


def test_a_visitor_who_has_no_file_is_told_how_long_it_lasts() -> None:
    answer = SettingsFile().ask(["theme", "nord"])
    assert answer.text == 'look.theme = "nord", until you quit'
