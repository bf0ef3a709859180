"""The answer of the status line to the last key."""

import pytest

from tui_chat.client.screens.chat.status.status_message import StatusMessage


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


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def timed(clock: Clock) -> StatusMessage:
    return StatusMessage(lambda: None, clock)


def test_the_server_s_answer_outlasts_the_keys_of_a_person_who_types_on() -> None:
    clock = Clock()
    said = timed(clock)
    said.answer("There is no channel #x.")
    said.next_key()
    clock.now += 1.9
    said.next_key()
    assert said.text == "There is no channel #x."
    clock.now += 0.1
    said.next_key()
    assert said.text == ""


def test_a_new_request_removes_the_answer_at_once() -> None:
    said = timed(Clock())
    said.answer("There is no channel #x.")
    said.say("")
    assert said.text == ""
