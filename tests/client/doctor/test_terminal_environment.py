"""What the environment says."""

import pytest

from tui_chat.client.doctor.finding import Finding, Health
from tui_chat.client.doctor.terminal_environment import check_terminal_environment


def found(
    topic: str, environment: dict[str, str] | None = None, size: tuple[int, int] = (80, 24)
) -> Finding:
    every = check_terminal_environment(
        {"TERM": "xterm-256color", **(environment or {})}, size, "utf-8"
    )
    return next(each for each in every if each.topic == topic)


@pytest.mark.parametrize(
    ("environment", "text"),
    [
        ({}, "256"),
        ({"COLORTERM": "truecolor"}, "16 million"),
        ({"TERM": "xterm"}, "16"),
        ({"TERM": "xterm-kitty"}, "16 million"),
        ({"NO_COLOR": "1"}, "none, since NO_COLOR is set"),
    ],
)
def test_colours(environment: dict[str, str], text: str) -> None:
    assert found("Colours", environment).text == text


@pytest.mark.parametrize(
    ("environment", "health"),
    [
        ({"TERM": "xterm-ghostty"}, Health.GOOD),
        ({"TERM": "xterm-ghostty", "NO_COLOR": "1"}, Health.KNOWN),
        ({}, Health.KNOWN),
    ],
)
def test_who_draws_pictures(environment: dict[str, str], health: Health) -> None:
    assert found("Pictures", environment).health is health


@pytest.mark.parametrize(
    ("size", "health"), [((80, 24), Health.GOOD), ((40, 12), Health.GOOD), ((39, 24), Health.BAD)]
)
def test_size(size: tuple[int, int], health: Health) -> None:
    assert found("Size", size=size).health is health


def test_a_dumb_terminal_has_plain_lines() -> None:
    assert found("Terminal", {"TERM": "dumb"}).text == "TERM is dumb: plain lines only"


def test_without_a_terminal_less_is_said() -> None:
    topics = [each.topic for each in check_terminal_environment({}, None, "utf-8")]
    assert topics == ["Terminal", "Text"]


def test_other_encodings_are_a_trouble() -> None:
    text = list(check_terminal_environment({}, None, "ascii"))[1]
    assert (text.health, text.text) == (Health.BAD, "ascii, not UTF-8")


@pytest.mark.parametrize(
    ("topic", "environment"),
    [("tmux", {"TMUX": "x"}), ("screen", {"STY": "x"}), ("ssh", {"SSH_CONNECTION": "x"})],
)
def test_what_stands_between_is_told(topic: str, environment: dict[str, str]) -> None:
    assert found(topic, environment).health is Health.KNOWN
