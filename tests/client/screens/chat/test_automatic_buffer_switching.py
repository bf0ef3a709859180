"""Where the screen goes by itself, and what stands there."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.client.hosts import FakeHost
from tests.client.stage import Stage, staged
from tui_chat.client.app import ChatApp
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.config.connection_and_ui_options import ClientOptions, UiOptions
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import Event
from tui_chat.client.memory.remembered_state_store import Memories
from tui_chat.wire.message import Message

FOR_TEA = ClientOptions("chat.example", nick="zed", channels=("#Tea", "#ops"))


async def comes_back(stage: Stage) -> None:
    await stage.tells(stage.session.disconnected("Lost.", 1.8e9, retry_in=1.0))
    await stage.enters()


# Where the person lands


async def test_the_channel_that_was_named_is_shown_though_the_server_knows_a_lobby() -> None:
    async with staged(options=FOR_TEA) as stage:
        await stage.enters("#lobby")
        first = stage.chat.buffer.name
        await stage.joins("#tea")
        await stage.joins("#ops")
        assert (first, stage.chat.buffer.name) == ("#lobby", "#tea")


async def test_the_first_of_the_named_channels_is_shown_whichever_answers_first() -> None:
    async with staged(options=FOR_TEA) as stage:
        await stage.enters("#ops")
        await stage.joins("#tea")
        await stage.joins("#lobby")
        assert stage.chat.buffer.name == "#tea"


@pytest.mark.parametrize("keys", [("x",), ("h", "i", "enter"), ("ctrl+p",), ("ctrl+p", "ctrl+n")])
async def test_who_has_begun_to_write_or_moved_stays(keys: tuple[str, ...]) -> None:
    async with staged(options=FOR_TEA) as stage:
        await stage.enters("#lobby")
        await stage.presses(*keys)
        before = stage.chat.buffer
        await stage.joins("#tea")
        assert stage.chat.buffer is before


async def test_several_channels_that_were_asked_for_do_not_take_who_goes_elsewhere_back(
    stage: Stage,
) -> None:
    await stage.enters("#lobby")
    await stage.submits("/join #a,#b,#c")
    await stage.joins("#a")
    first = stage.chat.buffer.name
    await stage.presses("ctrl+p")
    await stage.joins("#b")
    elsewhere = stage.chat.buffer.name
    await stage.types("/join #d")  # what is asked for now is shown again
    await stage.presses("enter")
    await stage.joins("#c")
    await stage.joins("#d")
    assert (first, elsewhere, stage.chat.buffer.name) == ("#a", "#lobby", "#d")


async def test_a_channel_that_lets_us_in_at_the_second_try_is_shown(stage: Stage) -> None:
    await stage.enters("#lobby")
    await stage.submits("/join #a")
    await stage.presses("ctrl+p")
    await stage.hears(":irc 473 zed #a :Cannot join channel (+i)")
    await stage.submits("/join #a")
    await stage.joins("#a")
    assert stage.chat.buffer.name == "#a"


async def test_who_comes_back_is_not_moved() -> None:
    async with staged(options=FOR_TEA) as stage:
        await stage.enters("#lobby")
        await comes_back(stage)
        await stage.joins("#tea")
        assert stage.chat.buffer.name == "#lobby"


async def test_who_reads_the_servers_page_when_it_comes_back_reads_on(stage: Stage) -> None:
    await stage.enters("#lobby")
    await stage.presses("ctrl+p")
    await comes_back(stage)
    assert stage.chat.buffer is stage.session.buffers.server


@pytest.mark.parametrize("entered", [False, True])
async def test_a_second_server_does_not_take_the_screen(*, entered: bool) -> None:
    async with staged(also=(replace(FOR_TEA, host="tea.example"),)) as stage:
        if entered:
            await stage.enters("#lobby")
        before, second = stage.chat.buffer, stage.app.connections[1]
        second.link._tell(let_in(second, "#lobby", "#tea"))
        await stage.settles()
        assert stage.chat.buffer is before


def let_in(connection: Connection, *channels: str) -> list[Event]:
    session, events = connection.session, list[Event]()
    session.connected()
    joins = (f":zed!z@h JOIN {channel}" for channel in channels)
    for line in (":irc 001 zed :Welcome", ":irc 422 zed :No message", *joins):
        events += session.receive(Message.parse(line.encode()), 0.0)
    return events


class Elsewhere(ChatApp):
    """Connects nowhere."""

    def connect(self, connection: Connection) -> None:
        del connection


@pytest.mark.parametrize(("number", "place"), [(0, "#tea"), (1, "chat.example")])
async def test_the_first_frame_is_where_the_first_server_has_led_already(
    number: int, place: str
) -> None:
    options = replace(FOR_TEA, hosting=FakeHost())
    connections = [Connection(options), Connection(replace(options, host="tea.example"))]
    arrived = connections[number]
    arrived.link._tell(let_in(arrived, "#lobby", "#tea"))
    app = Elsewhere(*connections)
    async with app.run_test() as pilot:
        await pilot.pause()
        assert app.chat.buffer.name == place
        told = [any("192.0.2.5" in line.text for line in room.lines) for room in app.chat.buffers()]
        assert told.count(True) == 2 - number


async def test_a_channel_that_one_asked_for_is_shown(lobby: Stage) -> None:
    lobby.session.join("#tea")
    await lobby.joins("#tea")
    assert lobby.chat.buffer.name == "#tea"
    assert lobby.shows("Message #tea")


async def test_a_closed_place_gives_way_to_the_server(lobby: Stage) -> None:
    await lobby.submits("/close")
    assert lobby.chat.buffer is lobby.session.buffers.server


# What comes along


async def test_what_is_being_written_comes_along_into_the_first_room(stage: Stage) -> None:
    await stage.types("good mor")
    await stage.enters()
    await stage.types("ning")
    assert stage.chat.buffer.name == "#lobby"
    assert stage.chat.composer.text == "good morning"


async def test_what_is_being_written_comes_along_into_a_room_that_was_asked_for(
    lobby: Stage,
) -> None:
    await lobby.types("/join #tea")
    await lobby.presses("enter", "h", "i")
    await lobby.joins("#tea")
    written = lobby.chat.composer.text
    await lobby.presses("ctrl+p")
    assert (written, lobby.chat.composer.text) == ("hi", "")


async def test_a_draft_of_the_room_is_one_up_away_from_what_came_along(tmp_path: Path) -> None:
    memories = Memories(tmp_path)
    async with staged(memories=memories) as stage:
        await stage.enters()
        await stage.types("old")
        await stage.app.leave("")
    async with staged(memories=memories) as stage:
        await stage.types("new")
        await stage.enters()
        written = stage.chat.composer.text
        await stage.presses("up")
        assert (written, stage.chat.composer.text) == ("new", "old")


async def test_what_is_being_written_comes_along_through_the_lobby() -> None:
    async with staged(options=FOR_TEA) as stage:
        await stage.types("good mor")
        await stage.enters("#lobby")
        await stage.joins("#tea")
        await stage.types("ning")
        written = stage.chat.composer.text
        stage.chat.actions["previous_place"]()
        assert (stage.chat.buffer.name, stage.chat.composer.text) == ("#lobby", "")
        assert written == "good morning"


async def test_a_draft_of_the_lobby_stays_there(tmp_path: Path) -> None:
    memories = Memories(tmp_path)
    async with staged(memories=memories) as stage:
        await stage.enters("#lobby")
        await stage.types("old")
        await stage.app.leave("")
    async with staged(memories=memories, options=FOR_TEA) as stage:
        await stage.enters("#lobby")
        await stage.joins("#tea")
        there = stage.chat.buffer.name, stage.chat.composer.text
        stage.chat.actions["previous_place"]()
        assert (there, stage.chat.composer.text) == (("#tea", ""), "old")


# What stands there


HOSTED = ClientOptions("127.0.0.1", nick="zed", hosting=FakeHost())


async def test_a_host_is_told_once_how_others_come_in() -> None:
    async with staged(options=HOSTED) as stage:
        await stage.enters()
        await stage.joins("#tea")
        assert sum("tui-chat connect 192.0.2.5 6667" in row for row in stage.rows()) == 1


async def test_a_host_whom_nobody_can_reach_is_told_how_to_let_others_in() -> None:
    async with staged(options=replace(HOSTED, hosting=FakeHost(is_open=False))) as stage:
        await stage.enters()
        assert stage.shows("Only this computer can join. To let others in:")
        assert stage.shows("/share")


async def test_what_is_wrong_with_the_configuration_is_told_in_the_first_room() -> None:
    ui = UiOptions(
        theme="no-such",
        keys={"dance": "f9"},
        problems=("client.toml, line 2: there is no key.",),
    )
    async with staged(ui=ui) as stage:
        assert stage.shows("line 2")
        await stage.enters()
        assert stage.shows("client.toml, line 2: there is no key.")
        assert [line.text for line in stage.chat.buffer.lines if line.kind is LineKind.ERROR] == [
            "client.toml, line 2: there is no key.",
            "Unknown theme no-such. F2 lists all themes.",
            "Unknown action dance.",
        ]
        await stage.joins("#tea")
        tea = stage.session.find("#tea")
        assert tea is not None
        assert not [line for line in tea.lines if line.kind is LineKind.ERROR]


async def test_who_is_led_on_reads_there_what_is_wrong_with_the_configuration() -> None:
    async with staged(options=FOR_TEA, ui=UiOptions(theme="no-such")) as stage:
        await stage.enters("#lobby")
        await stage.joins("#tea")
        assert stage.chat.buffer.name == "#tea"
        assert stage.shows("Unknown theme no-such")
