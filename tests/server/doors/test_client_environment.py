"""The environment of a visitor's client."""

import pytest

from tui_chat.server.doors.client_environment import client_environment


def test_the_terminal_and_the_language_are_taken_over() -> None:
    said = {"LANG": "pt_BR.UTF-8", "COLORTERM": "truecolor", "NO_COLOR": "1"}
    assert client_environment("tmux-256color", said) == {
        "TERM": "tmux-256color",
        "LC_CTYPE": "C.UTF-8",
        "LANG": "pt_BR.UTF-8",
        "COLORTERM": "truecolor",
        "NO_COLOR": "1",
    }


@pytest.mark.parametrize("term", ["", "../../etc", "x" * 100, "a\nb", "\x1b[c", "/x/y"])
def test_a_terminal_of_no_known_form_is_the_usual_one(term: str) -> None:
    assert client_environment(term, {})["TERM"] == "xterm-256color"


@pytest.mark.parametrize(
    "said",
    [
        {"LD_PRELOAD": "/x.so"},
        {"PYTHONPATH": "/x"},
        {"EDITOR": "vi"},
        {"HOME": "/root"},
        {"TEXTUAL_LOG": "/x/y"},
        {"COLORTERM": "$(id)"},
        {"LANG": "../../x"},
    ],
)
def test_nothing_else_is(said: dict[str, str]) -> None:
    assert client_environment("xterm", said) == {"TERM": "xterm", "LC_CTYPE": "C.UTF-8"}
