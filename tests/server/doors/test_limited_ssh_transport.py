"""The bytes of one ssh connection."""

import asyncio
from typing import Any

import pytest

from tui_chat.server.doors.limited_ssh_transport import LimitedTransport


class Loop:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 0.0
        self.timers: list[tuple[float, Any]] = []

    def time(self) -> float:
        return self.now

    def call_later(self, seconds: float, call: Any) -> None:
        self.timers.append((self.now + seconds, call))

    def passes(self, seconds: float) -> None:
        self.now += seconds
        due = [one for one in self.timers if one[0] <= self.now]
        self.timers = [one for one in self.timers if one not in due]
        for _at, call in due:
            call()


class Wire(asyncio.Transport):
    """A socket, and whether it is read."""

    def __init__(self) -> None:
        super().__init__()
        self.is_read = True
        self.is_aborted = False

    def pause_reading(self) -> None:
        self.is_read = False

    def resume_reading(self) -> None:
        self.is_read = True

    def is_closing(self) -> bool:
        return self.was_cut()

    def was_read(self) -> bool:
        """Asked as a function: mypy takes an attribute for unchanged."""
        return self.is_read

    def was_cut(self) -> bool:
        return self.is_aborted

    def abort(self) -> None:
        self.is_aborted = True


class Above(asyncio.Protocol):
    """What asyncssh was given."""

    def __init__(self) -> None:
        self.data = b""
        self.is_lost = False

    def data_received(self, data: bytes) -> None:
        self.data += data

    def connection_lost(self, _exc: Exception | None) -> None:
        self.is_lost = True
        raise ValueError("a fault above")


@pytest.fixture
def loop() -> Loop:
    return Loop()


@pytest.fixture
def wire() -> Wire:
    return Wire()


@pytest.fixture
def told() -> list[object]:
    return []


@pytest.fixture
def above() -> Above:
    return Above()


@pytest.fixture
def limited(loop: Loop, wire: Wire, told: list[object], above: Above) -> LimitedTransport:
    made = LimitedTransport(above, loop, told.append, lambda: told.append("lost"))  # type: ignore[arg-type]
    made.connection_made(wire)
    return made


def test_a_large_paste_passes_at_once_and_what_follows_at_a_rate(
    limited: LimitedTransport, loop: Loop, wire: Wire, above: Above
) -> None:
    limited.data_received(b"x" * (1 << 18))
    assert wire.was_read()
    limited.data_received(b"y" * (1 << 16))
    assert not wire.was_read()
    loop.passes(0.9)
    assert not wire.was_read()
    loop.passes(0.2)
    assert wire.was_read()
    assert len(above.data) == (1 << 18) + (1 << 16)


def test_whoever_does_not_read_is_not_read(
    limited: LimitedTransport, wire: Wire, told: list[object]
) -> None:
    limited.pause_writing()
    assert not wire.was_read()
    assert told == [False]
    limited.resume_writing()
    assert wire.was_read()
    assert told == [False, True]


def test_one_reason_to_wait_does_not_end_another(
    limited: LimitedTransport, loop: Loop, wire: Wire
) -> None:
    limited.data_received(b"x" * (1 << 19))
    limited.pause_writing()
    loop.passes(100)
    assert not wire.was_read()
    limited.resume_writing()
    assert wire.was_read()


def test_the_end_is_told_whatever_fails_above(
    limited: LimitedTransport, told: list[object], above: Above
) -> None:
    with pytest.raises(ValueError, match="above"):
        limited.connection_lost(None)
    assert above.is_lost
    assert told == ["lost"]
    limited.abort()


def test_a_peer_that_does_not_read_the_last_words_is_cut(
    limited: LimitedTransport, loop: Loop, wire: Wire
) -> None:
    limited.abort_soon()
    assert not wire.was_cut()
    loop.passes(2)
    assert wire.was_cut()
