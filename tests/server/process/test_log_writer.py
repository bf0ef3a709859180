"""A log that nobody reads."""

import io
import os
import socket
import threading
from collections.abc import Callable, Iterator
from typing import TextIO

import pytest

from tui_chat.server.process import log_writer
from tui_chat.server.process.log_writer import LogWriter


def pipe() -> tuple[int, int]:
    return os.pipe()


def terminal() -> tuple[int, int]:
    return os.openpty()


def connected() -> tuple[int, int]:
    one, other = socket.socketpair()
    return one.detach(), other.detach()


@pytest.fixture(params=[pipe, terminal, connected])
def ends(request: pytest.FixtureRequest) -> Iterator[tuple[int, TextIO]]:
    """Where it is read, and where it is written."""
    reading, writing = request.param()
    stream = os.fdopen(writing, "w")
    yield reading, stream
    os.close(reading)
    stream.close()


def missing(count: int) -> str:
    return f"{count} lost\n"


def read_until(reading: int, end: bytes) -> bytes:
    got = b""
    while not got.endswith(end):
        got += os.read(reading, 1 << 16).replace(b"\r\n", b"\n")
    return got


def in_time(act: Callable[[], object]) -> None:
    """Do it on a thread that must come to an end."""
    thread = threading.Thread(target=act, daemon=True)
    thread.start()
    thread.join(30)
    assert not thread.is_alive(), "it waits for whoever reads"


def test_what_is_read_comes_at_once_and_whole(ends: tuple[int, TextIO]) -> None:
    reading, stream = ends
    writer = LogWriter(stream, missing)
    writer.write("one\n")
    writer.write("two\n")
    assert read_until(reading, b"two\n") == b"one\ntwo\n"


def test_a_log_that_nobody_reads_stops_nobody_and_tells_later_what_is_missing(
    ends: tuple[int, TextIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_writer, "MOST", 1 << 17)
    reading, stream = ends
    writer = LogWriter(stream, missing)
    lines = [f"{number:06} {'x' * 90}\n" for number in range(20_000)]

    def write_all() -> None:
        for line in lines:
            writer.write(line)

    in_time(write_all)
    lost = writer._lost
    assert lost > 0
    assert writer._size <= 1 << 17
    got = read_until(reading, b" lost\n").decode()
    *kept, notice = got.splitlines(keepends=True)
    assert kept == lines[: len(kept)]
    assert notice == missing(len(lines) - len(kept)) == missing(lost)
    writer.drain(30)
    writer.write("again\n")
    assert read_until(reading, b"again\n") == b"again\n"


def test_a_reader_that_is_gone_stops_nobody() -> None:
    reading, writing = os.pipe()
    stream = os.fdopen(writing, "w")
    writer = LogWriter(stream, missing)
    for _ in range(5000):
        writer.write("x" * 100 + "\n")
    os.close(reading)
    writer.drain(30)
    assert writer._thread is None
    writer.write("anybody?\n")
    stream.close()


def test_a_stream_that_is_no_file_is_written_to_all_the_same() -> None:
    stream = io.StringIO()
    LogWriter(stream, missing).write("one\n")
    assert stream.getvalue() == "one\n"


def test_others_who_share_the_file_are_not_changed() -> None:
    reading, writing = os.pipe()
    stream = os.fdopen(writing, "w")
    LogWriter(stream, missing).write("one\n")
    assert os.get_blocking(writing)
    os.close(reading)
    stream.close()
