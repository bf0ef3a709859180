"""The last line of the screen."""

import pytest

from tests.client.widgets.panels import rows, shown
from tui_chat.client.widgets.status_line import KeyHint, StatusLine

KEYS = [KeyHint("F1", "help"), KeyHint("Ctrl+Q", "leave")]


@pytest.mark.parametrize(
    ("width", "word", "expected"),
    [
        (60, "", " ana \u00b7 encrypted \u00b7 12 ms             F1 help   Ctrl+Q leave"),
        (
            60,
            "copied",
            " ana \u00b7 encrypted \u00b7 12 ms   copied    F1 help   Ctrl+Q leave",
        ),
        (34, "", " ana \u00b7 encrypted     Ctrl+Q leave"),
        (24, "Enter leaves", " ana   Enter leaves"),
    ],
)
async def test_the_status_line_keeps_what_matters_most(
    width: int, word: str, expected: str
) -> None:
    line = StatusLine()
    async with shown(line, width=width):
        line.show(["ana", "encrypted", "12 ms"], word, KEYS)
        assert rows(line) == [expected]


@pytest.mark.parametrize("width", range(4, 60, 5))
async def test_the_status_line_fits_any_width(width: int) -> None:
    line = StatusLine()
    async with shown(line, width=width):
        line.show(["\u4f60\u597d" * 5, "encrypted"], "a word", KEYS)
        assert line.render_line(0).cell_length == width


async def test_a_key_that_is_spare_gives_way_before_the_help() -> None:
    line = StatusLine()
    async with shown(line, width=40):
        keys = [KEYS[0], KeyHint("Ctrl+G", "go to", spare=True), KEYS[1]]
        line.show(["bia", "encrypted", "11 ms"], "", keys)
        assert rows(line) == [" bia \u00b7 encrypted  F1 help  Ctrl+Q leave"]


@pytest.mark.parametrize(
    ("nick", "expected"),
    [
        ("rui", " rui · criptografado · 11 ms   F1 ajuda"),
        ("rui_barbosa_x", " rui_barbosa… · criptografado  F1 ajuda"),
        ("\u4f60\u597d" * 4, " \u4f60\u597d\u4f60\u597d\u4f60… · criptografado   F1 ajuda"),
    ],
)
async def test_a_long_name_is_cut_before_the_last_key_goes(nick: str, expected: str) -> None:
    line = StatusLine()
    async with shown(line, width=40):
        keys = [KeyHint("F1", "ajuda"), KeyHint("Ctrl+Q", "sair do programa", spare=True)]
        line.show([nick, "criptografado", "11 ms"], "", keys)
        assert rows(line) == [expected]


async def test_a_name_is_not_cut_to_nothing() -> None:
    line = StatusLine()
    async with shown(line, width=26):
        line.show(["rui_barbosa", "criptografado"], "", [KeyHint("F1", "ajuda")])
        assert rows(line) == [" rui_barbosa"]


async def test_what_can_be_done_now_may_matter_more_than_who_we_are() -> None:
    line = StatusLine()
    async with shown(line, width=30):
        line.show(["bia", "encrypted"], "", KEYS, keys_first=True)
        assert rows(line) == [" bia   F1 help   Ctrl+Q leave"]


async def test_a_word_that_is_longer_than_the_line_is_said_whole() -> None:
    line = StatusLine()
    async with shown(line, width=40) as pilot:
        line.show(["bia"], "Delete this message for everybody? Press d again to delete.", KEYS)
        await pilot.pause()
        assert rows(line) == [" Delete this message for everybody?", " Press d again to delete."]
        line.show(["bia"], "", KEYS)
        await pilot.pause()
        assert line.size.height == 1


async def test_a_longer_line_takes_the_word_in_one_row_again() -> None:
    line = StatusLine()
    async with shown(line, width=20) as pilot:
        line.show(["bia"], "no browser here: copied it", KEYS)
        await pilot.pause()
        await pilot.resize_terminal(60, 8)
        assert rows(line) == [" bia   no browser here: copied it    F1 help   Ctrl+Q leave"]


async def test_a_word_that_yields_does_not_hide_that_nothing_is_encrypted() -> None:
    line = StatusLine()
    async with shown(line, width=40):
        line.show(["ana", "not encrypted"], "several people are typing", KEYS, yields=True)
        assert rows(line)[0].startswith(" ana \u00b7 not encrypted")
        line.show(["ana", "not encrypted"], "sending 1 message\u2026", KEYS, yields=True)
        assert rows(line) == [" not encrypted   sending 1 message\u2026"]
