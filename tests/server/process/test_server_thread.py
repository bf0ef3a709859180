"""A server beside something else in the same process."""

import socket
import threading
from pathlib import Path

import pytest

from tests.server.sockets import fast_config
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.process.server import ServerError
from tui_chat.server.process.server_thread import BackgroundServer


def test_it_listens_inside_and_not_any_more_afterwards() -> None:
    with BackgroundServer(fast_config()) as background:
        address = (background.server.local_host, background.server.port)
        socket.create_connection(address).close()
        assert background.users() == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address)


def test_a_place_that_is_taken_is_told_to_whoever_enters() -> None:
    with BackgroundServer(fast_config()) as first:
        config = fast_config(listen=Listen(port=first.server.port))
        with pytest.raises(ServerError), BackgroundServer(config):
            pass


def test_no_thread_is_left_behind() -> None:
    with BackgroundServer(fast_config()):
        assert "tui-chat server" in [thread.name for thread in threading.enumerate()]
    assert "tui-chat server" not in [thread.name for thread in threading.enumerate()]


# Its owner


def lines_of(connected: socket.socket, until: str) -> str:
    """What the server says, up to a line with `until` in it."""
    connected.settimeout(60)
    heard = ""
    while until not in heard:
        data = connected.recv(1 << 14)
        assert data, f"the connection ended: {heard}"
        heard += data.decode()
    return heard


def register(connected: socket.socket, nick: str) -> str:
    """Register; gives what the server says, up to the names in #lobby."""
    connected.sendall(f"NICK {nick}\r\nUSER {nick} 0 * :x\r\n".encode())
    return lines_of(connected, " 366 ")


def test_the_client_of_whoever_runs_it_owns_it_and_no_other_on_this_machine() -> None:
    with BackgroundServer(fast_config(), hosted=True) as background:
        place = (background.server.local_host, background.server.port)
        with socket.create_connection(place) as other, background.connect_owner() as owner:
            assert "= #lobby :eve\r\n" in register(other, "eve")
            told = register(owner, "ana")
            assert " 221 ana +o" in told
            assert "~ana" in told


def test_the_owner_needs_no_port_and_no_file(tmp_path: Path) -> None:
    config = fast_config(listen=Listen(path=str(tmp_path / "chat.sock")))
    with BackgroundServer(config, hosted=True) as background, background.connect_owner() as owner:
        assert " 221 ana +o" in register(owner, "ana")


def test_an_owner_who_comes_too_late_is_refused() -> None:
    with BackgroundServer(fast_config(), hosted=True) as background:
        pass
    with pytest.raises(ConnectionRefusedError):
        background.connect_owner()


# Where it listens


async def test_it_can_be_opened_and_closed_while_people_are_there() -> None:
    with BackgroundServer(fast_config()) as background:
        server = background.server
        place = ("127.0.0.1", server.port)
        with socket.create_connection(place) as guest:
            register(guest, "bia")
            await background.listen_on("0.0.0.0")  # noqa: S104 - for a moment
            assert (server.host, server.port, server.is_local) == ("0.0.0.0", place[1], False)  # noqa: S104
            socket.create_connection(place).close()
            await background.listen_on("127.0.0.1")
            assert server.is_local
            guest.sendall(b"PING here\r\n")
            assert "here" in lines_of(guest, "PONG")


async def test_what_cannot_be_listened_on_leaves_it_as_it_was() -> None:
    with BackgroundServer(fast_config()) as background:
        place = ("127.0.0.1", background.server.port)
        with pytest.raises(ServerError, match="not an address of this machine"):
            await background.listen_on("192.0.2.200")
        assert background.server.host == "127.0.0.1"
        with socket.create_connection(place) as guest:
            register(guest, "bia")
