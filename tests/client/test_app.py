"""Two people talk through a real server; the server goes away and comes back."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from contextvars import Context

import pytest
from textual.pilot import Pilot

from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect import retry_policy
from tui_chat.client.connected_server import Connection
from tui_chat.client.textual_compat.emoji_width_filter import needs_simple_emoji
from tui_chat.server.config.config_schema import Config
from tui_chat.server.config.load import overridden
from tui_chat.server.process.server import Server
from tui_chat.wire.message import Message

PATIENCE = 10.0


class Person:
    def __init__(self, app: ChatApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    async def says(self, text: str) -> None:
        self.app.chat.composer.insert(text)
        await self.pilot.press("enter")

    def shows(self, text: str) -> bool:
        strips = self.app.screen._compositor.render_strips()
        return any(text in "".join(segment.text for segment in strip) for strip in strips)

    async def sees(self, text: str) -> None:
        await self.until(lambda: self.shows(text))

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                await self.pilot.pause(0.01)


@asynccontextmanager
async def person(nick: str, port: int) -> AsyncIterator[Person]:
    app = ChatApp(ClientOptions("127.0.0.1", port, nick=nick))
    async with app.run_test(size=(100, 24)) as pilot:
        yield Person(app, pilot)
        await app.leave("")


def _config(port: int = 0) -> Config:
    return overridden(Config(), host="127.0.0.1", port=port)


async def test_two_people_see_each_other_at_once() -> None:
    async with (
        Server(_config()) as server,
        person("ana", server.port) as ana,
        person("bia", server.port) as bia,
    ):
        await ana.sees("bia joined")
        await bia.sees("2 here")
        await ana.says("ol\u00e1 \u4f60\u597d \U0001f600")
        await bia.sees("ana  ol\u00e1 \u4f60\u597d \U0001f600")
        await bia.says("oi!")
        await ana.sees("bia  oi!")


async def test_who_leaves_is_told() -> None:
    async with Server(_config()) as server, person("ana", server.port) as ana:
        async with person("bia", server.port) as bia:
            await bia.sees("2 here")
            await bia.says("/quit until tomorrow")
            await ana.sees("bia joined and left")
        await ana.sees("1 here")


async def test_a_lost_server_is_told_and_come_back_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 0.05)
    async with AsyncExitStack() as people:
        async with Server(_config()) as server:
            ana = await people.enter_async_context(person("ana", server.port))
            bia = await people.enter_async_context(person("bia", server.port))
            await ana.sees("bia joined")
        await ana.sees("not connected")
        async with Server(_config(server.port)):
            await ana.sees("Reconnected.")
            await bia.sees("2 here")
            await ana.until(lambda: not ana.app.chat.composer.has_class("-lost"))
            await ana.says("still here")
            await bia.sees("ana  still here")


async def test_ctrl_q_says_goodbye_and_ends_well() -> None:
    async with (
        Server(_config()) as server,
        person("ana", server.port) as ana,
        person("bia", server.port) as bia,
    ):
        await ana.sees("bia joined")
        await bia.sees("2 here")
        await bia.pilot.press("ctrl+q")
        await ana.sees("bia joined and left")
        assert bia.app.return_code == 0


async def test_keys_that_come_faster_than_they_are_handled_keep_their_order() -> None:
    """Enter, then another channel: the text goes where it was typed."""
    async with Server(_config()) as server, person("ana", server.port) as ana:
        await ana.sees("Message #lobby")
        await ana.says("/join #tea")
        await ana.sees("Message #tea")
        for key in ("h", "i", "enter", "ctrl+p", "y", "o"):
            ana.app.simulate_key(key)
        await ana.until(lambda: ana.app.chat.composer.text == "yo")
        lobby = ana.app.connections[0].session.find("#lobby")
        tea = ana.app.connections[0].session.find("#tea")
        assert lobby is not None
        assert tea is not None
        assert [line.text for line in tea.lines if line.own] == ["hi"]
        assert [line.text for line in lobby.lines if line.own] == []


async def test_garbage_is_collected_again_after_the_start() -> None:
    import gc  # noqa: PLC0415 - the only test of it

    gc.disable()
    async with Server(_config()) as server, person("ana", server.port) as ana:
        await ana.until(gc.isenabled)


@pytest.mark.parametrize(
    ("environment", "simple"),
    [({"TERM": "xterm-256color"}, False), ({"TERM": "tmux-256color"}, True), ({"TMUX": "x"}, True)],
)
def test_emoji_are_kept_simple_where_terminals_disagree(
    environment: dict[str, str], simple: bool
) -> None:
    assert needs_simple_emoji(environment) is simple


async def test_what_a_connection_older_than_the_app_sets_off_happens_in_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with Server(_config()) as server, person("ana", server.port) as ana:
        await ana.sees("1 here")
        gone_off = asyncio.Event()
        chat = ana.app.chat
        monkeypatch.setattr(chat, "hear", lambda *_: chat.set_timer(0.01, gone_off.set))
        Context().run(ana.app._hear, ana.app.connections[0], [])
        async with asyncio.timeout(PATIENCE):
            await gone_off.wait()


class Elsewhere(ChatApp):
    """Connects nowhere, and does nothing but what it must."""

    def connect(self, connection: Connection) -> None:
        del connection

    def _plan_the_rest(self) -> None:
        return


def _hears(connection: Connection, *lines: str) -> None:
    for line in lines:
        message = Message.parse(line.encode(), "cp1252")
        connection.link._tell(connection.session.receive(message, 0.0))


WELCOME = (
    ":irc 001 zed :Welcome",
    ":irc 422 zed :No message",
    ":zed!z@h JOIN #tea",
    ":irc 366 zed #tea :End",
)


async def test_what_comes_before_the_screen_is_there_is_shown_and_not_as_new() -> None:
    connection = Connection(ClientOptions("chat.example", nick="zed"))
    connection.session.connected()
    _hears(connection, *WELCOME, ":ana!a@h PRIVMSG #tea :Assam?")
    app = Elsewhere(connection)
    async with app.run_test(size=(100, 24)) as pilot:
        zed = Person(app, pilot)
        await zed.sees("Assam?")
        assert not zed.shows("─ new ─")


@pytest.mark.parametrize(
    ("refusal", "told"),
    [
        (":irc 433 * zed :Nickname is already in use", "Try zed"),
        (":irc 464 zed :Password incorrect", "The server's password"),
    ],
)
async def test_a_refusal_that_comes_before_the_screen_is_there_is_asked_about(
    refusal: str, told: str
) -> None:
    connection = Connection(ClientOptions("chat.example", nick="zed"))
    connection.session.connected()
    _hears(connection, refusal)
    app = Elsewhere(connection)
    async with app.run_test(size=(100, 24)) as pilot:
        await Person(app, pilot).sees(told)


async def test_a_welcome_that_comes_before_the_chat_is_ready_opens_it() -> None:
    app = Elsewhere(ClientOptions("chat.example"), proposal="zed")
    async with app.run_test(size=(100, 24)) as pilot:
        zed, (connection,) = Person(app, pilot), app.connections
        await zed.sees("Your nickname")
        connection.session.connected()
        connection.session.change_nick("zed")
        assert app._question.screen is not None
        app._question.screen.typed_ahead = "oi"
        _hears(connection, *WELCOME, ":ana!a@h PRIVMSG #tea :Assam?")
        await zed.sees("Assam?")
        await zed.until(lambda: app.chat.composer.text == "oi")


async def test_text_typed_for_another_address_is_in_the_input() -> None:
    app = Elsewhere(ClientOptions("chat.example", nick="zed"), typed_ahead="hello\n")
    async with app.run_test(size=(100, 24)) as pilot:
        await Person(app, pilot).until(lambda: app.chat.composer.text == "hello")


async def test_the_chat_is_there_before_the_nickname_is_chosen() -> None:
    async with Server(_config()) as server:
        app = ChatApp(ClientOptions("127.0.0.1", server.port), proposal="zed")
        async with app.run_test(size=(100, 24)) as pilot:
            zed = Person(app, pilot)
            await zed.until(lambda: app.chat in app.screen_stack and app.chat.is_mounted)
            assert zed.shows("Your nickname")
            await app.leave("")
