"""The table of keys."""

from collections import Counter

from tui_chat.client.keys import KEYS, LOG_KEYS, bindings, rebound
from tui_chat.client.screens.chat import ChatScreen


def test_every_action_exists() -> None:
    assert all(hasattr(ChatScreen, f"action_{key.action}") for key in KEYS if key.action)


def test_no_key_does_two_things() -> None:
    counts = Counter(key for binding in bindings() for key in binding.key.split(","))
    assert [key for key, count in counts.items() if count > 1] == []


def test_every_alt_key_has_a_twin_that_all_terminals_send() -> None:
    in_the_log = {key.action for key in LOG_KEYS}
    for binding in bindings():
        if binding.action.startswith("place_number"):  # the switcher's numbers
            continue
        plain = any(not key.startswith("alt+") for key in binding.key.split(","))
        assert plain or binding.action in in_the_log


def test_other_keys_can_be_given_to_an_action() -> None:
    table, complaints = rebound({"next_place": "f9, ctrl+b"})
    changed = next(key for key in table if key.action == "next_place")
    assert (changed.keys, changed.shown, complaints) == ("f9,ctrl+b", "F9, Ctrl+B", ())


def test_a_key_that_is_taken_is_told_and_nothing_changes() -> None:
    table, complaints = rebound({"next_place": "f1"})
    assert table == KEYS
    assert complaints == ("f1 is for this help already: next_place stays as it was.",)


def test_an_action_that_is_not_there_is_told() -> None:
    assert rebound({"dance": "f9"}).complaints == ("There is no action dance for a key.",)


def test_no_key_of_the_log_does_two_things() -> None:
    counts = Counter(key for each in LOG_KEYS for key in each.keys.split(","))
    assert [key for key, count in counts.items() if count > 1] == []
