"""Words that are stressed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_chat.client.widgets.log.markdown import Emphasis, emphasised_texts


def found(text: str) -> list[tuple[str, Emphasis]]:
    return [
        (text[start:end], emphasis)
        for start, end, emphasis in emphasised_texts(text)
        if emphasis is not Emphasis.MARK
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("so **very** much", [("**very**", Emphasis.BOLD)]),
        ("so *very* much", [("*very*", Emphasis.ITALIC)]),
        ("so _very_ much", [("_very_", Emphasis.ITALIC)]),
        ("~~not~~ so", [("~~not~~", Emphasis.STRIKE)]),
        ("call `f(x)`!", [("`f(x)`", Emphasis.CODE)]),
        ("`a*b*c` and *d*", [("`a*b*c`", Emphasis.CODE), ("*d*", Emphasis.ITALIC)]),
    ],
)
def test_marks_stress_what_is_between_them(text: str, expected: list[tuple[str, Emphasis]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "text",
    ["2*3*4", "a * b * c", "snake_case_name", "https://x.y/_a_/b", "**", "* list", "~5~", "``"],
)
def test_what_only_looks_like_a_mark_is_text(text: str) -> None:
    assert found(text) == []


def test_the_marks_themselves_are_told() -> None:
    text = "**so**"
    marks = [text[a:b] for a, b, emphasis in emphasised_texts(text) if emphasis is Emphasis.MARK]
    assert marks == ["**", "**"]


@given(st.text(alphabet=st.sampled_from("a *_`~\n"), max_size=60))
@settings(deadline=None)
def test_no_text_breaks_it(text: str) -> None:
    for start, end, _emphasis in emphasised_texts(text):
        assert 0 <= start < end <= len(text)
