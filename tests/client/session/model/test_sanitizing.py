import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.client.session.talk import Talk
from tests.client.session.told import HISTORY, page
from tui_chat.client.session.model.sanitizing import (
    LONGEST_NAME,
    LONGEST_TEXT,
    clean,
    is_name,
    shown,
)
from tui_chat.wire.message import Message


@given(st.lists(st.text(max_size=30), max_size=4))
def test_whatever_was_typed_the_line_parses_as_what_was_meant(params: list[str]) -> None:
    message = clean(Message("TOPIC", tuple(params)), 512)
    assert message is not None
    [line, rest] = message.encode().split(b"\r\n")
    assert rest == b""
    assert Message.parse(line) == message
    assert len(message.params) == len(params)


def test_what_is_too_long_is_cut_between_characters() -> None:
    message = clean(Message("TOPIC", ("#tea", "é" * 600)), 512)
    assert message is not None
    assert 500 < len(message.encode()) <= 512
    assert set(message.params[1]) == {"é"}


@pytest.mark.parametrize(
    ("command", "params"),
    [
        ("JOIN", ("#" + "a" * 600,)),
        ("PART", ("#" + "a" * 600,)),
        ("MODE", ("#tea", "+b", "*!*@" + "a" * 600)),
        ("TOPIC", ("#" + "a" * 600, "Assam")),
        ("PASS", ("a" * 600,)),
    ],
)
def test_half_a_name_is_never_sent(command: str, params: tuple[str, ...]) -> None:
    assert clean(Message(command, params), 512) is None


@pytest.mark.parametrize("name", ["ana", "#tea", "#" + "é" * (LONGEST_NAME // 2 - 1), "0"])
def test_what_every_command_can_say_as_it_is_can_be_a_name(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "name",
    ["", ":ana", "ana lima", "ana\n", "ana\ud800", "a\x1b", "a,b", "#" + "é" * (LONGEST_NAME // 2)],
)
def test_what_would_become_another_word_on_the_way_or_the_screen_is_no_name(name: str) -> None:
    assert not is_name(name)


def test_the_longest_names_and_ids_fit_all_that_is_said_of_them() -> None:
    talk = Talk()
    talk.enters(
        f"{HISTORY} draft/message-redaction draft/read-marker",
        "CHATHISTORY=100 MSGREFTYPES=msgid,timestamp MONITOR=9 WHOX",
    )
    channel, person = "#" + "a" * (LONGEST_NAME - 1), "b" * LONGEST_NAME
    talk.session.talk_to(person)
    talk.hears(f":ana!ana@host JOIN {channel}", f":irc 366 ana {channel} :End")
    heard = f"@msgid={'m' * 200} :bia!b@host PRIVMSG {channel} :hello"
    talk.hears(*page(channel, [heard[1:]]), *page(person, []), heard)
    place = talk.buffer(channel)
    place.show()
    talk.session.mark_read(place, talk.at, now=True)
    assert talk.session.older(place)
    talk.session.react(place, place.lines[-1], "+1", talk.at)
    talk.session.delete(place, place.lines[-1], talk.at)
    talk.session.say(talk.buffer(person), "hello " * 100, talk.at)
    sent = talk.sent()
    said = {line.split(" ")[line.startswith("@")] for line in sent}
    assert said == {"CHATHISTORY", "MARKREAD", "MODE", "MONITOR", "PRIVMSG", "REDACT", "TAGMSG"}
    assert max(len(line) for line in sent if not line.startswith("@")) <= 510
    assert talk.shows("") == []


def test_styles_stay_where_they_are_in_a_text_of_several_lines() -> None:
    text, spans = shown("one\n\x02two\x02\nthr\x1dee")
    assert text == "one\ntwo\nthree"
    assert [(text[span.start : span.end], span.style.bold) for span in spans] == [
        ("two", True),
        ("ee", False),
    ]


def test_every_line_is_safe_to_show() -> None:
    text, _spans = shown("a\x1b[2J\nb\u202ec")
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_a_text_has_an_end() -> None:
    assert len(shown("x\n" * LONGEST_TEXT)[0]) <= LONGEST_TEXT
