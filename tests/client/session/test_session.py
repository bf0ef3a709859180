from collections.abc import Iterable

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.session.talk import NOON, Talk
from tui_chat.client.events import BufferClosed
from tui_chat.client.session import Progress
from tui_chat.client.session.model.handlers import HANDLERS
from tui_chat.client.session.registration.negotiation import WANTED
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message

WORDS = st.sampled_from(
    ["ana", "bia", "#tea", "@#tea", "*", "#x", "+ov-k", "=", "H@", "", ":", "99999999999999999999",
     "LS", "ACK", "NEW", "DEL", "batch echo-message", "NETWORK=X", "CASEMAPPING=ascii",
     "PREFIX=(ov)@+", "PREFIX=", "CHANTYPES=", "-CHANTYPES", "a,b", "\x01ACTION x\x01", "\x01",
     "\x1b[2J", "\u202e", "@bia +ana", "é" * 50, "+h", "-h", "+m", "-m", "chathistory", "m1",
     "draft/multiline", "soju.im/search", "draft/chathistory-targets", "TARGETS", "x" * 300,
     "timestamp=2027-01-15T08:00:01.000Z", "timestamp=9999-99-99", "msgid=", "SUCCESS",
     "CHATHISTORY", "AUTHENTICATE", "c2Nob29s", "A" * 400],
)  # fmt: skip
SOURCES = st.sampled_from(["", ":ana!a@h ", ":bia!b@h ", ":irc.example ", ":! ", ":\x1b ", ":ana "])
TAGS = st.sampled_from(
    ["", "@time=x ", "@label=1;msgid=m ", "@time=9999-12-31T23:59:59Z ", "@b ", "@batch=h ",
     "@batch=h;msgid=m1;time=2027-01-15T08:00:01.000Z ", "@batch=m ",
     "@batch=m;draft/multiline-concat ",
     "@batch=h;+draft/reply=m1;+draft/react=x ", "@+draft/edit=m1 ", "@batch=h;+draft/edit=m1 ",
     "@+reply=m1;+draft/unreact=x ", "@+typing=active ", "@label=2;batch=h ",
     f"@msgid={'m' * 500} "],
)  # fmt: skip
COMMANDS = st.sampled_from(sorted(HANDLERS)) | st.from_regex(r"[0-9]{3}|[A-Z]{1,5}", fullmatch=True)
LINES = st.builds(
    lambda tags, source, command, params, last: (
        f"{tags}{source}{command} {' '.join(params)} :{last}".encode()
    ),
    TAGS, SOURCES, COMMANDS, st.lists(WORDS, max_size=6), WORDS | st.text(max_size=30),
)  # fmt: skip


KINDS = [
    "chathistory",
    "draft/multiline",
    "soju.im/search",
    "draft/chathistory-targets",
    "netsplit",
]
MOMENTS = st.integers(0, 3).map(lambda n: f"time=2027-01-15T08:00:0{n}.000Z;msgid=m{n}")
TOLD = st.sampled_from(
    [":bia!b@h PRIVMSG #tea :ana?", ":ana!a@h PRIVMSG #tea :hello", ":bia!b@h JOIN #tea",
     ":bia!b@h MODE #tea +o-v ana bia", ":bia!b@h REDACT #tea m1", ":bia!b@h PRIVMSG ana :psst",
     ":bia!b@h TAGMSG #tea", ":irc CHATHISTORY TARGETS bia x", ":bia!b@h PRIVMSG #tea",
     ":bia!b@h PRIVMSG", "BATCH +m draft/multiline #tea", "BATCH -m", ":bia!b@h KICK #tea ana"]
)  # fmt: skip
ANNOTATED = st.sampled_from(
    ["", ";+draft/edit=m1", ";+draft/reply=m2;+draft/react=x", ";+reply=m3", ";+typing=active"]
)
BATCHES = st.builds(
    lambda kind, target, told: [
        line.encode()
        for line in (
            f":irc BATCH +h {kind} {target}",
            *(f"@batch=h;{moment}{note} {text}" for moment, note, text in told),
            ":irc BATCH -h",
        )
    ],
    st.sampled_from(KINDS),
    st.sampled_from(["#tea", "bia", "#x", "*"]),
    st.lists(st.tuples(MOMENTS, ANNOTATED, TOLD), max_size=6),
)
TALK = st.lists(LINES.map(lambda line: [line]) | BATCHES, max_size=20).map(
    lambda parts: [line for part in parts for line in part]
)


def hear(talk: Talk, lines: Iterable[bytes]) -> None:
    for line in lines:
        try:
            message = Message.parse(line, "cp1252")
        except ProtocolError:
            continue
        talk.session.receive(message, NOON)


def sent_lines_parse(talk: Talk) -> None:
    for message in talk.session.take_outgoing():
        line, rest = message.encode().split(b"\r\n")
        assert rest == b""
        assert Message.parse(line) == message
        assert len(line) <= 510 or message.tags


EVERYTHING = " ".join(WANTED) + " draft/multiline=max-bytes=4096,max-lines=24 sasl=PLAIN"


