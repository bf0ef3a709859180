"""What a session says and hears, in the log."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.session.talk import NOON, Talk
from tui_chat.client.buffers.buffer import Past
from tui_chat.client.buffers.members import Identity
from tui_chat.client.chat_log.log_on_thread import ChatLog
from tui_chat.client.chat_log.log_record_types import Conversation, Entry, Said
from tui_chat.client.chat_log.session_log import SessionLog
from tui_chat.client.chat_log.sqlite_store import open_log
from tui_chat.client.events import SearchAnswered

SERVER = "irc.example:6667"
HISTORY = "message-tags batch server-time draft/chathistory"


class Logged:
    """A talk whose words go to a log."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.log = ChatLog(folder)
        self.talk = Talk()
        self.session_log = SessionLog(self.talk.session, self.log, SERVER, lambda: "ana")

    async def passes(self) -> None:
        """Events reach the log, and what it reads has come back."""
        while events := self.talk.happened():
            self.session_log.take(events)
            while self.session_log._tasks:
                await asyncio.gather(*self.session_log._tasks)
        await self.log.flush()

    async def hears(self, *lines: str) -> None:
        for line in lines:
            self.talk.hears(line)
            self.talk.at += 1
        await self.passes()

    async def enters(self, offer: str = "") -> None:
        self.talk.connects(offer)
        await self.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
        await self.joins("#tea")

    async def joins(self, channel: str) -> None:
        await self.hears(
            f":ana!ana@host JOIN {channel}",
            f":irc 353 ana = {channel} :ana bia caio",
            f":irc 366 ana {channel} :End",
        )

    def kept(self, name: str = "#tea") -> list[str]:
        database = open_log(self.folder / "log.db")
        texts = [
            f"<{entry.sender}> {entry.text}"
            for each in database.kept()
            if each.conversation.name == name
            for entry in database.entries(each.number)
        ]
        database.close()
        return texts

    def shows(self, name: str = "#tea") -> list[str]:
        return [row for row in self.talk.shows(name) if row.startswith("<")]

    async def is_over(self) -> None:
        await asyncio.to_thread(self.log.close)


@pytest.fixture
def logged(tmp_path: Path) -> Iterator[Logged]:
    logged = Logged(tmp_path)
    yield logged
    logged.log.close()


async def test_what_people_say_is_kept_and_not_who_comes_and_goes(logged: Logged) -> None:
    await logged.enters()
    await logged.hears(
        ":bia!b@h PRIVMSG #tea :\x02hi\x02",
        ":bia!b@h PRIVMSG #tea :\x01ACTION waves\x01",
        ":caio!c@h NOTICE #tea :a notice",
        ":caio!c@h PART #tea",
        ":bia!b@h PRIVMSG ana :psst",
    )
    assert logged.kept() == ["<bia> \x02hi", "<bia> waves", "<caio> a notice"]
    assert logged.kept("bia") == ["<bia> psst"]


@pytest.mark.parametrize("offer", ["", "echo-message"])
async def test_what_we_say_is_kept_once_it_is_sent(logged: Logged, offer: str) -> None:
    await logged.enters(offer)
    tea = logged.talk.buffer("#tea")
    logged.talk.session.say(tea, "hello", logged.talk.at)
    await logged.passes()
    if offer:
        assert logged.kept() == []
        await logged.hears(":ana!ana@host PRIVMSG #tea :hello")
    assert logged.kept() == ["<ana> hello"]


async def test_what_was_refused_after_all_is_not_kept(logged: Logged) -> None:
    await logged.enters()
    logged.talk.session.say(logged.talk.buffer("#tea"), "hello", logged.talk.at)
    await logged.hears(":irc 404 ana #tea :Cannot send to channel")
    assert logged.kept() == []


async def test_passwords_said_to_services_are_never_kept(logged: Logged) -> None:
    await logged.enters()
    session, tea = logged.talk.session, logged.talk.buffer("#tea")
    session.say_to("NickServ", "identify sesame", NOON)
    session.say_to("nickserv@services.example", "register sesame", NOON)
    session.say_to("Q", "auth ana sesame", NOON)
    session.say_to("*status", "setpass sesame", NOON)
    session.say(tea, "msg NickServ identify sesame", NOON)
    await logged.hears(
        ":NickServ!s@services NOTICE ana :Your password is sesame",
        ":bot!b@h NOTICE ana :your token is sesame",
    )
    files = b"".join(path.read_bytes() for path in logged.folder.iterdir())
    assert b"sesame" not in files


async def test_nothing_is_kept_of_a_server_with_a_history(logged: Logged) -> None:
    await logged.enters(HISTORY)
    await logged.hears(":bia!b@h PRIVMSG #tea :hi", ":bia!b@h PRIVMSG ana :psst")
    logged.talk.session.say(logged.talk.buffer("#tea"), "hello", NOON)
    await logged.passes()
    assert list(logged.folder.iterdir()) == []


