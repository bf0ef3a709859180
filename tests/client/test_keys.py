"""The table of keys."""

from collections import Counter

from tui_chat.client.keys import KEYS, bindings
from tui_chat.client.screens.chat import ChatScreen


def test_every_action_exists() -> None:
    assert all(hasattr(ChatScreen, f"action_{key.action}") for key in KEYS if key.action)


def test_no_key_does_two_things() -> None:
    counts = Counter(key for binding in bindings() for key in binding.key.split(","))
    assert [key for key, count in counts.items() if count > 1] == []


def test_every_alt_key_has_a_twin_that_all_terminals_send() -> None:
    for binding in bindings():
        assert any(not key.startswith("alt+") for key in binding.key.split(","))
