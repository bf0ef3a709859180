"""A server beside something else in the same process."""

import socket
import threading

import pytest

from tests.server.sockets import fast_config
from tui_chat.server.config.load import Listen
from tui_chat.server.process.background import BackgroundServer
from tui_chat.server.process.server import ServerError


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
