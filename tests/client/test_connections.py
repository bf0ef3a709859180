"""Going to servers, by what the person asks for."""

import pytest

from tests.client.stage import Stage, staged
from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connected_server import Connection


async def does(stage: Stage, command: str) -> None:
    stage.chat.composer.fill(command)
    await stage.presses("enter")
    await stage.app.workers.wait_for_complete()
    await stage.settles()


async def test_a_server_that_we_are_on_already_is_shown() -> None:
    async with staged(options=ClientOptions("127.0.0.1", 7000, "zed")) as stage:
        await stage.enters()
        await does(stage, "/connect 127.0.0.1 7000")
        assert len(stage.app.connections) == 1
        assert stage.chat.buffer is stage.session.buffers.server


async def test_a_connection_that_was_given_up_is_made_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    connected: list[Connection] = []
    async with staged() as stage:
        await stage.enters()
        await stage.tells(stage.session.disconnected("Lost.", 1.8e9, retry_in=None))
        monkeypatch.setattr(stage.app, "connect", connected.append)
        await does(stage, "/reconnect")
        assert connected == [stage.connection]


async def test_a_mistake_of_ours_in_a_connection_is_told_and_the_chat_goes_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def mistaken() -> None:
        raise ZeroDivisionError

    async with staged() as stage:
        await stage.enters()
        monkeypatch.setattr(stage.connection, "run", mistaken)
        ChatApp.connect(stage.app, stage.connection)
        await stage.settles()
        await stage.settles()
        assert stage.shows("The connection failed because of an error")
