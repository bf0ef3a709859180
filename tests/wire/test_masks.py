from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.wire.masks import compile_mask, complete_mask, is_mask, matches


@pytest.mark.parametrize(
    ("mask", "text"),
    [
        ("*", ""),
        ("*", "anything"),
        ("alice!*@*", "Alice!ali@host.example"),
        ("a?c", "abc"),
        ("[x]*", "[X]yz"),
        ("*.example", "host.EXAMPLE"),
        ("**a**", "banana"),
    ],
)
def test_a_mask_fits(mask: str, text: str) -> None:
    assert matches(mask, text)


@pytest.mark.parametrize(
    ("mask", "text"),
    [("", "a"), ("a?c", "ac"), ("[x]", "x"), ("a", "ab"), ("*b", "abc"), ("a.c", "abc")],
)
def test_a_mask_does_not_fit(mask: str, text: str) -> None:
    assert not matches(mask, text)


def test_a_hostile_mask_is_decided_at_once() -> None:
    assert not matches("*a" * 200 + "b", "a" * 400)


def test_what_has_a_wildcard_is_a_mask() -> None:
    assert is_mask("a*")
    assert is_mask("?a")
    assert not is_mask("[a]")


@pytest.mark.parametrize(
    ("mask", "text"),
    [("a*b*c", "a.b.b.c"), ("*", ""), ("??", "ab"), ("a*", "a\n"), ("*!*@*", "n!u@h"), ("", "")],
)
def test_a_compiled_mask_fits(mask: str, text: str) -> None:
    assert compile_mask(mask).fullmatch(text)


@pytest.mark.parametrize(
    ("mask", "text"),
    [("a*b*c", "a.c"), ("*a*a", "ba"), ("?", ""), ("*ab", "aab "), ("A", "a"), (".", "x")],
)
def test_a_compiled_mask_does_not_fit(mask: str, text: str) -> None:
    assert compile_mask(mask).fullmatch(text) is None


def test_a_hostile_mask_is_compiled_to_one_that_is_decided_at_once() -> None:
    assert compile_mask("*a*?" * 100 + "b").fullmatch("a" * 1000) is None


@given(st.text("ab*?", max_size=8), st.text("ab", max_size=8))
def test_a_mask_means_the_same_as_the_patterns_of_shells(mask: str, text: str) -> None:
    assert bool(compile_mask(mask).fullmatch(text)) is fnmatchcase(text, mask)


@pytest.mark.parametrize(
    ("mask", "complete"),
    [
        ("bob", "bob!*@*"),
        ("b*", "b*!*@*"),
        ("*", "*!*@*"),
        ("bob!robert", "bob!robert@*"),
        ("bob@host", "*!bob@host"),
        ("@host", "*!*@host"),
        ("!robert", "*!robert@*"),
        ("bob!robert@host", "bob!robert@host"),
        ("*.example", "*!*@*.example"),
        ("192.0.2.1", "*!*@192.0.2.1"),
        ("2001:db8::1", "*!*@2001:db8::1"),
    ],
)
def test_what_a_mask_leaves_out_is_anything(mask: str, complete: str) -> None:
    assert complete_mask(mask) == complete
