"""A server that never stops sending does not fill the client's memory: everything has a limit."""

import asyncio
import gc
import tracemalloc
from itertools import pairwise

import pytest

from tests.client.peers import peer, serving, welcoming
from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import Line, LineKind
from tui_chat.client.buffers.scrollback import LineBudget, Lines
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect import reconnecting_link as link_module
from tui_chat.client.connect.reconnecting_link import Link
from tui_chat.client.connect.send_rate import MOST_ANSWERS, SendRate
from tui_chat.client.events import Disconnected, Event
from tui_chat.client.headless.headless_client_base import HeadlessClient
from tui_chat.client.session import Profile, Session
from tui_chat.client.session.channels import join_part_kick_invite_rename, names_and_who
from tui_chat.client.session.model import message_authors
from tui_chat.wire.message import Message
from tui_chat.wire.text.formatting import PLAIN, Span

PATIENCE = 30.0
OFFER = (
    "message-tags batch labeled-response echo-message server-time away-notify account-notify "
    "draft/multiline=max-bytes=2000,max-lines=9 draft/chathistory draft/event-playback "
    "draft/message-redaction draft/read-marker soju.im/search"
)
FLOODS = {
    "pings": "PING :{n}",
    "people": ":n{n}!u@h PRIVMSG ana :hi",
    "servers": ":n{n} PRIVMSG ana :hi",
    "notices": ":irc NOTICE ana :{n}",
    "talk": ":bia!b@h PRIVMSG #tea :{n}",
    "members": ":n{n}!u@h JOIN #tea :x",
    "channels": ":ana!a@h JOIN #c{n}",
    "channels left": ":ana!a@h JOIN #c{n}|:ana!a@h PART #c{n}",
    "channels put out of": ":ana!a@h JOIN #c{n}|:x!a@h KICK #c{n} ana :b",
    "names": ":irc 353 ana = #tea :n{n}",
    "names of others": ":irc 353 ana = #t{n} :n{n}",
    "absence": ":irc 301 ana n{n} :gone {n}",
    "bans": ":irc 367 ana #asked m{n}",
    "lists": ":irc 322 ana #c{n} 3 :t",
    "whois": ":irc 311 ana n{n} u h * :x",
    "batches": "BATCH +{n} chathistory #tea",
    "a batch": "BATCH +a chathistory #tea|@batch=a :n{n}!u@h PRIVMSG #tea :hi",
    "targets": (
        "BATCH +a draft/chathistory-targets|"
        "@batch=a :irc CHATHISTORY TARGETS n{n} 2026-01-01T00:00:00.000Z|BATCH -a"
    ),
    "typing": "@+typing=active :n{n}!u@h TAGMSG #tea",
    "reactions": "@+draft/reply=m1;+draft/react=x{n} :n!u@h TAGMSG #tea",
    "a reaction": "@+draft/reply=m1;+draft/react=x :n{n}!u@h TAGMSG #tea",
    "answers": "@msgid=r{n};+draft/reply=q{n} :n!u@h PRIVMSG #tea :hi",
    "answers to one": "@msgid=r{n};+draft/reply=q :n!u@h PRIVMSG #tea :hi",
    "modes": ":irc MODE #tea +b m{n}",
    "features": ":irc 005 ana T{n}=x :are supported",
    "offers": ":irc CAP * LS * :cap{n}",
    "new offers": ":irc CAP * NEW :sasl away-notify",
    "nicknames": ":n{n}!a@h JOIN #tea|:n{n}!a@h NICK m{n}|:m{n}!a@h QUIT :x",
    "own nicknames": ":ana!a@h NICK ana{n}|:ana{n}!a@h NICK ana",
    "refused nicknames": ":irc 433 ana x{n} :taken",
    "refusals": ":irc 470 ana #x{n} ##y{n} :fwd",
    "failures": "FAIL X Y{n} z{n} :no",
    "notes": ":irc NOTE A B{n} :no",
    "watched": ":irc 730 ana :n{n}!u@h",
    "read": "MARKREAD #c{n} timestamp=2026-01-01T00:00:00.000Z",
    "invitations": ":n{n}!u@h INVITE ana #x{n}",
    "renaming": "RENAME #tea #tea{n}|RENAME #tea{n} #tea",
    "challenges": "AUTHENTICATE {n}",
    "mentions": ":n{n}!u@h PRIVMSG #tea :ana {n}",
    "questions": ":n{n}!u@h PRIVMSG ana :\x01VERSION\x01",
    "lines of several": "BATCH +{n} draft/multiline #tea|@batch={n} :n!u@h PRIVMSG #tea :e",
    "casemappings": ":irc 005 ana CASEMAPPING=ascii :x|:irc 005 ana CASEMAPPING=rfc1459 :x",
}
_FEW = 300
"""The most of members, while this is tested."""


