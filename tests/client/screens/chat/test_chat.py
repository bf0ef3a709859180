"""The chat screen, by what people do and see."""

import pytest
from msgspec.structs import replace
from textual._compositor import CompositorUpdate
from textual.screen import Screen

from tests.client.golden import check_golden
from tests.client.hosts import FakeHost
from tests.client.stage import Stage, staged
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.events import Disconnected
from tui_chat.client.screens.chat.chat import ChatScreen
from tui_chat.client.textual_compat.terminal_app import TerminalApp

AFTERWARDS = 1_795_167_400.0
"""When it is looked at: what is said then has not waited for the server yet."""


async def a_morning(stage: Stage) -> None:
    """A little of everything that a log shows."""
    await stage.enters("#lobby", "@ana +bia caio felipe_souza_junior")
    await stage.hears(
        ":irc 332 zed #lobby :Welcome! Say hello.",
        ":ana!a@h PRIVMSG #lobby :good morning! who has the slides?",
    )
    stage.minute = 1
    await stage.hears(
        ":dani!d@h JOIN #lobby",
        ":eva!e@h JOIN #lobby",
        ":fabio!f@h JOIN #lobby",
        ":gil!g@h JOIN #lobby",
        ":bia!b@h PRIVMSG #lobby :here: https://example.org/slides (the second half is new, and "
        "the rest of this sentence is only here to be wrapped)",
        ":eva!e@h PRIVMSG #lobby :\u4f60\u597d\uff0c\u4e16\u754c \U0001f600 caf\u00e9",
        ":caio!c@h PRIVMSG #lobby :\x01ACTION waves to everybody\x01",
        ":felipe_souza_junior!f@h PRIVMSG #lobby :\x02oi\x02 zed",
    )
    await stage.joins("#class")
    await stage.hears(":bia!b@h PRIVMSG #class :one", ":bia!b@h PRIVMSG #class :two")
    await stage.joins("#ops")
    await stage.hears(":bia!b@h PRIVMSG #ops :zed: look")
    await stage.hears(":bia!b@h PRIVMSG zed :a word in private")
    stage.session.say(stage.chat.buffer, "thanks, that works", AFTERWARDS)
    await stage.settles()


@pytest.mark.parametrize(("width", "height"), [(40, 12), (80, 24), (140, 40)])
async def test_it_looks_as_it_did(width: int, height: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ChatScreen, "now", lambda _screen: AFTERWARDS)
    async with staged(width, height) as stage:
        await a_morning(stage)
        check_golden(f"chat-{width}x{height}", stage.rows())


async def test_what_is_typed_is_sent_and_shown_at_once(lobby: Stage) -> None:
    await lobby.submits("hello there")
    assert lobby.sent() == ["PRIVMSG #lobby :hello there"]
    assert lobby.shows("zed  hello there")


async def test_an_unknown_command_never_reaches_the_room(lobby: Stage) -> None:
    await lobby.submits("/jion #tea")
    assert lobby.sent() == []
    assert lobby.shows("Did you mean /join?")


async def test_a_command_does_what_it_says(lobby: Stage) -> None:
    await lobby.submits("/join #tea")
    assert lobby.sent() == ["JOIN #tea"]


async def test_an_invitation_to_look_does_not_take_the_person_away(lobby: Stage) -> None:
    await lobby.hears(":bia!b@h PRIVMSG zed :psst")
    assert lobby.chat.buffer.name == "#lobby"
    assert lobby.shows("@ 1")


async def test_channels_are_walked_through_with_ctrl_n_and_ctrl_p(lobby: Stage) -> None:
    await lobby.joins("#tea")
    await lobby.presses("ctrl+n")
    there = lobby.chat.buffer.name
    await lobby.presses("ctrl+p")
    assert (there, lobby.chat.buffer.name) == ("#tea", "#lobby")


async def test_a_mention_comes_before_other_unread_talk(lobby: Stage) -> None:
    await lobby.joins("#tea")
    await lobby.joins("#ops")
    await lobby.hears(":bia!b@h PRIVMSG #tea :hi", ":bia!b@h PRIVMSG #ops :zed?")
    await lobby.presses("alt+a")
    assert lobby.chat.buffer.name == "#ops"


async def test_saying_something_goes_to_the_end(lobby: Stage) -> None:
    await lobby.hears(*(f":bia!b@h PRIVMSG #lobby :line {number}" for number in range(60)))
    await lobby.presses("pageup", "h", "i", "enter")
    assert lobby.shows("zed  hi")


