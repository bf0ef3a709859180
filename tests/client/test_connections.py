"""Going to servers, by what the person asks for."""

import pytest

from tests.client.stage import Stage, staged
from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connected_server import Connection
from tui_chat.client.connections import Connections
from tui_chat.client.events import Network


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


async def test_one_more_server_can_be_left_and_the_first_cannot(
    monkeypatch: pytest.MonkeyPatch,
    lobby: Stage,
) -> None:
    monkeypatch.setattr(lobby.app, "connect", lambda _connection: None)
    for leaving in ("/disconnect", "/close"):  # as in WeeChat and irssi
        await does(lobby, "/connect tea.example 7000")
        other = lobby.app.connections[1]
        assert lobby.chat.buffer is other.session.buffers.server
        await does(lobby, leaving)
        assert list(lobby.app.connections) == [lobby.connection]
        assert not other.owns(lobby.chat.buffer)
        assert other.session.buffers.server not in lobby.chat.buffers()
    await does(lobby, "/disconnect")
    assert lobby.shows("tui-chat was started for this server: /quit leaves it.")
    assert list(lobby.app.connections) == [lobby.connection]


def test_a_bouncer_is_left_with_its_networks() -> None:
    connections = Connections(lambda _connection, _events: None)
    connections.add(ClientOptions("first.example", nick="zed"))
    bouncer = connections.add(ClientOptions("bouncer.example", nick="zed"))
    [network], _gone = connections.take_networks(bouncer, [Network("7", "tea")])
    assert connections.take_away(bouncer) == [bouncer, network]
    assert list(connections.all) == [connections.first]
    assert connections.take_away(connections.first) == []


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
