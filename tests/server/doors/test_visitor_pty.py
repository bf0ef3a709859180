"""The server's ends of a visitor's terminal."""

import asyncio
import fcntl
import os
import struct
import termios
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from tests.server.doors.ssh_visitors import until
from tui_chat.server.doors.visitor_pty import Terminal


class Ends:
    """A terminal, and what the server was told of it."""

    def __init__(self, *, pipes: bool) -> None:
        self.painted = b""
        self.holds: list[bool] = []
        loop = asyncio.get_running_loop()
        self.terminal = Terminal(loop, self._paint, self.holds.append, pipes=pipes)
        self.client = tuple(os.dup(one) for one in self.terminal.child_ends)
        self.terminal.start()

    def _paint(self, data: bytes) -> None:
        self.painted += data

    def close(self) -> None:
        self.terminal.close()
        for one in self.client:
            os.close(one)


@pytest.fixture
async def pty() -> AsyncIterator[Ends]:
    ends = Ends(pipes=False)
    yield ends
    ends.close()


@pytest.fixture
async def pipes() -> AsyncIterator[Ends]:
    ends = Ends(pipes=True)
    yield ends
    ends.close()


async def test_what_the_client_paints_comes_out(pty: Ends) -> None:
    os.write(pty.client[0], b"hello")
    await until(lambda: pty.painted == b"hello")


async def test_while_the_visitor_does_not_read_the_client_waits(pty: Ends) -> None:
    pty.terminal.pause()
    os.set_blocking(pty.client[0], False)
    written = 0
    with suppress(BlockingIOError):
        while written < 1 << 24:
            written += os.write(pty.client[0], b"x" * 1000)
    assert written < 1 << 20
    assert pty.painted == b""
    pty.terminal.resume()
    await until(lambda: len(pty.painted) >= written)


async def test_whoever_types_faster_than_the_client_reads_is_held(pipes: Ends) -> None:
    pipes.terminal.type(b"x" * 300_000)
    assert pipes.holds == [True]
    loop = asyncio.get_running_loop()
    loop.add_reader(pipes.client[0], lambda: os.read(pipes.client[0], 1 << 16))
    await until(lambda: pipes.holds == [True, False])
    loop.remove_reader(pipes.client[0])


async def test_the_end_of_the_input_comes_behind_all_of_it(pipes: Ends) -> None:
    pipes.terminal.type(b"x" * 200_000)
    pipes.terminal.end_input()
    pipes.terminal.type(b"too late")
    heard = bytearray()
    while data := await asyncio.to_thread(os.read, pipes.client[0], 1 << 16):
        heard += data
    assert len(heard) == 200_000


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ((100, 30), (100, 30)),
        ((1, 1), (1, 1)),
        ((0, 0), (80, 24)),
        ((1000, 1000), (500, 200)),
        ((2**32 - 1, 2**32 - 1), (500, 200)),
    ],
)
async def test_a_size_is_one_that_terminals_have(
    pty: Ends, asked: tuple[int, int], given: tuple[int, int]
) -> None:
    pty.terminal.resize(*asked)
    told = fcntl.ioctl(pty.client[0], termios.TIOCGWINSZ, b"\0" * 8)
    rows, columns, *_pixels = struct.unpack("HHHH", told)
    assert (columns, rows) == given


async def test_after_the_end_nothing_fails(pty: Ends) -> None:
    pty.terminal.close()
    pty.terminal.type(b"x")
    pty.terminal.resize(10, 10)
    pty.terminal.pause()
    pty.terminal.resume()
    pty.terminal.end_input()
    pty.terminal.drain()
    pty.terminal.close()