async def test_on_return_it_is_shown_and_what_is_new_comes_after_it(logged: Logged) -> None:
    await logged.enters()
    await logged.hears(":bia!b@h PRIVMSG #tea :yesterday", ":bia!b@h PRIVMSG ana :psst")
    await logged.is_over()
    again = Logged(logged.folder)
    again.talk.at += 86_400
    await again.enters()
    await again.hears(":bia!b@h PRIVMSG #tea :today")
    assert again.shows() == ["<bia> yesterday", "<bia> today"]
    tea = again.talk.buffer("#tea")
    assert (tea.past, tea.unread) == (Past.COMPLETE, 1)
    again.talk.session.talk_to("bia")
    await again.passes()
    assert again.shows("bia") == ["<bia> psst"]
    await again.joins("#tea")  # after a lost connection, say
    assert again.shows() == ["<bia> yesterday", "<bia> today"]
    await again.is_over()


async def test_older_pages_are_read_as_they_are_asked_for(logged: Logged) -> None:
    await logged.enters()
    await logged.hears(*(f":bia!b@h PRIVMSG #tea :line {n}" for n in range(450)))
    await logged.is_over()
    again = Logged(logged.folder)
    again.talk.at += 86_400
    await again.enters()
    tea = again.talk.buffer("#tea")
    sizes = []
    while tea.past is Past.MORE:
        sizes.append(len(again.shows()))
        assert again.talk.session.older(tea)
        await again.passes()
    assert sizes == [200, 400]
    assert again.shows() == [f"<bia> line {n}" for n in range(450)]
    assert not again.talk.session.older(tea)
    await again.is_over()


async def test_what_a_stranger_wrote_into_the_log_is_as_harmless_as_from_a_server(
    logged: Logged,
) -> None:
    database = open_log(logged.folder / "log.db")
    tea = Conversation(SERVER, "ana", "#tea", "#tea", is_channel=True)
    database.apply([Said(tea, Entry(NOON - 9, 7, "b\x1bia", "\x1b]0;pwned\x07hi\u202e"))])
    database.close()
    await logged.enters()
    assert logged.shows() == ["<b\ufffdia> \ufffd]0;pwned\ufffdhi"]


async def test_a_server_with_a_history_now_goes_first_and_the_log_continues(
    logged: Logged,
) -> None:
    await logged.enters()
    await logged.hears(":bia!b@h PRIVMSG #tea :long ago")
    await logged.is_over()
    again = Logged(logged.folder)
    await again.enters(HISTORY)
    page = "2027-01-16T08:00:00.000Z"
    await again.hears(
        "BATCH +h chathistory #tea",
        f"@batch=h;msgid=m1;time={page} :bia!b@h PRIVMSG #tea :kept by the server",
        "BATCH -h",
    )
    tea = again.talk.buffer("#tea")
    assert again.talk.session.older(tea)
    await again.hears("BATCH +h chathistory #tea", "BATCH -h")
    assert again.talk.session.older(tea)
    await again.passes()
    assert again.shows() == ["<bia> long ago", "<bia> kept by the server"]
    assert tea.past is Past.COMPLETE
    await again.is_over()


async def test_a_conversation_with_somebody_else_of_that_name_is_not_shown(logged: Logged) -> None:
    await logged.enters()
    await logged.hears(":bia!b@home PRIVMSG ana :psst")
    await logged.is_over()
    again = Logged(logged.folder)
    await again.enters()
    again.talk.session.remember({})
    await again.hears(":bia!x@elsewhere PRIVMSG ana :hello")
    assert again.talk.buffer("bia").identity == Identity("x@elsewhere", "")
    assert again.shows("bia") == ["<bia> hello"]
    await again.hears(":bia!x@elsewhere NICK bianca", ":bianca!x@elsewhere PRIVMSG ana :me again")
    assert again.kept("bianca") == ["<bia> hello", "<bianca> me again"]
    assert again.kept("bia") == ["<bia> psst"]
    await again.is_over()


async def test_deleted_and_edited_messages_change_in_the_log_loaded_or_not(logged: Logged) -> None:
    await logged.enters("message-tags draft/message-redaction")
    await logged.hears(
        "@msgid=m1 :bia!b@h PRIVMSG #tea :xyzzyplugh",
        "@msgid=m2 :bia!b@h PRIVMSG #tea :tought",
        "@msgid=m3;+draft/edit=m2 :bia!b@h PRIVMSG #tea :thought",
        "@msgid=m4 :bia!b@h PRIVMSG #tea :plughxyzzy",
    )
    logged.talk.buffer("#tea").clear()
    await logged.hears(":bia!b@h REDACT #tea m1", ":bia!b@h REDACT #tea m4")
    assert logged.kept() == ["<bia> thought"]


async def test_a_search_finds_what_is_logged_and_what_is_loaded_each_once(logged: Logged) -> None:
    await logged.enters()
    await logged.hears(":bia!b@h PRIVMSG #tea :green tea", ":caio!c@h PRIVMSG #tea :blue tea")
    await logged.is_over()
    again = Logged(logged.folder)
    again.talk.at += 86_400
    await again.enters()
    await again.hears(":bia!b@h PRIVMSG #tea :black tea", ":NickServ!s@s PRIVMSG ana :tea")
    answers: list[SearchAnswered] = []
    for query in ("tea in:#TEA", "tea from:caio"):
        again.talk.session.search(query)
        again.session_log.take(again.talk.happened())
        await asyncio.gather(*again.session_log._tasks)
        answers += [e for e in again.talk.happened() if isinstance(e, SearchAnswered)]
    assert [[each.line.text for each in answer.found] for answer in answers] == [
        ["green tea", "blue tea", "black tea"],
        ["blue tea"],
    ]
    assert all(answer.everywhere for answer in answers)
    await again.is_over()
