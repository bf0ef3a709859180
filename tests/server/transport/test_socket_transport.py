"""A transport over a real pair of sockets, with either poller."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import cast

import pytest

from tests.server.sockets import PATIENCE
from tui_chat.server.transport import lingering_close
from tui_chat.server.transport.lingering_close import LingeringClose
from tui_chat.server.transport.poller import READ, Poller
from tui_chat.server.transport.socket_transport import SocketTransport


class Peer(asyncio.Protocol):
    """Notes what it is told; tests wait for its `changed`."""

    def __init__(self) -> None:
        self.heard = b""
        self.told: list[str] = []
        self.changed = asyncio.Event()

    def data_received(self, data: bytes) -> None:
        self.heard += data
        self.changed.set()

    def pause_writing(self) -> None:
        self.told.append("pause")

    def resume_writing(self) -> None:
        self.told.append("resume")
        self.changed.set()

    def connection_lost(self, exc: Exception | None) -> None:
        self.told.append(f"lost: {type(exc).__name__}")
        self.changed.set()

    async def until(self, told: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while told not in self.told:
                self.changed.clear()
                await self.changed.wait()

    async def until_heard(self, size: int) -> bytes:
        async with asyncio.timeout(PATIENCE):
            while len(self.heard) < size:
                self.changed.clear()
                await self.changed.wait()
        return self.heard


class Line:
    """Our end with its transport and protocol, and the other end, which blocks nobody."""

    def __init__(self, poller: Poller) -> None:
        ours, self.other = socket.socketpair()
        self.other.setblocking(False)
        slim = socket.SocketType(ours.family, ours.type, ours.proto, ours.detach())
        slim.setblocking(False)
        self.peer = Peer()
        loop = asyncio.get_running_loop()
        poller.watch(slim.fileno(), cast("SocketTransport", self), READ)
        self.lingering_close = LingeringClose(loop, poller)
        self.transport = SocketTransport(self.lingering_close, slim, self.peer)

    def ready(self, _events: int) -> None:
        raise AssertionError("the transport took it over")

    def abort(self) -> None:
        raise AssertionError("the transport took it over")

    async def rest(self) -> bytes:
        """All that is still to come, until our end is closed."""
        loop, data = asyncio.get_running_loop(), b""
        async with asyncio.timeout(PATIENCE):
            while more := await loop.sock_recv(self.other, 1 << 20):
                data += more
        return data

    def fill(self) -> int:
        """Write until no more goes out; how many bytes that were."""
        size = 0
        while self.transport.unsent is None:
            self.transport.write(b"x" * 50_000)
            size += 50_000
        return size


@pytest.fixture
async def line(poller: Poller) -> AsyncIterator[Line]:
    made = Line(poller)
    yield made
    made.transport.abort()
    made.other.close()


async def test_what_comes_is_passed_on(line: Line) -> None:
    line.other.send(b"one")
    assert await line.peer.until_heard(3) == b"one"
    line.other.send(b"two")
    assert await line.peer.until_heard(6) == b"onetwo"


async def test_what_is_written_goes_out_at_once(line: Line) -> None:
    line.transport.write(b"hello")
    assert line.other.recv(10) == b"hello"


async def test_what_does_not_fit_goes_out_later_whole_and_in_order(line: Line) -> None:
    size = line.fill()
    parts = [b"%07d" % number for number in range(20_000)]
    for part in parts:
        line.transport.write(part)
    line.transport.close()
    assert await line.rest() == b"x" * size + b"".join(parts)


async def test_the_protocol_is_told_when_much_waits_and_when_little_does(line: Line) -> None:
    line.transport.set_write_buffer_limits(high=100_000)
    line.fill()
    line.transport.write(b"y" * 100_000)
    line.transport.write(b"y" * 100_000)
    assert line.peer.told == ["pause"]
    rest = asyncio.ensure_future(line.rest())
    await line.peer.until("resume")
    line.transport.close()
    await rest
    assert line.peer.told[:2] == ["pause", "resume"]


async def test_after_close_nothing_more_is_written(line: Line) -> None:
    size = line.fill()
    line.transport.close()
    assert line.transport.is_closing()
    line.transport.write(b"too late")
    assert await line.rest() == b"x" * size
    await line.peer.until("lost: NoneType")


async def test_abort_drops_what_waits_and_tells_it_once(line: Line) -> None:
    line.fill()
    line.transport.abort()
    line.transport.abort()
    line.transport.write(b"too late")
    assert line.peer.told == []  # not in the middle of whatever called
    await line.peer.until("lost: NoneType")
    assert line.peer.told == ["lost: NoneType"]


async def test_an_end_closes(line: Line) -> None:
    line.other.shutdown(socket.SHUT_WR)
    await line.peer.until("lost: NoneType")
    assert await line.rest() == b""


async def test_a_broken_connection_is_told(line: Line) -> None:
    line.other.close()
    line.transport.write(b"hello")
    await line.peer.until("lost: NoneType")


async def test_whoever_hangs_up_while_much_waits_costs_nothing_and_is_told_in_its_turn(
    line: Line, poller: Poller
) -> None:
    line.fill()
    line.transport.pause_reading()
    line.other.close()
    witness = Line(poller)
    witness.other.send(b"two")
    await witness.peer.until_heard(3)
    assert line.transport.get_write_buffer_size() == 0
    assert line.peer.told == []
    line.transport.resume_reading()
    await line.peer.until("lost: ConnectionResetError")  # it had not read all
    witness.transport.abort()
    witness.other.close()


async def test_what_was_said_before_hanging_up_is_read_though_nobody_hears_us(line: Line) -> None:
    line.transport.pause_reading()
    line.other.send(b"one")
    line.other.close()
    line.transport.write(b"who is there?")
    line.transport.write(b"nobody?")
    line.transport.resume_reading()
    assert await line.peer.until_heard(3) == b"one"
    await line.peer.until("lost: NoneType")


async def test_whoever_is_closed_hears_all_though_it_said_what_we_have_not_read(line: Line) -> None:
    line.other.send(b"unread")
    size = line.fill()
    line.transport.pause_reading()
    line.transport.write(b"farewell")
    line.transport.close()
    assert await line.rest() == b"x" * size + b"farewell"


async def test_whoever_talks_on_after_our_last_word_hears_it(line: Line) -> None:
    line.transport.write(b"farewell")
    line.transport.close()
    await line.peer.until("lost: NoneType")
    line.other.send(b"what was that?")
    assert await line.rest() == b"farewell"


async def test_whoever_never_reads_our_last_words_is_cut_off(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lingering_close, "PATIENCE", 0.0)
    line.fill()
    line.transport.close()
    assert line.peer.told == []
    await line.peer.until("lost: NoneType")
    assert len(line.lingering_close) == 0


async def test_while_it_is_paused_nothing_is_read(line: Line, poller: Poller) -> None:
    line.transport.pause_reading()
    line.other.send(b"one")
    witness = Line(poller)
    witness.other.send(b"two")
    await witness.peer.until_heard(3)
    assert line.peer.heard == b""
    line.transport.resume_reading()
    assert await line.peer.until_heard(3) == b"one"
    witness.transport.abort()
    witness.other.close()


async def test_only_the_socket_is_known(line: Line) -> None:
    assert line.transport.get_extra_info("socket").fileno() >= 0
    assert line.transport.get_extra_info("peername", "unknown") == "unknown"
