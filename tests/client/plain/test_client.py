"""The plain client, by what people type and read, against a real server."""

import asyncio
import re
from pathlib import Path

import pytest

from tests.client.peers import peer, welcoming
from tests.client.plain.stage import PATIENCE, Person, person
from tests.client.shell import server_config
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect import retry_policy, send_rate
from tui_chat.client.headless.stdin_lines import NotTextError
from tui_chat.server.config.config_schema import History
from tui_chat.server.process.server import Server


async def test_the_way_in_is_told(port: int) -> None:
    async with person(port) as ana:
        assert await ana.reads("Connected") == f"-- Connected to 127.0.0.1, port {port}."
        assert (await ana.reads("crypted")).startswith("-- Not encrypted")
        assert await ana.reads("You are") == "-- You are ana."
        assert await ana.reads("You joined") == "-- You joined #lobby."
        assert await ana.reads("Topic") == "-- Topic: Welcome! Say hello."
        assert await ana.reads("here") == "-- 1 is here: ana"


async def test_people_hear_each_other_and_not_themselves(port: int) -> None:
    async with person(port) as ana, person(port, "bia") as bia:
        await ana.reads("bia joined")
        await bia.reads("are here")
        ana.types("hello")
        assert re.fullmatch(r"\d\d:\d\d ana: hello", await bia.reads("hello"))
        bia.types("hi ana", "/me waves")
        assert (await ana.reads("waves"))[6:] == "* bia waves"
        assert not [line for line in bia.written if "hi ana" in line]


async def test_a_nickname_is_asked_for(port: int) -> None:
    async with person(port), person(port, "") as bia:
        await bia.reads("Your nickname?")
        bia.types("ana")
        await bia.reads('"ana" is taken')
        assert await bia.reads("Your nickname?") == "-- Your nickname? Enter for ana_."
        bia.types("")
        await bia.reads("You are ana_.")


async def test_each_refusal_of_a_nickname_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(send_rate, "SECONDS_PER_LINE", 0.01)  # so many lines take half a minute
    refusals = {
        "ana": "433 * ana :Nickname is already in use",
        "anä": "433 * anä :Nickname looks like ana, which is in use",
        "bia": "433 * bia :Nickname is reserved by a different account",
        "caio": "437 * caio :Nick is temporarily unavailable",
        "7ana": "432 * 7ana :Erroneous nickname",
        "-ana": "432 * -ana :Erroneous nickname",
        "an.a": "432 * an.a :Erroneous nickname",
        "maria_joaquina": "432 * maria_joaquina :Nickname is too long (at most 9)",
        "root": "432 * root :Erroneous nickname",
        "NickServ": "432 * NickServ :Reserved for services",
        "zed": "FAIL NICK NICKNAME_UGLY zed :Too ugly",
    }

    def refusing(line: str) -> list[str]:
        command, _space, nick = line.partition(" ")
        if command == "USER":
            return []
        if command != "NICK":
            return welcoming(line)
        refusal = refusals.get(nick, f"001 {nick} :Welcome")
        return [refusal if refusal.startswith("FAIL") else f":irc {refusal}"]

    async with peer(refusing) as port, person(port, "") as sitting:
        for nick in refusals:
            await sitting.reads("Your nickname?")
            sitting.types(nick)
            assert nick in await sitting.reads("!!")
        sitting.types("dora")
        await sitting.reads("You are dora.")
        for nick in refusals:
            sitting.types(f"/nick {nick}")
            assert nick in await sitting.reads("!!")


async def test_commands_are_those_of_the_table(port: int) -> None:
    async with person(port) as ana:
        await ana.reads("You joined")
        ana.types("/nosuch", "/help join", "/join #tea")
        assert "Unknown command /nosuch" in await ana.reads("!!")
        assert (await ana.reads("/join")).startswith("-- /join")
        await ana.reads("-- You joined #tea.")
        ana.types("/join #lobby")
        await ana.reads("-- You joined #lobby.")
        ana.types("/close")
        await ana.reads("-- This is")


async def test_what_is_said_elsewhere_names_the_place(port: int) -> None:
    async with person(port) as ana, person(port, "bia") as bia:
        await bia.reads("are here")
        await ana.reads("bia joined")
        ana.types("/join #tea")
        await ana.reads("You joined #tea")
        bia.types("are you there?", "/msg ana a word in private")
        assert (await ana.reads("there"))[6:] == "[#lobby] bia: are you there?"
        assert (await ana.reads("private"))[6:] == "[bia] bia: a word in private"


async def test_what_was_said_before_is_told_in_part(port: int) -> None:
    async with person(port) as ana:
        await ana.reads("is here")
        ana.types(*(f"message {number}" for number in range(50)), "/join #done")
        await ana.reads("You joined #done")
        async with person(port, "bia") as bia:
            await bia.reads("message 49")
        assert not [line for line in bia.written if "message 10" in line]


async def test_after_a_loss_nothing_is_told_twice(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 0.0)
    async with person(port) as ana, person(port, "bia") as bia:
        await ana.reads("bia joined")
        await bia.reads("are here")
        bia.types("before")
        await ana.reads("before")
        ana.client.connection.link._abort()
        await ana.reads("!!")
        ana.types("typed meanwhile")
        bia.types("said meanwhile")
        await bia.reads("typed meanwhile")
        await ana.reads("Reconnected.")
        bia.types("after")
        await ana.reads("after")
        ana.types("/join #done")
        await ana.reads("You joined #done")
    told = [line for line in (*ana.written, *bia.written) if "before" in line]
    assert told == []
    again = ("typed meanwhile", "Reconnected.")
    assert not [line for line in ana.written if any(part in line for part in again)]


