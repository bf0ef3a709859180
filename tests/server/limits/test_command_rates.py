"""What costs others more than a message has a pace of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.server.limits.command_rates import Flood, Kind, Paces, kind_of
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"JOIN #a", (Kind.JOINS, 1)),
        (b"@label=1 :ana join #a,#b,#c key", (Kind.JOINS, 3)),
        (b"JOIN", (Kind.JOINS, 1)),
        (b"@a=\tb JOIN #a,#b", (Kind.JOINS, 2)),
        (b":a\x0bb NICK bob", (Kind.NICKS, 1)),
        (b"JOIN :#a b,#c,#d", (Kind.JOINS, 3)),
        (b"nick ana", (Kind.NICKS, 1)),
        (b"PASS ana:sesame", None),  # charged when there is a password to check
        (b"PRIVMSG #a :JOIN us, all", None),
        (b"PRIVMSG", None),
        (b"PART #a", None),
        (b"@a=b", None),
        (b"", None),
    ],
)
def test_what_a_line_asks_for_is_told_from_its_bytes(
    line: bytes, kind: tuple[Kind, int] | None
) -> None:
    assert kind_of(line) == kind


_parts = st.sampled_from(
    [b"JOIN", b"join", b"NICK", b"@a=b", b"@a=\tb", b":x\x0by", b":", b" ", b"  ", b"#a,#b", b",#c"]
)


@given(st.lists(_parts | st.binary(max_size=3), max_size=8))
def test_what_is_handled_as_one_command_is_charged_as_that(parts: list[bytes]) -> None:
    line = b"".join(parts)
    try:
        message = Message.parse(line)
    except ProtocolError:
        return
    if message.command == "JOIN":
        channels = message.params[0].count(",") + 1 if message.params else 1
        assert kind_of(line) == (Kind.JOINS, channels)
    if message.command == "NICK":
        assert kind_of(line) == (Kind.NICKS, 1)


@given(st.binary())
def test_any_bytes_have_a_kind_or_none(line: bytes) -> None:
    found = kind_of(line)
    assert found is None or found[1] >= 1


def test_each_kind_has_a_bucket_of_its_own_that_lasts() -> None:
    paces = Paces(Flood(joins_burst=2, joins_per_second=1, nicks_burst=1, nicks_per_second=1))
    joins = paces.bucket(Kind.JOINS, 0.0)
    assert [joins.take(0.0) for _ in range(3)] == [0, 0, 1]
    assert paces.bucket(Kind.JOINS, 0.0) is joins
    assert paces.bucket(Kind.NICKS, 0.0).take(0.0) == 0