async def test_panels_fold_below_80_columns_and_come_when_called() -> None:
    async with staged(79, 20) as stage:
        await stage.enters()
        folded = stage.shows("caio")
        await stage.presses("f8")
        called = stage.shows("caio")
        await stage.presses("f8")
        assert (folded, called, stage.shows("caio")) == (False, True, False)


async def test_panels_come_back_with_the_room() -> None:
    async with staged(60, 20) as stage:
        await stage.enters()
        await stage.pilot.resize_terminal(100, 20)
        await stage.settles()
        assert stage.shows("caio")


@pytest.mark.parametrize(
    ("key", "left"), [("escape", "sair"), ("ctrl+u", ""), ("x", "sairx"), ("ctrl+c", "")]
)
async def test_a_word_for_leaving_asks_and_any_key_but_enter_says_nothing(
    key: str, left: str, lobby: Stage
) -> None:
    await lobby.submits("sair")
    assert lobby.shows("Quit? Enter quits, Esc cancels.")
    await lobby.presses(key)
    assert lobby.sent() == []
    assert (lobby.chat.composer.text, lobby.shows("Quit?")) == (left, False)
    assert not lobby.app._exit


@pytest.mark.parametrize("word", ["exit", "QUIT", " sair ", ":q", ":wq", "salir"])
async def test_a_word_for_leaving_and_enter_twice_leaves(word: str, lobby: Stage) -> None:
    lobby.chat.composer.insert(word)
    await lobby.pilot.press("enter", "enter")
    await lobby.pilot.pause()
    assert lobby.app._exit
    assert lobby.chat.connection.memory.draft(lobby.chat.buffer) == ""  # nor is it there next time


async def test_ctrl_c_empties_the_input_then_says_how_to_leave(lobby: Stage) -> None:
    await lobby.types("unsent")
    await lobby.presses("ctrl+c")
    assert lobby.chat.composer.text == ""
    assert not lobby.shows("Ctrl+Q quits")
    await lobby.presses("ctrl+c")
    assert lobby.shows("Ctrl+Q quits")


async def test_tab_completes_a_nickname_and_goes_on(stage: Stage) -> None:
    await stage.enters(names="bia bianca")
    await stage.presses("b", "tab")
    first = stage.chat.composer.text
    await stage.presses("tab")
    assert {first, stage.chat.composer.text} == {"bia: ", "bianca: "}


async def test_a_draft_stays_with_its_channel(lobby: Stage) -> None:
    await lobby.joins("#tea")
    await lobby.types("for the lobby")
    await lobby.presses("ctrl+n")
    elsewhere = lobby.chat.composer.text
    await lobby.presses("ctrl+p")
    assert (elsewhere, lobby.chat.composer.text) == ("", "for the lobby")


async def test_a_password_is_no_draft_to_be_kept(lobby: Stage) -> None:
    memory = lobby.connection.memory
    await lobby.types("/log")
    kept = [memory.draft(lobby.chat.buffer)]
    await lobby.types("in hunter2")
    kept.append(memory.draft(lobby.chat.buffer))
    assert kept == ["/log", ""]


async def test_a_lost_connection_is_told_once_and_dims_the_input(lobby: Stage) -> None:
    for _attempt in range(3):
        lost = lobby.session.disconnected("The server went away.", 1.8e9, retry_in=1.0)
        await lobby.tells(lost)
    assert sum("The server went away." in row for row in lobby.rows()) == 1
    assert lobby.shows("not connected")
    assert lobby.chat.composer.has_class("-lost")


async def test_nobody_reads_that_there_is_no_connection_once_there_is_one(lobby: Stage) -> None:
    await lobby.tells(lobby.session.disconnected("Lost.", 1.8e9, retry_in=1.0))
    await lobby.submits("/list")
    assert lobby.shows("You are not connected.")
    await lobby.enters()
    assert not lobby.shows("You are not connected.")


async def test_a_failure_before_ever_being_in_asks_what_to_do(stage: Stage) -> None:
    await stage.tells([Disconnected("Nobody answers.", None, told=False)])
    assert stage.shows("Nobody answers.")
    assert stage.shows("Enter try again")


async def test_a_click_takes_the_answer_to_an_earlier_key_away(lobby: Stage) -> None:
    await lobby.types("/xyzzy")
    await lobby.presses("enter")
    assert lobby.shows("Unknown command /xyzzy")
    await lobby.pilot.click("#members", offset=(4, 0))
    await lobby.settles()
    assert not lobby.shows("Unknown command")


