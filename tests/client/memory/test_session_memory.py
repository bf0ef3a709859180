"""A client that is started again knows what it knew."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.client.session.told import page
from tests.client.stage import EVERYTHING, MORNING, Stage, staged
from tests.client.test_app import Person
from tests.client.test_sent_once import config
from tui_chat.client.app import ChatApp
from tui_chat.client.buffers.line import LineState
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.memory import session_memory as keeper_module
from tui_chat.client.memory.remembered_state import Memory
from tui_chat.client.memory.remembered_state_store import Memories
from tui_chat.client.session import Level
from tui_chat.server.process.server import Server
from tui_chat.wire.timestamps import format_time

MARKERS = f"{EVERYTHING} draft/read-marker"


@pytest.fixture
def memories(tmp_path: Path) -> Memories:
    return Memories(tmp_path / "client")


def spoken(minute: float, nick: str, text: str, target: str = "#lobby") -> str:
    at = format_time(round((MORNING + 60 * minute) * 1000))
    return f"time={at};msgid={text} :{nick}!{nick}@h PRIVMSG {target} :{text}"


async def test_whom_not_to_hear_and_where_we_were_is_known_again(memories: Memories) -> None:
    async with staged(memories=memories) as stage:
        await stage.enters()
        await stage.joins("#tea")
        stage.session.ignore("troll")
        tea = stage.session.find("#tea")
        assert tea is not None
        stage.session.set_level(tea, Level.NOTHING)
        stage.session.talk_to("bia")
        await stage.app.leave("")
    async with staged(memories=memories) as stage:
        session = stage.session
        assert session.rules.ignored == ["troll!*@*"]
        assert session.rules.levels == {"#tea": Level.NOTHING}
        assert [name for name, _key in session.channels] == ["#lobby", "#tea"]
        assert session.find("bia") is not None


async def test_whoever_names_channels_is_in_no_others(memories: Memories) -> None:
    async with staged(memories=memories) as stage:
        await stage.enters()
        await stage.app.leave("")
    wanted = ClientOptions("chat.example", nick="zed", channels=("#tea",))
    async with staged(memories=memories, options=wanted) as stage:
        assert stage.session.channels == [("#tea", "")]


async def test_the_nickname_of_last_time_is_proposed(memories: Memories) -> None:
    async with staged(memories=memories) as stage:
        await stage.enters()
        await stage.app.leave("")
    async with staged(memories=memories, options=ClientOptions("chat.example")) as stage:
        assert stage.shows("zed")


async def test_who_types_a_name_is_known_by_it(memories: Memories) -> None:
    async with staged(memories=memories) as stage:
        await stage.enters()
        stage.session.ignore("troll")
        await stage.app.leave("")
    async with staged(memories=memories, options=ClientOptions("chat.example")) as stage:
        before = list(stage.session.rules.ignored)
        stage.session.change_nick("Zed")
        assert (before, stage.session.rules.ignored) == ([], ["troll!*@*"])


async def test_conversations_without_anything_to_come_back_to_are_left_out(
    memories: Memories,
) -> None:
    async with staged(memories=memories) as stage:
        await stage.enters(offer=EVERYTHING)
        session = stage.session
        for nick in ("bia", "caio", "dani", "eva", "nobody"):
            session.talk_to(nick)
        session.say_to("NickServ", "HELP", MORNING)
        await stage.hears(
            ":NickServ!s@services NOTICE zed :I manage accounts.",
            ":caio!c@h PRIVMSG zed :hi",
            *page("caio", []),
            *page("dani", []),
            *page("eva", []),
        )
        stage.connection.memory.keep_draft(session.talk_to("dani"), "half a")
        await stage.app.leave("")
    assert memories.load("chat.example", 6667, "zed").people == ["bia", "caio", "dani", "nobody"]


async def test_a_draft_waits_in_its_place(memories: Memories) -> None:
    async with staged(memories=memories) as stage:
        await stage.enters()
        await stage.types("half a")
        await stage.app.leave("")
    async with staged(memories=memories) as stage:
        await stage.enters()
        assert stage.chat.composer.text == "half a"


async def test_a_draft_outlives_a_client_that_is_killed(
    memories: Memories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "EVERY", 0.0)
    async with staged(memories=memories) as stage:
        await stage.enters()
        await stage.types("half a")
        async with asyncio.timeout(10):
            while memories.load("chat.example", 6667, "zed").drafts != {"#lobby": "half a"}:
                await stage.pilot.pause(0.01)


async def test_a_draft_that_was_sent_is_none_any_more(
    memories: Memories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "EVERY", 0.0)
    async with staged(memories=memories) as stage:
        await stage.enters()
        await stage.types("half a")
        async with asyncio.timeout(10):
            while not memories.load("chat.example", 6667, "zed").drafts:
                await stage.pilot.pause(0.01)
            await stage.presses("enter")
            while memories.load("chat.example", 6667, "zed").drafts:
                await stage.pilot.pause(0.01)


async def test_a_server_that_never_took_us_in_is_not_remembered(memories: Memories) -> None:
    async with staged(memories=memories) as stage:
        stage.session.ignore("troll")
        await stage.app.leave("")
    assert memories.recent() == []


async def test_what_changes_is_written_soon(
    memories: Memories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "EVERY", 0.0)
    async with staged(memories=memories) as stage:
        await stage.enters()
        stage.session.ignore("troll")
        async with asyncio.timeout(10):
            while not memories.load("chat.example", 6667, "zed").rules.ignored:
                await stage.pilot.pause(0.01)


async def test_what_changes_while_it_is_written_is_written_next(
    memories: Memories, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeper_module, "EVERY", 0.0)
    write, began, go_on = memories.save, threading.Event(), threading.Event()
    begun: list[list[str]] = []

    def slowly(memory: Memory, known: Memory) -> bool:
        begun.append(list(memory.rules.ignored))
        if memory.rules.ignored:
            began.set()
            go_on.wait(10)
        return write(memory, known)

    monkeypatch.setattr(memories, "save", slowly)
    async with staged(memories=memories) as stage:
        await stage.enters()
        stage.session.ignore("troll")
        await asyncio.to_thread(began.wait, 10)
        stage.session.ignore("bore")
        await stage.pilot.pause()
        meanwhile = begun[-1]
        go_on.set()
        async with asyncio.timeout(10):
            while "bore!*@*" not in memories.load("chat.example", 6667, "zed").rules.ignored:
                await stage.pilot.pause(0.01)
        assert (meanwhile, begun[-1]) == (["troll!*@*"], ["troll!*@*", "bore!*@*"])


async def test_a_broken_memory_is_told_on_the_servers_page(memories: Memories) -> None:
    async with staged(memories=memories) as stage:
        await stage.enters()
        await stage.app.leave("")
    [path] = memories.folder.glob("*.json")
    path.write_bytes(b"{")
    async with staged(memories=memories) as stage:
        assert stage.shows("The saved state of chat.example is damaged")


# The line that says "new"


async def test_a_newcomer_sees_nothing_new_in_the_history(memories: Memories) -> None:
    async with staged(memories=memories) as stage:
        await stage.enters(offer=EVERYTHING)
        await stage.hears(*page("#lobby", [spoken(-9, "bia", "earlier")]))
        assert stage.shows("earlier")
        assert stage.chat.log_view.new_from is None


async def test_new_begins_where_the_last_run_ended(memories: Memories) -> None:
    async with staged(memories=memories) as stage:
        await stage.enters(offer=EVERYTHING)
        await stage.hears(*page("#lobby", [spoken(-9, "bia", "earlier")]))
        await stage.app.leave("")
    async with staged(memories=memories) as stage:
        await stage.enters(offer=EVERYTHING)
        told = [spoken(-9, "bia", "earlier"), spoken(-5, "bia", "meanwhile")]
        await stage.hears(*page("#lobby", told))
        place = stage.chat.buffer
        new = place.lines.by_id(stage.chat.log_view.new_from or 0)
        assert new is not None
        assert new.text == "meanwhile"


async def test_who_talks_has_read_what_is_new(memories: Memories) -> None:
    async with staged(memories=memories) as stage:
        await stage.enters()
        stage.chat.look(here=False)
        await stage.hears(f"@{spoken(1, 'bia', 'meanwhile')}")
        stage.chat.look(here=True)
        before = stage.chat.log_view.new_from
        await stage.submits("hello")
        assert before is not None
        assert stage.chat.log_view.new_from is None


async def test_looking_away_tells_other_clients_what_was_read(stage: Stage) -> None:
    await stage.enters(offer=MARKERS)
    await stage.hears(*page("#lobby", []), f"@{spoken(1, 'bia', 'hello')}")
    stage.sent()
    await stage.hears(f"@{spoken(2, 'bia', 'again')}")
    stage.chat.look(here=False)
    assert [line for line in stage.sent() if line.startswith("MARKREAD #lobby timestamp=")]


# With a real server


@asynccontextmanager
async def person(nick: str, port: int, memories: Memories | None = None) -> AsyncIterator[Person]:
    channels = ("#tea",) if memories is None else ()
    app = ChatApp(ClientOptions("127.0.0.1", port, nick, channels), memories=memories)
    async with app.run_test(size=(100, 24)) as pilot:
        yield Person(app, pilot)
        await app.leave("")


async def test_after_a_restart_what_is_unread_is_still_counted(
    memories: Memories, tmp_path: Path
) -> None:
    async with Server(config(), tmp_path) as server, person("bia", server.port) as bia:
        await bia.sees("Message #tea")
        async with person("ana", server.port, memories) as ana:
            await ana.says("/join #ops")
            await ana.sees("Message #ops")
            await ana.says("/join #tea")
            await ana.sees("Message #tea")
            await ana.says("/ignore troll")
            await bia.sees("ana joined")
        await bia.sees("ana joined and left")
        await bia.says("one")
        await bia.says("two")
        await bia.until(lambda: not _pending(bia, "#tea"))
        async with person("ana", server.port, memories) as ana:
            session = ana.app.connections[0].session
            await ana.sees("Message #ops")
            await ana.until(lambda: (tea := session.find("#tea")) is not None and tea.unread == 2)
            assert session.rules.ignored == ["troll!*@*"]


async def test_what_was_typed_while_disconnected_survives_a_restart(
    memories: Memories, tmp_path: Path
) -> None:
    async with Server(config(), tmp_path) as server:
        port = server.port
        ana = person("ana", port, memories)
        app = await ana.__aenter__()
        await app.says("/join #tea")
        await app.sees("Message #tea")
    await app.until(lambda: not app.app.connections[0].connected)
    await app.says("are you there?")
    await app.until(lambda: _pending(app, "#tea"))
    await ana.__aexit__(None, None, None)
    async with Server(config(port), tmp_path), person("bia", port) as bia:
        await bia.sees("Message #tea")
        async with person("ana", port, memories):
            await bia.sees("are you there?")


def _pending(one: Person, channel: str) -> bool:
    place = one.app.connections[0].session.find(channel)
    return place is not None and any(line.state is LineState.PENDING for line in place.lines)


async def test_with_whom_we_talked_is_known_again(memories: Memories) -> None:
    async with staged(memories=memories) as stage:
        await stage.enters()
        await stage.hears(":bia!b@host PRIVMSG ana :hi")
        await stage.app.leave("")
    async with staged(memories=memories) as stage:
        bia = stage.session.find("bia")
        assert bia is not None
        assert bia.identity.address == "b@host"
