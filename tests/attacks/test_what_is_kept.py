"""Everything that a server or a member sends can be packed, stored, printed and logged."""

import asyncio
import io
import json
import logging
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.client.peers import peer, welcoming
from tests.client.session.talk import Talk
from tests.fuzz import clients
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.buffers.scrollback import BLOCK
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.headless.headless_client_base import HeadlessClient
from tui_chat.client.headless.tail import Tail, _tail
from tui_chat.client.memory.memory_file import read, write
from tui_chat.client.memory.remembered_state import Memory
from tui_chat.client.memory.remembered_state_store import Memories
from tui_chat.client.memory.session_memory import SessionMemory
from tui_chat.server.engine import client_event_audit_log
from tui_chat.server.process import logging_setup
from tui_chat.wire.source import Source
from tui_chat.wire.text.sanitize import sanitize

PATIENCE = 30.0
KINDS = frozenset({LineKind.MESSAGE, LineKind.NOTICE, LineKind.EVENT})

_SENDERS = st.sampled_from(["irc.example", "bia", "bia!b@h", "ana", "bia@h", "é", "\x1b[2J"])
_LINES = st.sampled_from(
    [
        "MODE #t +o ana",
        "PRIVMSG #t :hello",
        "PRIVMSG ana :hello",
        "NOTICE ana :hello",
        "NOTICE #t :hello",
        "JOIN #t",
        "JOIN #new",
        "PART #t :bye",
        "QUIT :bye",
        "NICK caio",
        "KICK #t bia :out",
        "TOPIC #t :tea",
        "RENAME #t #tea",
        "INVITE ana #elsewhere",
        "AWAY :gone",
        "ACCOUNT bia",
        "CHGHOST b h",
        "MARKREAD #t timestamp=2026-11-20T20:15:03.000Z",
        "REDACT #t m :no",
        "353 ana = #t :@bia irc.example",
        "366 ana #t :End",
        "311 ana bia b h * :Bia",
        "318 ana bia :End",
        "730 ana :bia",
        "401 ana bia :Nobody",
        "900 ana ana!a@h ana :You are in",
        "396 ana hidden :is yours",
    ]
)


def test_the_parts_of_a_source_and_what_is_made_safe_are_plain_text() -> None:
    for written in ("irc.example", "bia!b@h", "b@h", "", "é", "\x1b", "e\u0301" * 20):
        source = Source(written)
        for part in (source.nick, source.user, source.host, sanitize(source)):
            assert type(part) is str


def test_a_mode_set_by_a_server_does_not_stop_the_log_from_being_packed() -> None:
    talk = Talk(channels=("#tea",))
    talk.enters()
    talk.joins("#tea")
    talk.hears(":irc.example MODE #tea +t")
    talk.hears(*(f":bia!b@h PRIVMSG #tea :{number}" for number in range(2 * BLOCK)))
    assert talk.shows("#tea")[0] == "irc.example allowed only operators to set the topic"
    assert len(talk.shows("#tea")) == 2 * BLOCK + 1


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(_SENDERS, _LINES), max_size=12), st.integers(0, 15))
def test_all_that_a_session_keeps_can_be_written(lines: list[tuple[str, str]], first: int) -> None:
    written = "\n".join(f"@msgid=m :{sender} {line}" for sender, line in lines)
    clients.session(bytes([first | 1]) + written.encode())


async def test_a_notice_of_the_server_is_told_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    def talk(line: str) -> list[str]:
        if line.startswith("JOIN"):
            return [
                ":ana!a@h JOIN #tea",
                ":irc.example NOTICE #tea :going down",
                ":irc.example MODE #tea +m",
                ":bia PRIVMSG #tea :hello",
            ]
        return welcoming(line)

    async with peer(talk) as port:
        visit = HeadlessClient(ClientOptions("127.0.0.1", port, "ana"))
        async with asyncio.timeout(PATIENCE):
            await _tail(visit, Tail("#tea", KINDS, json=True), 10, follow=False)
    told = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [each["sender"] for each in told] == ["irc.example", "irc.example", "bia"]


async def test_a_person_without_an_address_does_not_stop_drafts_from_being_kept(
    tmp_path: Path,
) -> None:
    talk = Talk()
    memories = Memories(tmp_path / "memory")
    keeper = SessionMemory(talk.session, memories, "irc.example", 6667)
    talk.enters()
    talk.hears(":bia PRIVMSG ana :hello", ":irc.example PRIVMSG ana :hello")
    keeper.keep_draft(talk.buffer("bia"), "half a sentence")
    keeper.close()
    kept = memories.load("irc.example", 6667, "ana")
    assert kept.drafts == {"bia": "half a sentence"}


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(codec=None), max_size=20), st.text(max_size=20))
def test_whatever_is_typed_or_pasted_is_kept(
    tmp_path_factory: pytest.TempPathFactory, draft: str, nick: str
) -> None:
    file = tmp_path_factory.mktemp("memory") / "one.json"
    memory = Memory("h", 1, "ana", Source(nick).nick, drafts={"#tea": draft, "bia": "kept"})
    write(file, memory)
    kept = read(file, Memory).drafts
    assert kept["bia"] == "kept"
    assert kept["#tea"] == draft.encode(errors="replace").decode()


def test_a_name_with_half_a_character_has_a_memory_too(tmp_path: Path) -> None:
    memories = Memories(tmp_path)
    memory = Memory("h", 1, "an\udce9", drafts={"#tea": "x"})
    assert memories.save(memory, Memory())
    assert memories.load("h", 1, "an\udce9").drafts == {"#tea": "x"}


@pytest.mark.parametrize("kind", sorted(client_event_audit_log.KINDS))
def test_every_kind_of_news_reaches_the_json_log(
    kind: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    stream = io.StringIO()
    journal = logging_setup.LogHandler(stream)
    journal.setFormatter(logging_setup.JsonFormatter())
    monkeypatch.setattr(logging.getLogger("tui_chat.audit"), "handlers", [journal])
    monkeypatch.setattr(logging.getLogger("tui_chat.audit"), "propagate", False)
    caplog.set_level(logging.INFO, "tui_chat.audit")
    names = ("nick", "host", "reason", "channel", "by", "to", "account", "did")
    client_event_audit_log.record(kind, dict.fromkeys(names, Source("irc.example")))
    said = json.loads(stream.getvalue())
    assert (said["what"], said["by"]) == (kind, "irc.example")


@pytest.mark.parametrize(
    "style",
    [logging_setup.PlainFormatter, logging_setup.ColourFormatter, logging_setup.JsonFormatter],
)
@pytest.mark.parametrize("level", [logging.INFO, logging.WARNING])
def test_whatever_is_logged_is_written_and_steers_no_terminal(
    style: type[logging.Formatter], level: int
) -> None:
    text = Source("a\x1b]0;owned\x07\x9b2J\ud800\u202e")
    record = logging.LogRecord("x", level, __file__, 1, "heard %s", (text,), None)
    line = style().format(record)
    msgspec.json.encode(line)
    bare = line.replace("\x1b[0m", "").replace("\x1b[2m", "").replace("\x1b[33m", "")
    assert not any(sign in bare for sign in ("\x1b", "\x07", "\x9b", "\u202e", "\\u001b"))
