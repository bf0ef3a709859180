"""Doors open as the configuration asks."""

import sys

import pytest

from tests.server.doors.ssh_visitors import calling, open_config, open_window, ssh_port
from tests.server.sockets import fast_config
from tui_chat.server.config.config_schema import Config
from tui_chat.server.process import banner
from tui_chat.server.process.server import Server, ServerError


async def test_none_is_open_by_itself() -> None:
    async with Server(fast_config()) as server:
        assert server.doors.ssh is None
        assert server.doors.visitors is None


async def test_reading_the_configuration_again_opens_and_closes_one() -> None:
    wanted: list[Config] = [fast_config()]
    async with Server(wanted[0], read_again=lambda: wanted[0]) as server:
        wanted[0] = open_config()
        assert server.reload() == "The configuration was read again."
        async with calling(server) as connection:
            window = await open_window(connection, None)
            await window.shows("You joined #lobby")
            wanted[0] = fast_config()
            server.reload()
            with pytest.raises(StopIteration):
                ssh_port(server)
            window.type("still here\n")
            window.channel.write_eof()
            assert await window.ends() == 0


async def test_without_the_package_the_operator_is_told_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delitem(sys.modules, "tui_chat.server.doors.ssh_door", raising=False)
    monkeypatch.delitem(sys.modules, "tui_chat.server.doors.ssh_host_key", raising=False)
    monkeypatch.setitem(sys.modules, "asyncssh", None)
    with pytest.raises(ServerError, match=r'pip install "tui-chat\[doors\]"'):
        async with Server(open_config()):
            pass


async def test_the_operator_reads_what_to_tell_others() -> None:
    async with Server(open_config()) as server:
        said = "\n".join(banner.lines(server))
        assert f"ssh -p {ssh_port(server)} 127.0.0.1" in said
        assert server.doors.ssh is not None
        assert server.doors.ssh.fingerprint in said
        assert "SHA256:" in server.doors.ssh.fingerprint
