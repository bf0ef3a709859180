import pytest

from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.timestamps import format_time, parse_time


@pytest.mark.parametrize(
    ("milliseconds", "text"),
    [
        (0, "1970-01-01T00:00:00.000Z"),
        (1, "1970-01-01T00:00:00.001Z"),
        (1_318_763_541_999, "2011-10-16T11:12:21.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (-1, "1969-12-31T23:59:59.999Z"),
    ],
)
def test_a_time_is_written_and_read_to_the_millisecond(milliseconds: int, text: str) -> None:
    assert format_time(milliseconds) == text
    assert parse_time(text) == milliseconds


@pytest.mark.parametrize("text", ["2011-10-16T11:12:21Z", "2011-10-16T11:12:21.000+00:00"])
def test_what_other_servers_write_is_read_too(text: str) -> None:
    assert parse_time(text) == 1_318_763_541_000


@pytest.mark.parametrize(
    "text", ["", "now", "0", "2011-13-16T11:12:21.999Z", "2011-10-16T25:00:00Z", "\0", "٢"]
)
def test_what_is_no_time_is_a_protocol_error(text: str) -> None:
    with pytest.raises(ProtocolError):
        parse_time(text)
