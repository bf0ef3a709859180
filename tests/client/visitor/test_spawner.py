"""The process that starts clients: orders come in, and the ends of clients go out."""

import os
import signal
import socket
from collections.abc import Iterator

import msgspec
import pytest

from tui_chat.client.visitor import spawner
from tui_chat.client.visitor.spawner import Spawner
from tui_chat.visitor_protocol import FAILED, LONGEST, Ended, Kill, Limits, Start

LIMITS = Limits(memory=1, cpu=1)


class World:
    """The server's end of the socket, and an operating system whose processes are numbers."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.server, self.ours = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.forks: list[int] = [101, 102, 103]
        self.dead: list[tuple[int, int]] = []
        self.killed: list[int] = []
        self.after_reaping: list[Kill] = []
        monkeypatch.setattr(os, "fork", self.fork)
        monkeypatch.setattr(os, "waitpid", self.waitpid)
        monkeypatch.setattr(os, "kill", self.kill)

    def fork(self) -> int:
        if not self.forks:
            raise OSError
        process = self.forks.pop(0)
        if process in [dead for dead, _ in self.dead]:
            signal.raise_signal(signal.SIGCHLD)
        return process

    def waitpid(self, _process: int, _flags: int) -> tuple[int, int]:
        if self.dead:
            return self.dead.pop(0)
        self.server.shutdown(socket.SHUT_WR)
        raise ChildProcessError

    def kill(self, process: int, number: int) -> None:
        assert number == signal.SIGKILL
        self.killed.append(process)
        if process == 102:
            raise ProcessLookupError

    def order(self, order: Start | Kill, *descriptors: int) -> None:
        socket.send_fds(self.server, [msgspec.json.encode(order)], descriptors)

    def runs(self) -> list[Ended]:
        """Until the orders are done; gives what the server is told."""
        Spawner(self.ours).run()
        self.ours.close()
        assert self.server.recv(LONGEST) == b"{}"
        told = []
        while said := self.server.recv(LONGEST):
            told.append(msgspec.json.decode(said, type=Ended))
        return told


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    handled = (signal.SIGINT, signal.SIGHUP, signal.SIGTSTP, signal.SIGCHLD)
    before = {number: signal.getsignal(number) for number in handled}
    waker = signal.set_wakeup_fd(-1)
    made = World(monkeypatch)
    yield made
    signal.set_wakeup_fd(waker)
    for number, handler in before.items():
        signal.signal(number, handler)
    made.server.close()


def test_when_the_server_is_gone_all_clients_are_ended(world: World) -> None:
    for number in (1, 2):
        world.order(Start(number, LIMITS))
    world.server.shutdown(socket.SHUT_WR)
    assert world.runs() == []
    assert world.killed == [101, 102]


def test_one_client_is_ended_by_its_number(world: World) -> None:
    for order in (Start(1, LIMITS), Start(2, LIMITS), Kill(1), Kill(9)):
        world.order(order)
    world.server.shutdown(socket.SHUT_WR)
    world.runs()
    assert world.killed == [101, 101, 102]


@pytest.mark.parametrize(("status", "told"), [(3 << 8, 3), (signal.SIGKILL, -signal.SIGKILL)])
def test_the_server_is_told_how_a_client_ended(world: World, status: int, told: int) -> None:
    world.dead = [(555, 0), (101, status)]
    world.order(Start(1, LIMITS))
    assert world.runs() == [Ended(1, told)]
    assert world.killed == []


def test_a_client_that_cannot_be_started_has_ended(world: World) -> None:
    world.forks.clear()
    world.order(Start(5, LIMITS))
    world.server.shutdown(socket.SHUT_WR)
    assert world.runs() == [Ended(5, 1)]


def test_the_ends_of_a_terminal_are_not_kept_here(world: World) -> None:
    ours, theirs = os.pipe()
    world.order(Start(1, LIMITS), theirs)
    os.close(theirs)
    world.server.shutdown(socket.SHUT_WR)
    world.runs()
    assert os.read(ours, 1) == b"", "the writing end is open somewhere"
    os.close(ours)


class ExitedError(Exception):
    """The process ended with this status."""


def test_a_client_without_its_terminal_says_nothing_in_place_of_the_spawner(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A visitor may be gone before the client begins; what fails then is told as any failure."""

    def leave(status: int) -> None:
        raise ExitedError(status)

    monkeypatch.setattr(spawner, "_exit", leave)
    monkeypatch.setattr(os, "setsid", lambda: None)
    for name in ("signal", "set_wakeup_fd"):
        monkeypatch.setattr(signal, name, lambda *_: None)
    server, control = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    no_terminal, other_end = os.pipe()
    with server, control:
        with pytest.raises(ExitedError, match="1"):
            spawner._be_client(Start(1, LIMITS), [no_terminal, control.fileno()])
        assert server.recv(LONGEST).startswith(FAILED)
    os.close(no_terminal)
    os.close(other_end)


def test_a_server_that_is_gone_before_all_is_loaded_is_no_mistake(world: World) -> None:
    world.server.close()
    Spawner(world.ours).run()
    world.ours.close()
    assert world.killed == []
