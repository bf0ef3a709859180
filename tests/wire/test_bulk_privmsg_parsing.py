"""Lines that speak to one channel, read at once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.wire.bulk_privmsg_parsing import speech
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS


def test_what_several_lines_say_to_a_channel() -> None:
    lines = ["PRIVMSG #téa :one", "PRIVMSG #téa :", "PRIVMSG #téa ::two :three  "]
    found = speech([line.encode() for line in lines])
    assert found == ("#téa", ("one", "", ":two :three  "))


@pytest.mark.parametrize(
    "other",
    [
        b"",
        b"PING 1",
        b"PRIVMSG #tea two",
        b"PRIVMSG #teas :two",
        b"PRIVMSG  #tea :two",
        b"PRIVMSG #tea  :two",
        b"PRIVMSG #tea x :two",
        b"privmsg #tea :two",
        b"NOTICE #tea :two",
        b"PRIVMSG bob :two",
        b"@+x PRIVMSG #tea :two",
        b":me PRIVMSG #tea :two",
        b"PRIVMSG #tea :\xff",
        b"PRIVMSG #tea :\0",
        b"PRIVMSG #tea :a\rb",
    ],
)
def test_one_line_of_another_kind_and_each_has_to_be_looked_at(other: bytes) -> None:
    line = b"PRIVMSG #tea :one"
    assert speech([line, other]) is None
    assert speech([other, line]) is None


def test_a_name_that_is_not_utf8_is_no_channel() -> None:
    assert speech([b"PRIVMSG #\xff :one"] * 2) is None


lines_said = st.lists(
    st.sampled_from([b"PRIVMSG #a :", b"PRIVMSG #a :", b"PRIVMSG #b :", b"PRIVMSG ", b""]).flatmap(
        lambda head: st.sampled_from(
            [b"x", b"", b" ", b":", b"PRIVMSG #a :x", b"\xff", b"\xc3"]
        ).map(lambda text: head + text)
    ),
    min_size=1,
)


@given(lines_said)
def test_what_is_found_is_what_the_lines_say_one_by_one(lines: list[bytes]) -> None:
    found = speech(lines)
    if found is not None:
        target, texts = found
        read = [Message.parse(line) for line in lines]
        assert read == [Message("PRIVMSG", (target, text), None, NO_TAGS) for text in texts]


@given(st.lists(st.binary(), min_size=1))
def test_no_bytes_raise(lines: list[bytes]) -> None:
    lines = [line.replace(b"\n", b"") for line in lines]
    if speech(lines) is not None:
        for line in lines:
            try:
                Message.parse(line)
            except ProtocolError as error:
                raise AssertionError(line) from error
