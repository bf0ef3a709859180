"""When the person is asked for a nickname, and when not."""

import asyncio

import pytest

from tests.client.stage import Stage
from tui_chat.client import nickname_question
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import Disconnected, NickRefused, PasswordRefused


async def test_who_is_writing_when_it_comes_unasked_writes_on_for_the_room(stage: Stage) -> None:
    await stage.types("he")
    stage.app._question.ask(stage.connection, "zed", error="Nobody answers there.")
    await stage.submits("llo all")
    await stage.types("again")
    asking = stage.app._question.screen
    assert asking is not None
    assert (asking._nick_field.value, asking.typed_ahead) == ("zed", "llo all\nagain")
    assert stage.shows("Kept for the channel: llo all again")
    await stage.enters()
    assert stage.chat.composer.text == "hello all\nagain"


async def test_giving_up_on_a_server_leaves_the_text_in_the_input(lobby: Stage) -> None:
    other = Connection(ClientOptions("tea.example", 6667, "zed"), lambda *_news: None)
    lobby.app._question.ask(other, "zed", error="Nobody answers there.")
    asking = lobby.app._question.screen
    assert asking is not None
    asking.typed_ahead = "hello\n"
    await lobby.presses("escape")
    assert (lobby.app._question.screen, lobby.chat.composer.text) == (None, "hello")


async def test_who_was_not_typing_answers_at_once(stage: Stage) -> None:
    stage.app._question.ask(stage.connection, "zed", error="Nobody answers there.")
    asking = stage.app._question.screen
    assert asking is not None
    await stage.types("x")
    assert (asking._nick_field.value, asking.typed_ahead) == ("zedx", "")


async def test_a_failure_is_told_on_the_server_s_page_while_another_server_is_there(
    lobby: Stage,
) -> None:
    question = lobby.app._question
    other = Connection(ClientOptions("tea.example", 6667, "zed"), lambda *_news: None)
    other.error = "Nobody answers."
    question.follow(other, Disconnected("Nobody answers.", None, told=True))
    assert question.screen is None
    page = other.session.buffers.server
    assert page.lines[-1].text == "Nobody answers. tui-chat tries again by itself."


async def test_one_of_several_servers_that_is_not_there_yet_is_tried_again(
    lobby: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits = [0.001, 3600.0]
    monkeypatch.setattr(nickname_question, "backoff", lambda _attempt: waits.pop(0))
    asked = asyncio.Event()
    monkeypatch.setattr(lobby.app, "connect", lambda _connection: asked.set())
    question = lobby.app._question
    other = lobby.app._connections.add(ClientOptions("tea.example", 6667, "zed"))
    other.error = "Nobody answers."
    lost = Disconnected("Nobody answers.", None, told=True)
    question.follow(other, lost)
    async with asyncio.timeout(10):
        await asked.wait()
    question.follow(other, lost)
    told = [line.text for line in other.session.buffers.server.lines]
    assert told == ["Nobody answers. tui-chat tries again by itself."]


async def test_a_refused_password_is_asked_for_again_unless_we_are_leaving(lobby: Stage) -> None:
    question = lobby.app._question
    question.end()
    question.follow(lobby.connection, PasswordRefused("That is wrong."))
    assert question.screen is None


async def test_after_a_reconnection_a_refused_nickname_is_replaced_without_a_question(
    lobby: Stage,
) -> None:
    question = lobby.app._question
    question.follow(lobby.connection, NickRefused("zed", "It is taken.", "zed_"))
    assert (question.screen, lobby.session.nick) == (None, "zed_")