async def test_a_click_on_a_key_in_the_status_line_presses_it(lobby: Stage) -> None:
    await _clicks(lobby, "#status", "F1 help")
    assert lobby.shows("Type to search")
    await _clicks(lobby, "#status", "Esc back")
    await _clicks(lobby, "#status", "Ctrl+G go to")
    assert lobby.shows("Go to")


async def test_with_the_mouse_alone_a_message_is_copied(lobby: Stage) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :look", ":bia!b@h PRIVMSG #lobby :no")
    row = next(number for number, text in enumerate(lobby.rows()) if "look" in text)
    await lobby.pilot.click(offset=(40, row), button=3)
    await lobby.settles()
    chosen = lobby.chat.log_view.chosen
    assert chosen is not None
    assert chosen.text == "look"
    await _clicks(lobby, "#status", "y copy")
    assert lobby.app.clipboard == "look"


async def test_a_click_on_the_number_of_members_shows_them(lobby: Stage) -> None:
    await _clicks(lobby, "#topic", "4 here")
    assert lobby.shows("People in #lobby")


async def _clicks(stage: Stage, where: str, text: str) -> None:
    """Click on a text in a widget of one line, from the left edge on."""
    row = next(row for row in reversed(stage.rows()) if text in row)
    await stage.pilot.click(where, offset=(row.index(text) + 1, 0))
    await stage.settles()


async def test_a_click_on_a_name_opens_a_conversation(lobby: Stage) -> None:
    await lobby.pilot.click("#members", offset=(4, 0))
    await lobby.settles()
    assert lobby.chat.buffer.name == "ana"
    assert lobby.chat.composer.has_focus


HOSTED = ClientOptions("127.0.0.1", nick="zed", hosting=FakeHost())


async def test_a_host_with_guests_is_asked_before_leaving() -> None:
    async with staged(options=replace(HOSTED, hosting=FakeHost(2))) as stage:
        await stage.enters()
        await stage.presses("ctrl+q")
        assert stage.shows("2 other people are here. Quitting stops the server.")
        assert not stage.app._exit
        await stage.pilot.press("ctrl+q")
        await stage.pilot.pause()
        assert stage.app._exit


async def test_a_host_with_guests_is_asked_before_the_server_stops_with_the_client(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stopped: list[bool] = []
    monkeypatch.setattr("tui_chat.client.screens.chat.chat.has_job_control", lambda: True)
    monkeypatch.setattr(TerminalApp, "action_suspend_process", lambda _app: stopped.append(True))
    async with staged(options=replace(HOSTED, hosting=FakeHost(2))) as stage:
        await stage.enters()
        await stage.presses("ctrl+z")
        assert stage.shows("2 other people are here. The server stops until fg.")
        assert not stopped
        await stage.presses("ctrl+z")
        assert stopped


async def test_a_host_who_writes_on_is_asked_again() -> None:
    async with staged(options=replace(HOSTED, hosting=FakeHost(1))) as stage:
        await stage.enters()
        await stage.presses("ctrl+q", "a", "ctrl+q")
        assert stage.shows("1 other person is here")
        assert not stage.app._exit


async def test_ctrl_l_writes_over_what_another_program_put_on_the_screen(
    monkeypatch: pytest.MonkeyPatch,
    lobby: Stage,
) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :good morning")
    painted: list[str] = []

    def paint(_screen: Screen[None], update: CompositorUpdate | None) -> None:
        if update is not None:
            painted.append(update.render_segments(lobby.app.console))

    monkeypatch.setattr(lobby.app, "_display", paint)
    await lobby.presses("right")
    before = "".join(painted)
    await lobby.presses("ctrl+l")
    assert "good morning" not in before
    assert "good morning" in "".join(painted)


@pytest.mark.parametrize("shell", [True, False])
async def test_ctrl_z_stops_for_the_shell_if_there_is_one(
    monkeypatch: pytest.MonkeyPatch, shell: bool
) -> None:
    for module in ("screens.chat.chat", "textual_compat.terminal_app"):
        monkeypatch.setattr(f"tui_chat.client.{module}.has_job_control", lambda: shell)
    async with staged() as stage:
        await stage.enters()
        stopped: list[bool] = []
        monkeypatch.setattr(
            "textual.app.App.action_suspend_process", lambda _app: stopped.append(True)
        )
        await stage.types("draft")
        await stage.presses("ctrl+z")
        assert stopped == [True] * shell
        assert stage.shows("There is no shell to return to.") is not shell
        assert stage.chat.composer.text == "draft"
