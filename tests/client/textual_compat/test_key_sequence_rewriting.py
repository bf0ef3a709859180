"""Which sequences of the keyboard Textual is given."""

import pytest

from tui_chat.client.textual_compat.key_sequence_rewriting import alone, understood


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[A",
        "\x1bOP",
        "\x1b[1;5D",
        "\x1b[3~",
        "\x1b[I",
        "\x1b[24;80R",
        "\x1b[<0;10;5M",
        "\x1b[<35;10;5m",
        "\x1b[?2026;2$y",
        "\x1bf",
        "\x1b[97;5u",
    ],
)
def test_keys_and_reports_that_textual_knows_stay_as_they_are(sequence: str) -> None:
    assert understood(sequence) == sequence


@pytest.mark.parametrize(
    ("sequence", "form"),
    [
        ("\x1b[98;1:1u", "\x1b[98;1;98u"),  # an event type: pressed
        ("\x1b[98;1:2u", "\x1b[98;1;98u"),  # repeated
        ("\x1b[97:65;2u", "\x1b[97;2;65u"),  # the key that Shift makes of it
        ("\x1b[97:65:97;2;65u", "\x1b[97;2;65u"),
        ("\x1b[1;1:1D", "\x1b[1;1D"),
        ("\x1b[97::99;5:1u", "\x1b[97;5u"),
        ("\x1b[0;;233:234u", "\x1b[0;1;233u\x1b[0;1;234u"),  # a text of several characters
        ("\x1b[48;24;80;480:0;800t", "\x1b[48;24;80;480;800t"),
    ],
)
def test_other_forms_of_a_key_are_put_into_one_that_textual_knows(sequence: str, form: str) -> None:
    assert understood(sequence) == form


@pytest.mark.parametrize(
    "sequence",
    [
        "\x1b[98;1:3u",  # released
        "\x1b[1;1:3D",
        "\x1b[1114112u",  # behind the last character
        "\x1b[55296u",  # half of a pair
        "\x1b[97;1;7u\x07"[:-1].replace("97", "999999999"),
        "\x1b[99999999999999999999~",
        "\x1b[97;999u",
        "\x1b[1;2;3;4u",
        "\x1b[?62;4c",  # what a terminal is
        "\x1b[>0;276;0c",
        "\x1b[?1;2S",
        "\x1b[0n",
        "\x1b[4;600;800t",
        "\x1b[48;0;0;0;0t",
        "\x1b[48;9999;9999;1;1t",
        "\x1b[<0;99999999;1M",
        "\x1b[32;10;5M",  # the mouse of rxvt, which Textual drops too
        "\x1b[M !!",
        "\x1b[?1049$y",
    ],
)
def test_the_rest_is_dropped(sequence: str) -> None:
    assert understood(sequence) == ""


@pytest.mark.parametrize(
    ("sequence", "form"),
    [
        ("\x1bé", "\x1b[233;3u"),
        ("\x1bO", "\x1b[111;4u"),
        ("\x1b[", "\x1b[91;3u"),
        ("\x1b", "\x1b[27;1u"),
    ],
)
def test_escape_and_alt_need_no_waiting(sequence: str, form: str) -> None:
    assert (alone(sequence) if sequence != "\x1bé" else understood(sequence)) == form
