"""The tokens of programs in a chat."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tui_chat.client.widgets.log.code_tokens import TokenKind, tokens


def found(program: str, language: str) -> list[tuple[str, TokenKind]]:
    return [(program[start:end], kind) for start, end, kind in tokens(program, language)]


@pytest.mark.parametrize(
    ("language", "program", "expected"),
    [
        ("py", "def f(x): # why", "def=keyword # why=comment"),
        ("python", 'return "a # b" + 1.5', 'return=keyword "a # b"=string 1.5=number'),
        ("python", "'''a\nb''' x", "'''a\nb'''=string"),
        ("rust", "fn f<'a>(x: &'a str)", "fn=keyword str=keyword"),
        ("js", "let a = `b\n`; // c", "let=keyword `b\n`=string // c=comment"),
        ("c", "/* a\n b */ int x;", "/* a\n b */=comment int=keyword"),
        ("sql", "SELECT 1 -- all", "SELECT=keyword 1=number -- all=comment"),
        ("sh", "echo $#x # y", "echo=keyword # y=comment"),
        ("json", '{"a": null}', '"a"=string null=keyword'),
    ],
)
def test_words_texts_numbers_and_comments_are_found(
    language: str, program: str, expected: str
) -> None:
    assert " ".join(f"{text}={kind.value}" for text, kind in found(program, language)) == expected


def test_what_is_not_closed_ends_with_its_line_or_the_program() -> None:
    assert found('x = "a\ny', "python") == [('"a', TokenKind.STRING)]
    assert found("/* a\nb", "c") == [("/* a\nb", TokenKind.COMMENT)]


@pytest.mark.parametrize("language", ["", "brainfuck", "text"])
def test_a_language_that_is_not_known_has_no_tokens(language: str) -> None:
    assert found("def f(): return 1", language) == []


@given(
    st.text(alphabet=st.sampled_from("ab1 \n\"'`/*#-\\\u4f60"), max_size=60),
    st.sampled_from(["python", "js", "rust", "sql", "sh", "go", "css", "yaml", "json"]),
)
@settings(deadline=None)
def test_tokens_come_in_order_and_apart(program: str, language: str) -> None:
    end = 0
    for token in tokens(program, language):
        assert end <= token.start < token.end <= len(program)
        end = token.end
