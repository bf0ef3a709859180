"""The keyboard's bytes on their way to Textual's parser; times are given."""

import pytest

from tui_chat.client.textual_compat.input_filter import (
    KEY_DELAY,
    MOST_HELD,
    MOST_PASTED,
    SILENCE,
    TYPING_AFTER,
    InputFilter,
)
from tui_chat.client.textual_compat.key_sequence_rewriting import alone

BEGIN, END = "\x1b[200~", "\x1b[201~"


def given(*pieces: str) -> str:
    """What is given of pieces that come at once."""
    made = InputFilter()
    return "".join(made.take(piece, 0.0) for piece in pieces)


ANSWERS = [
    "\x1b[?62;4c",
    "\x1b[>1;10;0c",
    "\x1b[0n",
    "\x1b]11;rgb:0000/0000/0000\x1b\\",
    "\x1b]11;rgb:ffff/ffff/ffff\x07",
    "\x1bP>|tmux 3.3a\x1b\\",
    "\x1bP1+r5463=\x1b\\",
    "\x1b_Gi=31;OK\x1b\\",
    "\x1b^private\x1b\\",
    "\x1bXstart\x1b\\",
    "\x1b]52;c;" + "QUJD" * 50_000 + "\x07",
    "\x1b[?" + "1;" * 500 + "c",
    "\x1b[M \u0141!",
    "\x1b[12:34:56q",
    "\x1bO9z",
]


@pytest.mark.parametrize("answer", ANSWERS)
def test_an_answer_of_the_terminal_is_no_text(answer: str) -> None:
    assert given(f"a{answer}b") == "ab"


@pytest.mark.parametrize("answer", [answer for answer in ANSWERS if len(answer) < 40])
def test_an_answer_in_two_pieces_is_none_either(answer: str) -> None:
    for at in range(1, len(answer)):
        assert given("a" + answer[:at], answer[at:] + "b") == "ab"


@pytest.mark.parametrize("key", ["\x1b[A", "\x1bOP", "\x1b[3~", "\x1b[1;5C", "\x1b[[A", "\x1b[3$"])
def test_a_key_in_pieces_is_given_whole(key: str) -> None:
    for at in range(1, len(key)):
        made = InputFilter()
        assert made.take(key[:at], 0.0) == ""
        assert made.take(key[at:], 0.0) == key


def test_escape_and_alt_are_keys_when_nothing_follows() -> None:
    for held in ("\x1b", "\x1b[", "\x1bO", "\x1bP", "\x1b]"):
        made = InputFilter()
        assert made.take(held, 0.0) == ""
        assert made.tick(KEY_DELAY / 2) == ""
        assert made.tick(KEY_DELAY) == alone(held)
        assert made.take("a", 1.0) == "a"


def test_escape_twice_and_a_key_are_three_keys() -> None:
    assert given("\x1b\x1b[A") == alone("\x1b") + "\x1b[A"


def test_a_control_character_ends_a_sequence_and_is_a_key() -> None:
    assert given("\x1b[12\x03", "\x1b]0;x\r", "y") == "\x03\ry"


def test_controls_of_eight_bits_are_no_keys() -> None:
    assert given("a\x9b31mb\ud800") == "a31mb"


@pytest.mark.parametrize(
    "begun", [BEGIN + "text", "\x1b]0;text", "\x1bPtext", "\x1b[1;2", "\x1b[M a"]
)
def test_an_end_that_never_comes_is_waited_for_no_longer_than_a_silence(begun: str) -> None:
    made = InputFilter()
    made.take(begun, 10.0)
    made.tick(10.0 + SILENCE / 2)
    late = made.tick(10.0 + SILENCE)
    assert late == (END if begun.startswith(BEGIN) else "")
    assert made.take("\x03\x11a\r", 12.0) == "\x03\x11a\r"


@pytest.mark.parametrize("begun", [BEGIN, "\x1b]0;", "\x1bP"])
def test_somebody_who_types_on_is_heard_before_they_are_silent(begun: str) -> None:
    made = InputFilter()
    made.take(begun, 0.0)
    heard, at = "", 0.0
    while at < TYPING_AFTER + 1:
        at += SILENCE / 2
        made.tick(at)
        heard = made.take("a", at)
    assert heard == "a"


def test_a_string_that_never_ends_fills_no_memory() -> None:
    made = InputFilter()
    for _ in range(1_000):
        assert made.take("\x1b]" + "x" * 4_000, 0.0) == ""
        assert len(made._held) <= MOST_HELD
    for _ in range(1_000):
        assert made.take("\x1b[" + "1;" * 2_000, 0.0) == ""
        assert len(made._held) <= MOST_HELD


def test_a_paste_without_an_end_is_handed_over_in_parts() -> None:
    made = InputFilter()
    made.take(BEGIN, 0.0)
    text = "".join(made.take("x" * 4_000, 0.0) for _ in range(MOST_PASTED // 4_000 + 1))
    assert text.endswith(END + BEGIN)


def test_the_rest_of_a_paste_that_was_given_up_is_not_taken_for_keys() -> None:
    made = InputFilter()
    made.take(BEGIN + "one", 0.0)
    made.tick(SILENCE)
    assert made.take(f"two\r/quit\r{END}x", 9.0) == f"{BEGIN}two\r/quit\r{END}x"


def test_the_end_of_a_paste_alone_is_nothing() -> None:
    assert given(f"a{END}b") == "ab"
