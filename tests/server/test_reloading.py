"""REHASH and SIGHUP: what the server does with another configuration, nobody dropped."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.certified import certificate, trusting
from tests.server.sockets import Client, fast_config
from tui_chat.server.config.config_schema import Config, ConfigError, Listen, Tls
from tui_chat.server.config.config_schema import Server as Identity
from tui_chat.server.core.settings import Limits, Operator
from tui_chat.server.process.server import Server
from tui_chat.server.workers.password_hashing import Passwords


class File:
    """A configuration that the test changes."""

    def __init__(self) -> None:
        self.now: Config = fast_config()
        self.mistake = ""

    def read(self) -> Config:
        if self.mistake:
            raise ConfigError(self.mistake)
        return self.now


@pytest.fixture
def file() -> File:
    return File()


@pytest.fixture
def server(file: File, tmp_path: Path) -> Callable[[], Server]:
    return lambda: Server(file.now, tmp_path, file.read)


async def test_new_limits_are_told_and_nobody_is_dropped(
    file: File, server: Callable[[], Server]
) -> None:
    async with server() as running, await Client.named(running, "ana") as ana:
        file.now = fast_config(limits=Limits(nick=5))
        assert running.reload() == "The configuration was read again."
        assert (await ana.hears(" 005 ")).startswith(":tui-chat.local 005 ana NICKLEN=5 :")
        assert await ana.has_heard_all() == []


async def test_a_mistake_changes_nothing_and_is_told(
    file: File, server: Callable[[], Server]
) -> None:
    async with server() as running, await Client.named(running, "ana") as ana:
        file.mistake = 'server.toml: Unknown key "x".'
        said = running.reload()
        assert said == f"The configuration was not changed: {file.mistake}"
        assert await ana.has_heard_all() == []


async def test_what_needs_a_restart_is_named(file: File, server: Callable[[], Server]) -> None:
    async with server() as running:
        file.now = fast_config(server=Identity(name="other.example"))
        assert running.reload().endswith("a restart is needed to change: server.name.")


async def test_another_certificate_is_shown_to_those_who_come(
    file: File, server: Callable[[], Server], tmp_path: Path
) -> None:
    async with server() as running:
        first = trusting(tmp_path / "cert.pem")
        async with await Client.named(running, "ana", tls=first) as ana:
            made = certificate(tmp_path / "new")
            file.now = fast_config(tls=Tls(str(made.chain), str(made.key)))
            running.reload()
            async with await Client.named(running, "bob", tls=trusting(made.chain)) as bob:
                bob.says("PRIVMSG ana :hello")
                assert (await ana.hears("PRIVMSG")).endswith(" PRIVMSG ana :hello")


async def test_another_place_is_opened_and_one_that_is_gone_closed(
    file: File, server: Callable[[], Server]
) -> None:
    async with server() as running:
        before = file.now
        file.now = fast_config(also_listen=(Listen(port=0, tls=False),))
        running.reload()
        port = running.endpoints.listeners[1].port
        async with await Client.named(running, "ana", port=port) as ana:
            file.now = before
            running.reload()
            assert await ana.has_heard_all() == []
            with pytest.raises(ConnectionRefusedError):
                await Client.to(running, port=port)


async def test_an_operator_has_it_read_again_and_hears_how_that_went(
    file: File, server: Callable[[], Server]
) -> None:
    chief = Operator("chief", Passwords(0).secrets("word").hash)
    file.now = fast_config(operators=(chief,))
    async with server() as running, await Client.named(running, "ana") as ana:
        ana.says("OPER chief word", "REHASH")
        await ana.hears(" 382 ")
        said = await ana.hears("NOTICE")
        assert said == ":tui-chat.local NOTICE ana :The configuration was read again."
