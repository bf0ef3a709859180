import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.wire.invitation_line import (
    InvitationLine,
    invitation_line,
    read_invitation_line,
)

TOKEN = "Ab3" * 7 + "z"
PIN = "ff" * 32


@pytest.mark.parametrize("fingerprint", ["", PIN, "00" * 31 + "3e"])
@pytest.mark.parametrize(
    ("host", "place"),
    [("10.0.0.5", "10.0.0.5:6667"), ("chat.example", "chat.example:6667"), ("::1", "[::1]:6667")],
)
def test_what_is_written_is_read(host: str, place: str, fingerprint: str) -> None:
    line = invitation_line(host, 6667, TOKEN, fingerprint)
    assert read_invitation_line(line) == InvitationLine(place, TOKEN, fingerprint)
    assert not set(line) & set(" ?#&*$'\"\\!~;|<>(){}")


@pytest.mark.parametrize(
    "line",
    [
        "chat.example:6667",
        f"chat.example:6667/{TOKEN[:-1]}/plain",
        f"/{TOKEN}/plain",
        f"chat.example:6667/{TOKEN}",
        f"chat.example:6667/{TOKEN}/",
        f"chat.example:6667/{TOKEN}/short",
        f"chat.example:6667/{TOKEN}/{'a' * 44}",
        f"irc://chat.example/{TOKEN}/plain",
        f"a b/{TOKEN}/plain",
    ],
)
def test_other_addresses_are_none(line: str) -> None:
    assert read_invitation_line(line) is None


@given(st.text())
def test_nothing_raises(line: str) -> None:
    read_invitation_line(line)
    read_invitation_line(f"h/{TOKEN}/{line}")