@pytest.fixture
def _few(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (join_part_kick_invite_rename, names_and_who):
        monkeypatch.setattr(module, "MOST_MEMBERS", _FEW)
    monkeypatch.setattr(message_authors, "MOST", _FEW)


@pytest.fixture(scope="module")
def _alone() -> None:
    """What other tests have left takes no part in the collections of garbage here."""
    gc.freeze()


@pytest.mark.usefixtures("_few", "_alone")
@pytest.mark.parametrize("kind", FLOODS)
def test_nothing_that_a_server_tells_grows_for_ever(kind: str) -> None:
    talk = Talk(channels=("#tea",))
    talk.enters(OFFER, "NETWORK=E MONITOR=100 WHOX CHATHISTORY=100")
    talk.joins("#tea", "@bia")
    talk.hears("@msgid=m1 :bia!b@h PRIVMSG #tea :x")
    talk.session.ask_bans("#asked")
    room = talk.session.buffers._budget
    room.left = room.loose = 100_000
    rate = SendRate()

    def flood(begin: int, end: int) -> None:
        for number in range(begin, end):
            for line in FLOODS[kind].format(n=number).split("|"):
                talk.hears(line)
            talk.happened()
            talk.at += 0.001
            rate.put(talk.session.take_outgoing())
            rate.take(number * 1e-4, freely=False)

    flood(0, 3_200)
    gc.collect()
    tracemalloc.start()
    try:
        held = []
        for begin in range(3_200, 5_600, 800):
            flood(begin, begin + 800)
            gc.collect()
            held.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    # What is replaced by the like of it counts as grown at first, since only that is traced; and a
    # table may be made larger once. What grows without end grows each time.
    further = min(after - before for before, after in pairwise(held))
    assert further < 800 * 40, f"{further / 800:.0f} bytes for each line: {held}"


def test_what_is_said_waits_as_long_as_it_takes_and_our_own_questions_do_not() -> None:
    rate = SendRate()
    rate.put([Message("PRIVMSG", ("#tea", str(number))) for number in range(2 * MOST_ANSWERS)])
    rate.put([Message("MODE", (f"#{number}",)) for number in range(2 * MOST_ANSWERS)])
    waiting = rate.clear()
    assert sum(message.command == "PRIVMSG" for message in waiting) == 2 * MOST_ANSWERS
    assert sum(message.command == "MODE" for message in waiting) == MOST_ANSWERS
    rate.put([Message("MODE", ("#again",))])
    assert rate.take(0.0, freely=True)


async def test_a_server_that_does_not_read_its_answers_is_not_read_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    released = asyncio.Event()
    hung_up = asyncio.Event()

    async def serve(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        flood = b"PING :" + b"x" * 400 + b"\r\n"
        try:
            while not released.is_set():
                writer.write(flood * 100)
                await writer.drain()
        except OSError:
            pass
        hung_up.set()
        writer.close()

    monkeypatch.setattr(link_module, "_GOODBYE", 0.01)
    told: list[Event] = []
    async with serving(serve) as port:
        session = Session(Profile("ana"), "tea")
        link = Link(session, "127.0.0.1", port, on_events=told.extend, pulse=0.2)
        async with asyncio.timeout(PATIENCE):
            await link.run()
            released.set()
            await hung_up.wait()
    lost = [event for event in told if isinstance(event, Disconnected)]
    assert [event.reason for event in lost] == ["The server has stopped reading."]


async def test_what_happens_while_nobody_waits_for_it_is_not_kept_for_ever() -> None:
    async with peer(welcoming) as port:
        visit = HeadlessClient(ClientOptions("127.0.0.1", port, "ana"))
        async with asyncio.timeout(PATIENCE), visit:
            for _ in range(30_000):
                visit._take([Event()])
            assert len(visit._news) == visit._news.maxlen


def test_lines_that_are_not_packed_share_their_room_too() -> None:
    room = LineBudget(loose=4_000_000)
    places = [Lines(room) for _ in range(100)]
    style = PLAIN._replace(bold=True)
    spans = tuple(Span(start, start + 1, style) for start in range(100))
    for number in range(200):
        for lines in places:
            lines.append(Line(lines.next_id, 0.0, LineKind.MESSAGE, "n", f"{number}" * 200, spans))
    assert room.loose > -100_000
    assert all(lines[-1].text.startswith("199") for lines in places)
    assert all([line.id for line in lines][-1] == lines.next_id - 1 for lines in places)
    for lines in places:
        lines.clear()
    assert room.loose == 4_000_000
    assert room.left == LineBudget().left


def test_a_word_that_stands_in_many_lines_is_not_looked_for_in_all_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = Lines()
    for number in range(20 * 256):
        lines.append(Line(number, 0.0, LineKind.MESSAGE, "n", "word", (), f"m{number}"))
    asked: list[int] = []
    block = Lines._block

    def counted(lines: Lines, number: int) -> list[Line]:
        asked.append(number)
        return block(lines, number)

    monkeypatch.setattr(Lines, "_block", counted)
    assert lines.find("word") is None
    assert len(asked) < 8
    assert lines.find("m700") is not None


def test_names_are_no_longer_than_a_line_of_the_protocol() -> None:
    talk = Talk(channels=("#tea",))
    talk.enters()
    talk.joins("#tea")
    talk.hears(f":{'n' * 3000}!{'u' * 3000}@h JOIN #tea {'a' * 3000} :{'r' * 3000}")
    kept = [
        len(text)
        for member in talk.buffer("#tea").members.values()
        for text in (member.nick, member.address, member.account, member.realname)
    ]
    assert max(kept) <= 512


def test_a_message_has_a_most_of_people_who_react_to_it() -> None:
    talk = Talk(channels=("#tea",))
    talk.enters(OFFER)
    talk.joins("#tea")
    talk.hears("@msgid=m1 :bia!b@h PRIVMSG #tea :x")
    for number in range(2_000):
        sign = number % 29
        tags = f"@+draft/reply=m1;+draft/react=x{sign}"
        talk.hears(f"{tags} :n{number}!u@h TAGMSG #tea")
    (line,) = talk.buffer("#tea").lines
    assert sum(len(each.nicks) for each in line.reactions) <= 300
