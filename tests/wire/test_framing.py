import pytest

from tui_chat.wire.framing import ENDLESS, MAX_BODY, MAX_CLIENT_TAGS, MAX_TAGS, TOO_LONG, LineBuffer

CONVERSATION = b"NICK a\r\n\r\nUSER b\n\nPING \rc\r\n\r\r\nQUIT :bye\r\n"
ITS_LINES = [b"NICK a", b"USER b", b"PING \rc", b"\r", b"QUIT :bye"]


def test_lines_come_without_their_ends_and_empty_ones_not_at_all() -> None:
    assert LineBuffer().feed(CONVERSATION) == ITS_LINES


@pytest.mark.parametrize("place", range(len(CONVERSATION) + 1))
def test_a_cut_anywhere_changes_no_line(place: int) -> None:
    buffer = LineBuffer()
    lines = buffer.feed(CONVERSATION[:place]) + buffer.feed(CONVERSATION[place:])
    assert lines == ITS_LINES


def test_byte_by_byte_changes_no_line() -> None:
    buffer = LineBuffer()
    assert [line for byte in CONVERSATION for line in buffer.feed(bytes([byte]))] == ITS_LINES


def test_an_unfinished_line_is_kept_until_it_ends() -> None:
    buffer = LineBuffer()
    assert buffer.feed(b"PI") == []
    assert buffer.feed(b"NG") == []
    assert buffer.feed(b"\r\nPO") == [b"PING"]


def test_nothing_is_no_line() -> None:
    assert LineBuffer().feed(b"") == []


def body(length: int) -> bytes:
    """A line that takes `length` bytes with its CR LF."""
    return b"x" * (length - 2)


def tags(length: int) -> bytes:
    """Tags that take `length` bytes from the @ to the space."""
    return b"@" + b"t" * (length - 2) + b" "


@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
@pytest.mark.parametrize(
    ("line", "fits"),
    [
        (body(MAX_BODY), True),
        (body(MAX_BODY + 1), False),
        (tags(MAX_TAGS) + body(MAX_BODY), True),
        (tags(MAX_TAGS + 1) + body(MAX_BODY), False),
        (tags(MAX_TAGS) + body(MAX_BODY + 1), False),
        (tags(MAX_TAGS + 1) + b"PING", False),
        (tags(3) + body(MAX_BODY), True),
        (tags(3) + body(MAX_BODY + 1), False),
        (b"@" + b"t" * MAX_TAGS, False),
        (b"@" + b"t" * (MAX_BODY - 3), True),
        (b"@" + b"t" * MAX_BODY, False),
        (b" " * MAX_BODY, False),
    ],
)
def test_the_limits_are_exact_however_the_line_arrives(line: bytes, fits: bool, end: bytes) -> None:
    expected = [line if fits else TOO_LONG, b"PING"]
    data = line + end + b"PING\r\n"
    whole, bytewise = LineBuffer(), LineBuffer()
    assert whole.feed(data) == expected
    assert [found for byte in data for found in bytewise.feed(bytes([byte]))] == expected


def test_a_client_s_tags_may_be_held_to_less() -> None:
    buffer = LineBuffer(max_tags=MAX_CLIENT_TAGS)
    fits = tags(MAX_CLIENT_TAGS) + b"PING"
    over = tags(MAX_CLIENT_TAGS + 1) + b"PING"
    assert buffer.feed(fits + b"\r\n" + over + b"\r\n") == [fits, TOO_LONG]


def test_tags_held_to_less_than_a_body_are_still_judged_alike_whole_and_in_pieces() -> None:
    line = tags(50) + b"PING"
    whole, bytewise = LineBuffer(max_tags=10), LineBuffer(max_tags=10)
    lines = whole.feed(line + b"\n")
    assert [found for byte in line + b"\n" for found in bytewise.feed(bytes([byte]))] == lines


def test_a_line_that_never_ends_is_told_once_and_not_kept() -> None:
    buffer = LineBuffer()
    found = [line for _ in range(100) for line in buffer.feed(b"x" * 1000)]
    assert found == [TOO_LONG]
    assert buffer.feed(b"the end of it\r\nPING\r\n") == [b"PING"]


@pytest.mark.parametrize("size", [1, 7, 512, 1000, 3000])
@pytest.mark.parametrize("length", [600, 1999, 2001, 2500, 5000])
def test_a_line_that_seems_to_have_no_end_is_told_besides(length: int, size: int) -> None:
    buffer = LineBuffer(endless=2000)
    data = b"x" * length + b"\r\nPING\r\n"
    found = [line for at in range(0, len(data), size) for line in buffer.feed(data[at:][:size])]
    assert found == [TOO_LONG, *([ENDLESS] if length > 2000 else []), b"PING"]
    assert not any(line is ENDLESS for line in LineBuffer(endless=2000).feed(b"\0\0\r\n"))


def test_a_line_that_ends_in_the_chunk_that_makes_it_too_long_is_told_once() -> None:
    buffer = LineBuffer()
    assert buffer.feed(b"x" * 400) == []
    assert buffer.feed(b"x" * 400 + b"\r\nPING\r\n") == [TOO_LONG, b"PING"]


def test_one_long_line_costs_its_neighbours_nothing() -> None:
    long = b"x" * 600
    assert LineBuffer().feed(b"A\r\n" + long + b"\r\n\r\nB\n" + long + b"\nC\r\n") == [
        b"A", TOO_LONG, b"B", TOO_LONG, b"C",
    ]  # fmt: skip


def test_lines_after_a_dropped_one_are_limited_again() -> None:
    buffer = LineBuffer()
    assert buffer.feed(b"x" * 600) == [TOO_LONG]
    assert buffer.feed(b"\r\n" + b"y" * 600) == [TOO_LONG]
    assert buffer.feed(b"\nPING\n") == [b"PING"]
