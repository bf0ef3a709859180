import pytest

from tui_chat.client.session.messages.mentions import calls


@pytest.mark.parametrize("text", ["ana", "Ana: hi", "hi @ana!", "(ANA)", "oi, ana"])
def test_a_name_on_its_own_calls(text: str) -> None:
    assert calls(text, "ana")


@pytest.mark.parametrize("text", ["banana", "ana-maria", "anatomy", "", "an a"])
def test_a_name_inside_a_word_does_not(text: str) -> None:
    assert not calls(text, "ana")


@pytest.mark.parametrize(
    "text",
    ["#ana", "see #ana, all", "ana@example.org", "bia@ana.example", "ana.example", "run ana.py",
     "https://forge.example/ana/tea", "www.example/~ana"],
)  # fmt: skip
def test_a_channel_an_address_or_a_file_of_that_name_does_not(text: str) -> None:
    assert not calls(text, "ana")


@pytest.mark.parametrize(
    "text",
    ["ask ana.", "ana...", "ana's tea", "l'ana", "bia/ana: hi", "你好@ana", "ana.你好",
     "https://example.org ana", "#tea: ana", "'ana'"],
)  # fmt: skip
def test_a_name_beside_other_signs_does(text: str) -> None:
    assert calls(text, "ana")


@pytest.mark.parametrize(
    ("text", "nick"),
    [("I'm here", "m"), ("don\u2019t", "t"), ("it's", "S"), ("they're", "re"), ("e.g. tea", "g"),
     ("i.e.", "e"), ("måske", "m")],
)  # fmt: skip
def test_the_end_of_a_word_calls_nobody_with_a_short_name(text: str, nick: str) -> None:
    assert not calls(text, nick)
    assert calls(f"{nick}: {text}", nick)


@pytest.mark.parametrize("text", ["https://example.org/tea", "tea.example", "#tea"])
def test_a_word_to_be_called_by_may_be_part_of_an_address(text: str) -> None:
    assert calls(text, "ana", ["tea"])


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