async def test_a_message_that_is_not_delivered_is_told(port: int) -> None:
    async with person(port) as ana:
        await ana.reads("You joined")
        ana.types("/query nobody hello")
        await ana.reads("!! Not delivered: hello")


async def test_a_word_for_leaving_is_asked_about(port: int) -> None:
    async with person(port) as ana:
        await ana.reads("is here")
        ana.types("sair")
        await ana.reads("Quit?")
        ana.types("")
        async with asyncio.timeout(PATIENCE):
            await ana.client._over.wait()


async def test_anything_else_goes_on(port: int) -> None:
    async with person(port) as ana, person(port, "bia") as bia:
        await bia.reads("are here")
        ana.types("quit", "no, I stay")
        await bia.reads("no, I stay")


async def test_what_comes_through_a_pipe_is_all_sent(port: int) -> None:
    async with person(port, "bia") as bia:
        await bia.reads("is here")
        options = ClientOptions("127.0.0.1", port, "ana", ("#lobby",))
        ana = Person(options, interactive=False)
        ana.types(*(f"line {number}" for number in range(40)))
        ana.keyboard.ends()
        async with asyncio.timeout(PATIENCE):
            await ana.client.run()
        assert ana.client.error == ""
        for number in range(40):
            assert (await bia.reads("ana: "))[6:] == f"ana: line {number}"


async def test_more_servers_in_one_window(port: int) -> None:
    async with Server(server_config()) as other, person(port) as ana:
        await ana.reads("is here")
        ana.types(f"/connect 127.0.0.1 {other.port}")
        await ana.reads(f"Connected to 127.0.0.1, port {other.port}")
        async with person(other.port, "bia") as bia:
            await ana.reads("bia joined")
            ana.types("hello there")
            await bia.reads("ana: hello there")
            ana.types("/disconnect")
            await bia.reads("ana left")
        ana.types("/disconnect")
        await ana.reads("tui-chat was started for this server")


async def test_a_server_that_is_not_there_ends_it() -> None:
    ana = Person(ClientOptions("127.0.0.1", 1, "ana"), interactive=True)
    async with asyncio.timeout(PATIENCE):
        await ana.client.run()
    assert ana.client.error.startswith("Nobody answers at 127.0.0.1, port 1")


async def test_a_hostile_server_writes_no_escape_sequence(port: int) -> None:
    async with person(port) as ana, person(port, "bia") as bia:
        await bia.reads("are here")
        await ana.reads("bia joined")
        bia.types("/raw PRIVMSG #lobby :\x1b[2Jboo\x07 \u202etxt")
        said = await ana.reads("boo")
        assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e]", said)


async def test_reactions_are_told(port: int) -> None:
    async with person(port) as ana, person(port, "bia") as bia:
        await ana.reads("bia joined")
        await bia.reads("are here")
        ana.types("lunch?")
        await bia.reads("lunch?")
        bia.types("/react 👍")
        assert (await ana.reads("👍"))[6:] == "- bia reacts with 👍 to ana: lunch?"
        assert (await bia.reads("👍"))[6:] == "- bia reacts with 👍 to ana: lunch?"


async def test_what_is_typed_before_the_room_is_open_is_said_there(port: int) -> None:
    async with person(port, "bia") as bia:
        await bia.reads("is here")
        async with person(port) as ana:
            ana.types("good morning")
            assert (await bia.reads("good morning"))[6:] == "ana: good morning"


async def test_what_is_no_text_is_told_and_not_sent(port: int) -> None:
    async with person(port) as ana, person(port, "bia") as bia:
        await ana.reads("bia joined")
        await bia.reads("are here")
        bia.types(NotTextError(1), "hello")
        assert (await bia.reads("!!")).startswith("!! Standard input is not UTF-8 (line 1)")
        assert (await ana.reads("bia"))[6:] == "bia: hello"


async def test_a_pipe_that_is_no_text_fails(port: int) -> None:
    person = Person(ClientOptions("127.0.0.1", port, "ana"), interactive=False)
    person.types(NotTextError(1), "hello")
    person.keyboard.ends()
    async with asyncio.timeout(PATIENCE):
        await person.client.run()
    assert person.client.error.startswith("Standard input is not UTF-8 (line 1)")


async def test_on_a_server_without_history_what_was_said_is_told_on_return(tmp_path: Path) -> None:
    config = server_config(history=History(enabled="off"))
    async with Server(config) as server:
        async with person(server.port, folder=tmp_path) as ana:
            await ana.reads("is here")
            async with person(server.port, "bia") as bia:
                await ana.reads("bia joined")
                bia.types("see you tomorrow")
                await ana.reads("see you tomorrow")
                ana.types("yes", "/msg bia and bring tea")
                await bia.reads("bring tea")
        async with person(server.port, folder=tmp_path) as ana:
            assert (await ana.reads("see you"))[6:] == "bia: see you tomorrow"
            assert (await ana.reads("yes"))[6:] == "ana: yes"
            ana.types("/search tea")
            await ana.reads("bring tea")


async def test_a_log_that_cannot_be_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    config = server_config(history=History(enabled="off"))
    async with Server(config) as server, person(server.port, folder=tmp_path / "file") as ana:
        await ana.reads("!! Messages cannot be logged")
