"""The answer of the status line to the last key."""

import pytest

from tui_chat.client.screens.chat.status_message import StatusMessage


@pytest.fixture
def paintings() -> list[str]:
    """What was painted, in order."""
    return []


@pytest.fixture
def message(paintings: list[str]) -> StatusMessage:
    made = StatusMessage(lambda: paintings.append(made.question or made.text))
    return made


def test_an_answer_stays_until_the_next_key(message: StatusMessage, paintings: list[str]) -> None:
    message.say("Copied.")
    assert message.text == "Copied."
    message.next_key()
    assert message.text == ""
    assert paintings == ["Copied.", ""]


def test_a_key_without_an_answer_before_it_paints_nothing(
    message: StatusMessage, paintings: list[str]
) -> None:
    message.next_key()
    assert paintings == []


def test_a_warning_counts_as_seen_if_the_same_key_is_pressed_again(
    message: StatusMessage,
) -> None:
    assert not message.warn("Press again to quit.")
    message.next_key()
    assert message.warn("Press again to quit.")
    message.next_key()
    message.next_key()
    assert not message.warn("Press again to quit.")


def test_a_question_stays_until_it_is_answered(
    message: StatusMessage, paintings: list[str]
) -> None:
    message.ask("Delete it?")
    message.next_key()
    assert message.question == "Delete it?"
    message.ask("")
    assert (message.question, paintings) == ("", ["Delete it?", ""])