def does_everything(talk: Talk) -> None:
    """What a person can do with whatever the server has put there."""
    session = talk.session
    for buffer in session.buffers:
        session.say(buffer, "one\ntwo " + "é" * 300, NOON, answers=next(iter(buffer.lines), None))
        session.older(buffer)
        session.typing(buffer, Progress.ACTIVE, NOON)
        session.typists(buffer, NOON)
        buffer.show()
        session.mark_read(buffer, NOON)
        buffer.hide()
        for line in list(buffer.lines)[:20]:
            session.react(buffer, line, "👍", NOON)
            session.edit(buffer, line, "other words", NOON)
            session.delete(buffer, line, NOON)
            session.retry(buffer, line.id, NOON)
        ids = [line.id for line in buffer.lines]
        assert ids == list(range(buffer.lines.first_id, buffer.lines.next_id))
    session.search("one")
    session.ping(NOON + 100)


@settings(max_examples=150, deadline=None)
@given(TALK, st.booleans())
def test_whatever_a_server_says_nothing_raises_and_what_we_say_parses(
    lines: list[bytes], inside: bool
) -> None:
    talk = Talk(account="ana", account_password="sesame")
    talk.enters(EVERYTHING if inside else "", "MONITOR=10 WHOX CHATHISTORY=5 BOT=B")
    talk.joins("#tea", "@bia")
    talk.session.whois("bia")
    talk.session.ask_list()
    talk.session.ask_bans("#tea")
    talk.session.ask_names("#x")
    talk.session.say(talk.session.talk_to("bia"), "hello", NOON)
    hear(talk, lines)
    does_everything(talk)
    sent_lines_parse(talk)
    talk.session.disconnected("Lost.", NOON, retry_in=1.0)
    does_everything(talk)
    talk.session.connected()
    hear(talk, lines)
    does_everything(talk)
    sent_lines_parse(talk)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.binary(max_size=60), max_size=20))
def test_random_bytes_do_no_harm(lines: list[bytes]) -> None:
    talk = Talk()
    talk.session.connected()
    hear(talk, lines)
    sent_lines_parse(talk)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=600), st.text(max_size=40))
def test_whatever_a_person_types_is_a_line_that_parses(text: str, name: str) -> None:
    talk = Talk.entered()
    talk.session.say(talk.session.talk_to(name or "x"), text, NOON)
    talk.session.join(name, text)
    talk.session.kick(name, text, text)
    talk.session.change_nick(text)
    talk.session.set_topic(name, text)
    talk.session.send_raw(text)
    sent_lines_parse(talk)


def test_a_server_with_a_hundred_thousand_channels_costs_little(talk: Talk) -> None:
    talk.hears(*(f":ana!ana@host JOIN #c{number}" for number in range(5_000)))
    assert len(talk.session.buffers) == 1_000


def test_a_server_cannot_open_pages_without_end(talk: Talk) -> None:
    talk.hears(*(f":p{number}!p@host PRIVMSG ana :hi" for number in range(1_500)))
    assert len(talk.session.buffers) == 1_000
    assert talk.shows("")[-1] == "<p1499> hi"


def test_batches_without_end_take_no_memory_without_end() -> None:
    talk = Talk.entered("batch draft/chathistory")
    talk.joins("#tea")
    state = talk.session._state
    text = "x" * 3_000
    for depth in range(200):
        around = f"@batch=b{depth - 1} " if depth else ""
        kind = "netsplit" if depth % 2 else "chathistory"
        talk.hears(f"{around}:irc BATCH +b{depth} {kind} #tea")
    talk.hears(*(f"@batch=b{n % 99} :bia!b@h PRIVMSG #tea :{text}" for n in range(8_000)))
    assert state.collected <= 8_000_000
    assert sum(len(each.collected or []) for each in state.batches.values()) < 3_000
    talk.hears(*(f":irc BATCH -b{depth}" for depth in range(200)))
    assert state.collected == 0
    assert not state.batches


def test_what_a_person_does_is_told_to_whoever_drives_the_session(talk: Talk) -> None:
    called: list[None] = []
    talk.session.on_change = lambda: called.append(None)
    talk.session.join("#tea")
    assert len(called) == 1
    talk.hears(":ana!ana@host JOIN #tea")
    assert len(called) == 1


def test_a_page_that_is_closed_is_no_longer_where_we_look(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.foreground = buffer
    tea.session.close(buffer)
    assert tea.happened() == [BufferClosed(buffer)]
    assert tea.session.foreground is tea.buffer("")


def test_the_servers_page_cannot_be_closed(talk: Talk) -> None:
    talk.session.close(talk.buffer(""))
    assert talk.happened() == []
    assert talk.buffer("") in talk.session.buffers


def test_a_channel_is_left_by_leaving_it_and_not_by_losing_the_line(tea: Talk) -> None:
    channel = tea.buffer("#tea")
    assert not tea.session.is_left(channel)
    tea.session.disconnected("Lost.", tea.at, retry_in=1.0)
    assert not tea.session.is_left(channel)


def test_whoever_was_removed_has_left(tea: Talk) -> None:
    tea.hears(":bia!b@host KICK #tea ana :enough")
    assert tea.session.is_left(tea.buffer("#tea"))


def test_who_says_so_may_be_sent_to_fast() -> None:
    for token in ("SAFERATE", "soju.im/SAFERATE"):
        talk = Talk.entered()
        assert not talk.session.patient
        talk.hears(f":irc 005 ana {token} :are supported by this server")
        assert talk.session.patient


def test_only_what_is_said_on_entering_is_a_secret_of_it() -> None:
    assert not Talk(channels=("#tea",)).session.has_secrets
    assert Talk(password="tulip").session.has_secrets
    assert Talk(account_password="tulip").session.has_secrets
    talk = Talk(channels=("#tea",))
    talk.session.join("#milk", "sesame")
    assert talk.session.has_secrets
