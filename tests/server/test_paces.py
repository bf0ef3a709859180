"""What costs others more than a message has a pace of its own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.server.paces import Flood, Kind, Paces, kind_of


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        (b"JOIN #a", (Kind.JOINS, 1)),
        (b"@label=1 :ana join #a,#b,#c key", (Kind.JOINS, 3)),
        (b"JOIN", (Kind.JOINS, 1)),
        (b"nick ana", (Kind.NICKS, 1)),
        (b"AUTHENTICATE PLAIN", (Kind.ACCOUNTS, 1)),
        (b"REGISTER * * sesame", (Kind.ACCOUNTS, 1)),
        (b"OPER root sesame", (Kind.ACCOUNTS, 1)),
        (b"PASS ana:sesame", (Kind.ACCOUNTS, 1)),
        (b"PRIVMSG nickserv :IDENTIFY ana sesame", (Kind.ACCOUNTS, 1)),
        (b"NS IDENTIFY ana sesame", (Kind.ACCOUNTS, 1)),
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
