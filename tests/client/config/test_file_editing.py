"""Writing one key of the configuration file."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.client.config.file_editing import edited, write_setting
from tui_chat.client.config.load import config_text

FILE = """# mine
nick = "ana"  # as at work

[look]
# dark rooms
theme = "quiet"   # the default
members = false

[[servers]]
name = "home"
host = "home.example"
"""


def test_comments_and_the_rest_stay() -> None:
    found = edited(FILE, ("look", "theme"), "nord")
    assert found == FILE.replace('"quiet"', '"nord"')


def test_a_missing_key_comes_into_its_section() -> None:
    found = edited(FILE, ("look", "channels"), False)
    assert tomllib.loads(found)["look"] == {"theme": "quiet", "members": False, "channels": False}
    assert set(FILE.splitlines()) <= set(found.splitlines())


def test_a_missing_section_is_made() -> None:
    assert tomllib.loads(edited(FILE, ("notifications", "bell"), False))["notifications"] == {
        "bell": False
    }


def test_a_key_without_a_section_stands_before_all_sections() -> None:
    assert tomllib.loads(edited("[look]\ntheme = 1\n", ("language",), "en")) == {
        "language": "en",
        "look": {"theme": 1},
    }


def test_a_default_that_is_commented_out_makes_room() -> None:
    printed = config_text()
    found = edited(printed, ("look", "theme"), "nord")
    assert found == printed.replace('#theme = "quiet"', 'theme = "nord"')


@pytest.mark.parametrize("written", ['look.theme = "quiet"\n', 'look = {theme = "quiet"}\n'])
def test_every_way_of_writing_a_key_is_understood(written: str) -> None:
    found = edited(written, ("look", "theme"), "nord")
    assert tomllib.loads(found) == {"look": {"theme": "nord"}}


def test_what_is_no_toml_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "client.toml"
    file.write_text("theme = ")
    with pytest.raises(ValueError, match="line 1"):
        write_setting(file, ("look", "theme"), "nord")
    assert file.read_text() == "theme = "


def test_a_byte_order_mark_is_no_hindrance(tmp_path: Path) -> None:
    file = tmp_path / "client.toml"
    file.write_text('\ufeffnick = "ana"\n')
    write_setting(file, ("nick",), "bia")
    assert file.read_text() == 'nick = "bia"\n'


def test_the_file_is_made_and_a_link_stays_a_link(tmp_path: Path) -> None:
    file, link = tmp_path / "dotfiles" / "chat.toml", tmp_path / "client.toml"
    link.symlink_to(file)
    write_setting(link, ("nick",), "ana")
    write_setting(link, ("look", "theme"), "nord")
    assert link.is_symlink()
    assert tomllib.loads(file.read_text()) == {"nick": "ana", "look": {"theme": "nord"}}


@given(st.text())
def test_any_text_is_written_so_that_it_is_read_again(value: str) -> None:
    value = value.encode("utf-8", "ignore").decode()
    found = edited(FILE, ("realname",), value)
    assert tomllib.loads(found)["realname"] == value
