import pytest

from tui_chat.client.session.messages.mentions import calls


@pytest.mark.parametrize("text", ["ana", "Ana: hi", "hi @ana!", "(ANA)", "oi, ana"])
def test_a_name_on_its_own_calls(text: str) -> None:
    assert calls(text, "ana")


@pytest.mark.parametrize("text", ["banana", "ana-maria", "anatomy", "", "an a"])
def test_a_name_inside_a_word_does_not(text: str) -> None:
    assert not calls(text, "ana")


def test_names_of_odd_characters_are_found() -> None:
    assert calls("hey [ana]|: look", "[ana]|")


@pytest.mark.parametrize(("text", "nick"), [("oi \u212aIM", "kim"), ("oi kim", "\u212aim")])
def test_letters_beyond_ascii_that_are_the_same_call_too(text: str, nick: str) -> None:
    assert calls(text, nick)


@pytest.mark.parametrize(
    ("text", "does"),
    [("@here lunch", True), ("lunch, @Here!", True), ("@hereby", False), ("me@here", False),
     ("here", False)],
)  # fmt: skip
def test_everybody_in_a_channel_is_called_at_once(text: str, does: bool) -> None:
    assert calls(text, "ana") is does
