import asyncio
import errno
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.server.sockets import PATIENCE
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.transport.listeners import Listener, ListenError

Arrived = tuple[socket.SocketType, str]


@pytest.fixture
def arrived() -> Iterator[asyncio.Queue[Arrived]]:
    queue: asyncio.Queue[Arrived] = asyncio.Queue()
    yield queue
    while not queue.empty():
        queue.get_nowait()[0].close()


def start(listener: Listener, arrived: asyncio.Queue[Arrived]) -> None:
    listener.start(
        asyncio.get_running_loop(), lambda taken, peer: arrived.put_nowait((taken, peer))
    )


async def test_a_name_with_two_addresses_is_one_port(arrived: asyncio.Queue[Arrived]) -> None:
    listener = Listener(Listen(host="localhost", port=0))
    start(listener, arrived)
    found = {
        str(info[4][0]) for info in socket.getaddrinfo("localhost", 0, type=socket.SOCK_STREAM)
    }
    async with asyncio.timeout(PATIENCE):
        for address in found:
            _, writer = await asyncio.open_connection(address, listener.port)
            assert (await arrived.get())[1] == address
            writer.close()
    listener.close()


async def test_everywhere_is_ipv4_too_and_its_addresses_are_plain(
    arrived: asyncio.Queue[Arrived],
) -> None:
    try:
        listener = Listener(Listen(host="::", port=0))
    except ListenError:
        pytest.skip("no IPv6 here")
    start(listener, arrived)
    async with asyncio.timeout(PATIENCE):
        for address in ("127.0.0.1", "::1"):
            _, writer = await asyncio.open_connection(address, listener.port)
            assert (await arrived.get())[1] == address
            writer.close()
    listener.close()


async def test_a_unix_socket_is_for_user_and_group(
    tmp_path: Path, arrived: asyncio.Queue[Arrived]
) -> None:
    path = tmp_path / "chat.sock"
    listener = Listener(Listen(path=str(path)))
    start(listener, arrived)
    assert path.stat().st_mode & 0o777 == 0o660
    async with asyncio.timeout(PATIENCE):
        _, writer = await asyncio.open_unix_connection(path)
        assert (await arrived.get())[1] == ""
        writer.close()
    listener.close()
    assert not path.exists()


def test_a_unix_socket_of_a_dead_server_is_replaced_and_of_a_living_one_not(
    tmp_path: Path,
) -> None:
    path = tmp_path / "chat.sock"
    with socket.socket(socket.AF_UNIX) as left_behind:
        left_behind.bind(str(path))
    first = Listener(Listen(path=str(path)))
    with pytest.raises(ListenError, match="is in use"):
        Listener(Listen(path=str(path)))
    first.close()


def test_a_file_that_is_no_socket_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "chat.sock"
    path.write_text("mine")
    with pytest.raises(ListenError):
        Listener(Listen(path=str(path)))
    assert path.read_text() == "mine"


async def test_without_files_left_those_who_come_wait_and_then_come_in(
    arrived: asyncio.Queue[Arrived],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("tui_chat.server.transport.listeners._PAUSE", 0.01)
    listener = Listener(Listen(port=0))
    accept = socket.socket._accept  # type: ignore[attr-defined]
    tries = 0

    def exhausted(one: socket.socket) -> object:
        nonlocal tries
        tries += 1
        if tries <= 3:
            raise OSError(errno.EMFILE, "Too many open files")
        return accept(one)

    monkeypatch.setattr(socket.socket, "_accept", exhausted, raising=False)
    start(listener, arrived)
    async with asyncio.timeout(PATIENCE):
        _, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        assert (await arrived.get())[1] == "127.0.0.1"
    assert [record.message for record in caplog.records] == [
        "cannot accept more connections for now: Too many open files"
    ] * 3
    writer.close()
    listener.close()


async def test_what_is_closed_while_it_pauses_stays_closed(
    arrived: asyncio.Queue[Arrived], monkeypatch: pytest.MonkeyPatch
) -> None:
    listener = Listener(Listen(port=0))
    start(listener, arrived)
    (one,) = listener._sockets
    listener._pause(one, OSError(errno.EMFILE, "Too many open files"))
    listener.close()
    listener._go_on(one)
    assert arrived.empty()


async def test_who_is_accepted_blocks_nobody_and_is_answered_without_delay(
    arrived: asyncio.Queue[Arrived],
) -> None:
    listener = Listener(Listen(port=0))
    start(listener, arrived)
    async with asyncio.timeout(PATIENCE):
        _, writer = await asyncio.open_connection("127.0.0.1", listener.port)
        accepted, _peer = await arrived.get()
    assert accepted.gettimeout() == 0
    assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
    accepted.close()
    writer.close()
    listener.close()
