"""The first screen, against our own server."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from textual import events
from textual.pilot import Pilot
from textual.widgets import Input

from tests.client.golden import check_golden
from tests.client.stage import Stage, staged
from tui_chat.client.app import ChatApp
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect.server_address import Address
from tui_chat.client.events import (
    CertificateRefused,
    Connected,
    Disconnected,
    Event,
    LinkState,
    NickRefused,
    PasswordRefused,
)
from tui_chat.client.screens import nickname
from tui_chat.client.screens.nickname import NicknameScreen
from tui_chat.server.config.config_schema import Config
from tui_chat.server.config.load import overridden
from tui_chat.server.process.server import Server

PATIENCE = 10.0


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server(overridden(Config(), host="127.0.0.1", port=0)) as running:
        yield running


@pytest.fixture
async def locked() -> AsyncIterator[Server]:
    config = overridden(Config(), host="127.0.0.1", port=0, password="open sesame")
    async with Server(config) as running:
        yield running


@pytest.fixture
def closed_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _name(stage: Stage) -> str:
    return stage.app.screen.query_one("#nickname", Input).value


class Guest:
    """An application that runs, and what it shows."""

    def __init__(self, app: ChatApp, pilot: Pilot[None]) -> None:
        self.app = app
        self.pilot = pilot

    def rows(self) -> list[str]:
        strips = self.app.screen._compositor.render_strips()
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE):
            while not is_so():
                await self.pilot.pause(0.01)

    async def sees(self, text: str) -> None:
        await self.until(lambda: any(text in row for row in self.rows()))

    @property
    def nick(self) -> str:
        return self.app.screen.query_one(Input).value


@asynccontextmanager
async def guest(port: int, nick: str = "", password: str = "") -> AsyncIterator[Guest]:
    app = ChatApp(ClientOptions("127.0.0.1", port, nick, password=password), proposal="ana")
    async with app.run_test(size=(80, 24)) as pilot:
        yield Guest(app, pilot)
        await app.leave("")


async def test_the_server_and_the_security_of_the_line_are_named(server: Server) -> None:
    async with guest(server.port) as ana:
        await ana.sees(f"127.0.0.1, port {server.port} · not encrypted")
        assert ana.nick == "ana"


async def test_it_looks_as_it_did() -> None:
    async with staged(80, 24, nick="") as stage:
        check_golden("nickname-80x24", stage.rows())


async def test_enter_joins_with_the_proposal(server: Server) -> None:
    async with guest(server.port) as ana:
        await ana.sees("not encrypted")
        await ana.pilot.press("enter")
        await ana.sees("Message #lobby")


async def test_another_name_takes_the_place_of_the_proposal(server: Server) -> None:
    async with guest(server.port) as ana:
        await ana.pilot.press("b", "i", "a")
        assert ana.nick == "bia"


async def test_the_proposal_can_be_made_longer(server: Server) -> None:
    async with guest(server.port) as ana:
        await ana.pilot.press("end", "2")
        assert ana.nick == "ana2"


async def test_a_taken_name_is_answered_in_place_with_a_free_proposal(server: Server) -> None:
    async with guest(server.port, nick="ana") as first, guest(server.port) as second:
        await first.sees("Message #lobby")
        await second.sees("not encrypted")
        await second.pilot.press("enter")
        await second.sees("Try ana_?")
        await second.pilot.press("1")
        assert second.nick == "ana_1"
        await second.pilot.press("enter")
        await second.sees("Message #lobby")


async def _registers(stage: Stage) -> None:
    """It is connected to a server where one can log in with a password."""
    stage.connection.link._state = LinkState.REGISTERING
    stage.session.connected(secured=True, trusted=True)
    await stage.tells([Connected(secured=True)])
    await stage.hears(":irc CAP * LS :sasl=PLAIN", ":irc CAP * ACK :sasl")


async def test_the_password_of_an_account_is_asked_for_where_its_nickname_is_refused() -> None:
    owned = ":irc 433 * ana :Nickname is reserved for an account"
    async with staged(nick="") as stage:
        await stage.presses("enter")
        await _registers(stage)
        await stage.hears(owned)
        assert (_name(stage), stage.shows("Your account's password")) == ("ana", True)
        await stage.presses(*"wrong", "enter")
        await stage.hears("AUTHENTICATE +", ":irc 904 ana :Failed")
        assert stage.shows("The account or its password is wrong.")
        await stage.presses(*"sesame")
        stage.sent()
        await stage.presses("enter")
        assert stage.sent() == ["AUTHENTICATE PLAIN"]
        await stage.hears("AUTHENTICATE +", ":irc 900 ana ana!a@h ana :in", ":irc 903 ana :Success")
        assert stage.sent()[-1] == "NICK ana"
        assert stage.session.profile.account_password == "sesame"


async def test_all_that_is_asked_fits_in_a_small_window() -> None:
    async with staged(40, 12, nick="") as stage:
        await _registers(stage)
        await stage.hears(":irc 433 * ana :Nickname is reserved for an account")
        assert "tui-chat" in [row.strip() for row in stage.rows()]
        assert "Type its password if it is yours." in " ".join(" ".join(stage.rows()).split())


async def test_without_its_password_another_nickname_is_proposed() -> None:
    async with staged(nick="") as stage:
        await stage.presses("enter")
        await _registers(stage)
        await stage.hears(":irc FAIL NICK NICKNAME_RESERVED ana :It belongs to an account")
        await stage.presses("enter")
        assert (_name(stage), stage.shows("Your account's password")) == ("ana_", False)
        stage.sent()
        await stage.presses("enter")
        assert stage.sent()[-1] == "NICK ana_"


@pytest.mark.parametrize("state", [LinkState.CONNECTING, LinkState.REGISTERING])
async def test_what_is_typed_after_the_name_is_for_the_room(state: LinkState) -> None:
    async with staged(nick="") as stage:
        stage.session.connected()
        stage.connection.link._state = state
        await stage.presses("enter", "h", "o", "backspace", "i", "enter")
        stage.app.post_message(events.Paste("all\nof you"))
        await stage.presses("enter")
        assert (_name(stage), stage.shows("Kept for the channel: hi all of you")) == ("ana", True)
        stage.connection.link._state = LinkState.REGISTERING
        await stage.tells([Connected(secured=False)])
        stage.sent()
        await stage.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
        await stage.joins("#lobby", "ana")
        assert stage.chat.composer.text == "hi\nall\nof you"
        assert not [line for line in stage.sent() if "PRIVMSG" in line]


async def test_a_name_can_be_corrected_before_the_server_answers() -> None:
    async with staged(nick="") as stage:
        stage.connection.link._state = LinkState.CONNECTING
        await stage.presses("enter", "backspace", "b", "i", "enter", "o", "ctrl+u", "i")
        assert (_name(stage), stage.session.nick) == ("bi", "bi")
        assert stage.shows("Kept for the channel: i")


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        (NickRefused("ana", "It is taken.", "ana_"), "#nickname"),
        (PasswordRefused("That is wrong."), "#password"),
        (Disconnected("Nobody answers.", None, told=True), "#address"),
    ],
)
async def test_an_answer_that_comes_while_one_types_changes_no_field(
    answer: Event, field: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with staged(nick="") as stage:
        link = stage.connection.link
        link._state = LinkState.CONNECTING
        await stage.presses("enter", "h")
        link._state = (
            LinkState.OFFLINE if isinstance(answer, Disconnected) else LinkState.REGISTERING
        )
        await stage.tells([answer])
        await stage.settles()
        asked = stage.app.screen.query_one(field, Input)
        before = asked.value
        await stage.presses("i", "enter")
        stage.app.post_message(events.Paste("all"))
        await stage.settles()
        assert (stage.app.focused, asked.value) == (asked, before)
        assert stage.shows("Kept for the channel: hi all")
        monkeypatch.setattr(nickname, "_PAUSE", -1.0)
        await stage.presses("x")
        assert (asked.value[-1], stage.shows("hi all")) == ("x", True)


async def test_kept_text_can_be_dropped() -> None:
    async with staged(nick="") as stage:
        await stage.presses("enter", "h", "ctrl+c", "i")
        assert stage.shows("Kept for the channel: i")
        await stage.tells([NickRefused("ana", "It is taken.", "ana_")])
        nickname_screen = stage.app.screen
        assert isinstance(nickname_screen, NicknameScreen)
        nickname_screen._interrupts = False
        await stage.presses("ctrl+c", "ctrl+c")
        assert not stage.shows("Kept for")


async def test_an_invalid_name_is_answered_in_words(server: Server) -> None:
    async with guest(server.port) as ana:
        await ana.sees("not encrypted")
        ana.app.screen.query_one(Input).value = "1+1=2"
        await ana.pilot.press("enter")
        await ana.sees("Try ")
        assert isinstance(ana.app.screen, NicknameScreen)


async def test_no_name_at_all_is_asked_for(server: Server) -> None:
    async with guest(server.port) as ana:
        await ana.pilot.press("ctrl+u", "enter")
        await ana.sees("Type a nickname.")


async def test_spaces_in_a_name_become_underscores(server: Server) -> None:
    async with guest(server.port) as ana:
        ana.app.screen.query_one(Input).value = "ana clara"
        await ana.pilot.press("enter")
        await ana.sees("Nicknames can't contain spaces. Try ana_clara?")


async def test_a_server_that_waited_too_long_is_called_again_without_a_word(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nickname, "_REFUSING", 0.0)
    async with guest(server.port) as ana:
        await ana.sees("not encrypted")
        strangers = server.node.network.strangers
        await ana.until(lambda: bool(strangers))
        server.node.end_connection(next(iter(strangers)), "Registration timed out")
        await ana.sees("· not connected")
        assert not any("timed out" in row for row in ana.rows())
        await ana.pilot.press("enter")
        await ana.sees("Message #lobby")


async def test_a_taken_name_of_the_command_line_is_asked_about(server: Server) -> None:
    async with guest(server.port, nick="ana") as first:
        await first.sees("Message #lobby")
        async with guest(server.port, nick="ana") as second:
            await second.sees("Try ana_?")
            await second.pilot.press("enter")
            await second.sees("Message #lobby")


async def test_nobody_listening_is_said_in_words_and_tried_again(closed_port: int) -> None:
    async with guest(closed_port) as ana:
        await ana.sees("Nobody answers at 127.0.0.1")
        await ana.sees("Enter try again")
        config = overridden(Config(), host="127.0.0.1", port=closed_port)
        async with Server(config):
            await ana.pilot.press("enter")
            await ana.sees("Message #lobby")


async def test_a_server_that_starts_later_is_joined_without_a_key(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waits = [0.001, 3600.0]
    monkeypatch.setattr(nickname, "backoff", lambda _attempt: waits.pop(0))
    lost: list[Event] = [Disconnected("Nobody answers.", None, told=True)]
    async with staged(nick="") as stage:
        asked = asyncio.Event()
        monkeypatch.setattr(stage.app, "connect", lambda _connection: asked.set())
        await stage.tells(lost)
        async with asyncio.timeout(PATIENCE):
            await asked.wait()
        await stage.tells(lost)
        assert stage.shows("tui-chat tries again by itself.")
        await stage.presses("x")  # nobody who types is interrupted
        assert not stage.shows("tui-chat tries again by itself.")


async def test_a_server_that_was_lost_before_the_question_is_tried_again(closed_port: int) -> None:
    async with guest(closed_port, "ana") as ana:
        await ana.sees("tui-chat tries again by itself.")


async def test_a_server_that_refuses_us_is_not_tried_again() -> None:
    async with staged(nick="") as stage:
        stage.connection.link._tell([PasswordRefused("Wrong password.")])
        await stage.tells([Disconnected("Closed.", None, told=True)])
        assert not stage.shows("tui-chat tries again by itself.")


async def test_leaving_without_having_been_in_is_a_failure(closed_port: int) -> None:
    async with guest(closed_port) as ana:
        await ana.sees("Nobody answers at 127.0.0.1")
        await ana.app.leave("")
        assert ana.app.return_code == 1
        assert ana.app.sentence.startswith("Nobody answers at 127.0.0.1")


async def test_a_refused_password_is_said_in_words(locked: Server) -> None:
    async with guest(locked.port) as ana:
        await ana.sees("not encrypted")
        await ana.pilot.press("enter")
        await ana.sees("assword")
        await ana.app.leave("")
        assert ana.app.return_code == 1


async def test_the_right_password_opens(locked: Server) -> None:
    async with guest(locked.port, password="open sesame", nick="ana") as ana:
        await ana.sees("Message #lobby")


async def test_a_wrong_password_can_be_typed_again(locked: Server) -> None:
    async with guest(locked.port, "ana", "wrong") as ana:
        await ana.sees("The server's password")
        await ana.pilot.pause()
        await ana.pilot.press(*"open", "space", *"sesame", "enter")
        await ana.until(lambda: ana.app.connections[0].session.registered)


async def test_a_changed_certificate_can_be_accepted(
    monkeypatch: pytest.MonkeyPatch, stage: Stage
) -> None:
    accepted: list[bool] = []
    link = stage.connection.link
    monkeypatch.setattr(link, "accept_certificate", lambda: accepted.append(True))
    link._tell([CertificateRefused("THIS SERVER CHANGED.", "ab")])
    await stage.settles()
    assert stage.shows("THIS SERVER CHANGED.")
    assert stage.shows("F9 accept the new certificate")
    await stage.presses("f9")
    assert accepted == [True]


async def test_a_server_that_changed_while_one_was_away_is_told_and_can_be_accepted(
    lobby: Stage,
) -> None:
    await lobby.joins("#tea")
    assert lobby.connection.session.was_registered
    link = lobby.connection.link
    link._tell([CertificateRefused("THIS SERVER CHANGED.", "ab")])
    await lobby.settles()
    assert lobby.shows("THIS SERVER CHANGED.")
    assert lobby.shows("F9 accept the new certificate")


async def test_after_a_pause_what_is_typed_is_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nickname, "_PAUSE", -1.0)
    async with staged() as stage:
        stage.app._question.ask(stage.connection, "zed", error="Nobody answers there.")
        await stage.types("x")
        asking = stage.app._question.screen
        assert asking is not None
        assert (asking._nick_field.value, asking.typed_ahead) == ("zedx", "")


async def test_a_mistyped_address_can_be_corrected(closed_port: int) -> None:
    async with guest(closed_port) as ana:
        await ana.sees("The server's address")
        await ana.until(lambda: ana.app.focused is ana.app.screen.query_one("#address"))
        screen = ana.app.screen
        assert isinstance(screen, NicknameScreen)
        screen.typed_ahead = "hello"
        await ana.pilot.press("ctrl+c", *"chat.example", "enter")
        await ana.until(lambda: ana.app.correction is not None)
    assert ana.app.correction == (Address("chat.example"), "ana")
    assert ana.app.typed_ahead == "hello"


async def test_a_nickname_that_is_being_typed_keeps_the_keys() -> None:
    async with staged(nick="") as stage:
        await stage.types("bi")
        stage.connection.error = "Nobody answers."
        await stage.tells([Disconnected("Nobody answers.", None, told=True)])
        await stage.types("a")
        assert stage.app.screen.query_one("#nickname", Input).value == "bia"
        assert stage.shows("The server's address")
        await stage.presses("tab", "ctrl+c")
        await stage.submits("a b c:d")
        assert stage.app.correction is None
        assert stage.shows("is not a valid port")


async def test_the_same_address_is_tried_again(closed_port: int) -> None:
    async with guest(closed_port) as ana:
        await ana.sees("The server's address")
        await ana.pilot.press("enter")
        assert ana.app.correction is None
        await ana.sees("Nobody answers")
