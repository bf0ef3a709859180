"""The table of keys."""

from collections import Counter

import pytest

from tests.client.stage import staged
from tui_chat.client.keys import KEYS, LOG_KEYS, bindings, rebound


async def test_every_action_of_a_key_is_done_by_the_chat_and_no_other_is() -> None:
    of_keys = {key.action for key in (*KEYS, *LOG_KEYS) if key.action}
    async with staged() as stage:
        assert {*stage.chat.actions} == of_keys | {"place_number"}


def test_no_key_does_two_things() -> None:
    counts = Counter(key for binding in bindings() for key in binding.key.split(","))
    assert [key for key, count in counts.items() if count > 1] == []


def test_every_alt_key_has_a_twin_that_all_terminals_send() -> None:
    in_the_log = {key.action for key in LOG_KEYS}
    for key in KEYS:
        plain = any(not each.startswith("alt+") for each in key.keys.split(","))
        assert plain or not key.action or key.action in in_the_log


def test_other_keys_can_be_given_to_an_action() -> None:
    table, complaints = rebound({"next_place": "f9, ctrl+b"})
    changed = next(key for key in table if key.action == "next_place")
    assert (changed.keys, changed.shown, complaints) == ("f9,ctrl+b", "F9, Ctrl+B", ())


def test_a_key_that_is_taken_is_told_and_nothing_changes() -> None:
    table, complaints = rebound({"next_place": "f1"})
    assert table == KEYS
    assert complaints == ('f1 is already used for "this help"; next_place is unchanged.',)


def test_an_action_that_is_not_there_is_told() -> None:
    assert rebound({"dance": "f9"}).complaints == ("Unknown action dance.",)


def test_keys_may_be_written_as_the_help_shows_them() -> None:
    wishes = {"log_end": "", "next_unread": "", "find": "Ctrl+B", "next_place": "Esc, Ctrl+]"}
    table, complaints = rebound(wishes)
    changed = {key.action: key for key in table}
    assert complaints == ()
    assert changed["find"].keys == "ctrl+b"
    assert changed["next_place"].keys == "escape,ctrl+right_square_bracket"
    assert changed["next_place"].shown == "Esc, Ctrl+]"


@pytest.mark.parametrize("wish", ["enter", "Tab", "ctrl+j", "Ctrl+A", "ctrl+q", "alt+3", "up"])
def test_a_key_of_the_input_or_of_the_program_is_taken(wish: str) -> None:
    table, complaints = rebound({"find": wish})
    assert table == KEYS
    assert complaints[0].startswith(f"{wish} is already used for ")


@pytest.mark.parametrize("wish", ["ctrl+nonsense", "hold+b", "ctrl++", "{b}", "ctrl+\x07"])
def test_a_key_that_no_keyboard_has_is_told(wish: str) -> None:
    table, complaints = rebound({"find": wish})
    assert table == KEYS
    assert complaints == (f"Unknown key {wish}; find is unchanged.",)


@pytest.mark.parametrize("wish", ["x", "G", "/", "+", "space", "shift+left", "Backspace"])
def test_a_key_that_people_write_with_is_told(wish: str) -> None:
    assert rebound({"find": wish}).complaints == (
        f"{wish} is needed for typing; find is unchanged.",
    )


def test_an_action_may_have_no_key() -> None:
    table, complaints = rebound({"find": ""})
    assert complaints == ()
    assert "find" not in {binding.action for binding in bindings(table)}


def test_no_key_of_the_log_does_two_things() -> None:
    counts = Counter(key for each in LOG_KEYS for key in each.keys.split(","))
    assert [key for key, count in counts.items() if count > 1] == []
