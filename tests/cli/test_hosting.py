"""A server beside the client."""

import socket
from pathlib import Path

import pytest

from tests.client.shell import server_config
from tui_chat.cli.hosting import hosted
from tui_chat.client.connect.security import Recognised
from tui_chat.server.config.load import Listen
from tui_chat.server.process.server import ServerError


def test_it_runs_as_long_as_it_is_wanted(tmp_path: Path) -> None:
    with hosted(server_config(), tmp_path, "ana") as options:
        socket.create_connection((options.host, options.port)).close()
        assert options.nick == "ana"
        assert options.invitation == f"tui-chat connect 127.0.0.1 {options.port}"
        assert options.opening == "tui-chat host --host 0.0.0.0"
        assert options.others is not None
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((options.host, options.port))


async def test_what_is_said_to_it_is_known_to_stay_here(tmp_path: Path) -> None:
    with hosted(server_config(), tmp_path, "ana") as options:
        opened = await options.door().open()
        opened.writer.close()
        assert opened.security.recognised is Recognised.OURS


def test_a_port_in_use_is_told(tmp_path: Path) -> None:
    with hosted(server_config(), tmp_path / "one") as options:
        config = server_config(listen=Listen(port=options.port))
        with pytest.raises(ServerError), hosted(config, tmp_path / "two"):
            pass
