import re

import pytest

from tui_chat.server.core.services.word_splitting import Words


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("  a b\tc ", ["a", "b", "c"]),
        ('a "b c" d', ["a", "b c", "d"]),
        ('"a  b"', ["a  b"]),
        (r'"say \"hi\" \\ now"', [r'say "hi" \ now']),
        ('"open', ['"open']),
        ('"a"b c', ['"a"b', "c"]),
        ('a"b c"', ['a"b', 'c"']),
        ('""', [""]),
        (r"back\slash", [r"back\slash"]),
    ],
)
def test_words_end_at_spaces_unless_they_are_quoted(text: str, words: list[str]) -> None:
    assert Words(text) == words


def test_the_rest_is_one_text() -> None:
    words = Words(" IDENTIFY ana  correct  horse ").without_first()
    assert words == ["ana", "correct", "horse"]
    assert words.from_word(1) == "correct  horse"
    assert Words('ana "correct horse"').from_word(1) == "correct horse"
    assert Words("IDENTIFY").without_first() == []


def test_the_last_word_is_taken_off_if_it_fits() -> None:
    pattern = re.compile("[0-9]+")
    assert Words("a b 12 ").without_last(pattern) == (["a", "b"], "12")
    assert Words("a b").without_last(pattern) == (["a", "b"], "")
    assert Words("12").without_last(pattern) == (["12"], "")
    assert Words('a "1 2"').without_last(pattern) == (["a", "1 2"], "")
