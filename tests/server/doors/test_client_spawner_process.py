"""The process that starts clients, from the server's side; here it is only a socket."""

import asyncio
import os
import socket
import subprocess
from collections.abc import Iterator

import msgspec
import pytest

from tui_chat.server.doors.client_spawner_process import ClientProcesses
from tui_chat.visitor_protocol import LONGEST, Ended, Kill, Limits, Start

LIMITS = Limits(memory=1, cpu=1)


class Process:
    """A process without a program: it has what the real one would find as its standard input."""

    latest: "Process"
    says_at_once: bytes | None = b"{}"
    """b"" if it ends, None if it still loads."""

    def __init__(
        self, words: list[str], *, stdin: int, env: dict[str, str], **_more: object
    ) -> None:
        self.words, self.environment = words, env
        self.socket = socket.socket(fileno=os.dup(stdin))
        self.is_stubborn = False
        self.killed = False
        self.waited: list[float | None] = []
        if self.says_at_once:
            self.socket.send(self.says_at_once)
        elif self.says_at_once is not None:
            self.socket.close()
        Process.latest = self

    def wait(self, seconds: float | None = None) -> int:
        self.waited.append(seconds)
        if self.is_stubborn and not self.killed:
            raise subprocess.TimeoutExpired("spawner", 1)
        return 0

    def poll(self) -> int | None:
        return None if self.is_stubborn and not self.killed else 0

    def kill(self) -> None:
        self.killed = True


class Clients:
    """The server's side, and what it was told."""

    def __init__(self) -> None:
        self.ended: list[tuple[int, int]] = []
        self.losses = 0
        loop = asyncio.get_running_loop()
        self.processes = ClientProcesses(loop, self.end, self.lose)
        self.news = asyncio.Event()

    def end(self, number: int, status: int) -> None:
        self.ended.append((number, status))
        self.news.set()

    def lose(self) -> None:
        self.news.set()
        self.losses += 1


@pytest.fixture(autouse=True)
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[type[Process]]:
    class Own(Process):
        pass

    monkeypatch.setattr(subprocess, "Popen", Own)
    monkeypatch.setenv("PATH", "/bin")
    monkeypatch.setenv("SECRET", "sesame")
    yield Own
    if hasattr(Process, "latest"):
        Process.latest.socket.close()


async def started() -> Clients:
    clients = Clients()
    await clients.processes.start()
    return clients


async def test_it_is_ready_when_the_process_says_so_and_knows_little_of_ours() -> None:
    clients = await started()
    assert clients.processes.is_running
    found = Process.latest
    assert found.words[-1] == "tui_chat.client.visitor.spawner"
    assert found.environment["PATH"] == "/bin"
    assert "SECRET" not in found.environment
    clients.processes.close()


async def test_a_process_that_ends_before_it_is_ready_is_an_error(process: type[Process]) -> None:
    process.says_at_once = b""
    clients = Clients()
    with pytest.raises(OSError, match="its process has ended"):
        await clients.processes.start()
    assert not clients.processes.is_running


async def test_a_process_that_still_loads_is_not_waited_for(process: type[Process]) -> None:
    process.says_at_once = None
    clients = Clients()
    starting = asyncio.create_task(clients.processes.start())
    await asyncio.sleep(0)
    process.latest.is_stubborn = True
    starting.cancel()
    clients.processes.close()
    assert process.latest.waited == [None]  # for the end of what was killed
    with pytest.raises(asyncio.CancelledError):
        await starting


async def test_orders_go_to_the_process_with_their_descriptors() -> None:
    clients = await started()
    ours, theirs = os.pipe()
    clients.processes.send(Start(3, LIMITS, "ana"), [theirs])
    os.close(theirs)
    said, (passed,), _, _ = socket.recv_fds(Process.latest.socket, LONGEST, 8)
    assert msgspec.json.decode(said, type=Start) == Start(3, LIMITS, "ana")
    os.write(passed, b"x")
    assert os.read(ours, 1) == b"x"
    for one in (passed, ours):
        os.close(one)
    clients.processes.kill(3)
    assert msgspec.json.decode(Process.latest.socket.recv(LONGEST), type=Kill) == Kill(3)
    clients.processes.close()


async def test_an_order_that_would_be_cut_off_is_not_sent() -> None:
    clients = await started()
    with pytest.raises(OSError, match="too long"):
        clients.processes.send(Start(3, LIMITS, "a" * LONGEST), [])
    clients.processes.kill(3)
    assert msgspec.json.decode(Process.latest.socket.recv(LONGEST), type=Kill) == Kill(3)
    clients.processes.close()


async def test_news_that_make_no_sense_are_passed_over(caplog: pytest.LogCaptureFixture) -> None:
    clients = await started()
    for said in (b"failed Traceback", b"{}", msgspec.json.encode(Ended(3, -9))):
        Process.latest.socket.send(said)
    await clients.news.wait()
    assert clients.ended == [(3, -9)]
    assert [one.exc_info for one in caplog.records] == [None, None]
    clients.processes.close()


async def test_the_end_of_a_client_is_told_and_that_of_the_process_once() -> None:
    clients = await started()
    Process.latest.socket.send(msgspec.json.encode(Ended(3, -9)))
    await clients.news.wait()
    clients.news.clear()
    assert clients.ended == [(3, -9)]
    Process.latest.socket.close()
    await clients.news.wait()
    assert not clients.processes.is_running
    clients.processes.kill(3)
    with pytest.raises(ConnectionRefusedError):
        clients.processes.send(Start(4, LIMITS), [])
    clients.processes.close()
    assert clients.losses == 1


@pytest.mark.parametrize("is_stubborn", [True, False])
async def test_closing_ends_the_process_and_tells_nothing(is_stubborn: bool) -> None:
    clients = await started()
    Process.latest.is_stubborn = is_stubborn
    clients.processes.close()
    assert Process.latest.socket.recv(LONGEST) == b""
    assert Process.latest.killed is is_stubborn
    assert (clients.processes.is_running, clients.losses) == (False, 0)
