"""Lines of a pipe, as they come."""

import asyncio
import io
import locale
import os
import sys
from collections.abc import Iterator

import pytest

from tui_chat.client.headless.stdin_lines import NotTextError, TypedLines, decoded


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reader, writer = os.pipe()
    yield reader, writer
    os.close(reader)


async def every(lines: TypedLines) -> list[str]:
    async with asyncio.timeout(30):
        return [line async for line in lines]


async def test_lines_come_without_their_ends(pipe: tuple[int, int]) -> None:
    os.write(pipe[1], b"one\ntwo\r\n\nlast")
    os.close(pipe[1])
    assert await every(TypedLines(pipe[0])) == ["one", "two", "", "last"]


async def test_a_byte_order_mark_is_no_part_of_the_first_line(pipe: tuple[int, int]) -> None:
    os.write(pipe[1], b"\xef\xbb\xbfone\n\xef\xbb\xbftwo")
    os.close(pipe[1])
    assert await every(TypedLines(pipe[0])) == ["one", "\ufefftwo"]
    assert decoded(b"\xef\xbb\xbfone") == "one"


async def test_a_character_in_two_pieces_is_one(pipe: tuple[int, int]) -> None:
    lines = TypedLines(pipe[0])
    os.write(pipe[1], b"caf\xc3")
    first = asyncio.create_task(lines.next())
    await asyncio.sleep(0)  # let it begin
    os.write(pipe[1], b"\xa9\n")
    os.close(pipe[1])
    assert await first == "caf\u00e9"
    assert await every(lines) == []


async def test_a_line_that_is_no_text_is_told_and_the_next_one_read(pipe: tuple[int, int]) -> None:
    lines = TypedLines(pipe[0])
    os.write(pipe[1], b"one\ncaf\xe9\nthree\n\xff")
    os.close(pipe[1])
    assert await lines.next() == "one"
    with pytest.raises(NotTextError, match="line 2"):
        await lines.next()
    assert await lines.next() == "three"
    with pytest.raises(NotTextError, match="line 4"):
        await lines.next()
    assert await lines.next() is None


def test_the_encoding_of_the_machine_is_text_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    monkeypatch.setattr(locale, "getpreferredencoding", lambda **_: "ISO-8859-1")
    assert decoded(b"caf\xe9") == "caf\u00e9"
    assert decoded(b"caf\xc3\xa9") == "caf\u00e9"


def test_the_encoding_of_the_terminal_comes_before_that_of_the_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(), "ISO-8859-2"))
    monkeypatch.setattr(locale, "getpreferredencoding", lambda **_: "ISO-8859-1")
    assert decoded(b"\xb1") == "\u0105"


async def test_the_end_stays_the_end(pipe: tuple[int, int]) -> None:
    os.close(pipe[1])
    lines = TypedLines(pipe[0])
    assert (await lines.next(), await lines.next()) == (None, None)


async def test_a_long_pipe_is_read_as_it_is_wanted(pipe: tuple[int, int]) -> None:
    written = [str(number) for number in range(5000)]
    os.write(pipe[1], "\n".join(written).encode())
    os.close(pipe[1])
    assert await every(TypedLines(pipe[0])) == written
