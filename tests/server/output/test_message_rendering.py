import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.server.core.effects import Speech
from tui_chat.server.core.events import Millis
from tui_chat.server.output.message_rendering import render, render_speech
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capabilities, Capability, capability_set
from tui_chat.wire.message import Message, Text
from tui_chat.wire.preformatted_numerics import replies
from tui_chat.wire.source import Source
from tui_chat.wire.timestamps import format_time, parse_time

TIME = "2025-11-20T12:00:00.000Z"
RICH = Message(
    "PRIVMSG",
    ("#tea", "hi all"),
    "alice!alice@host",
    {"msgid": "id1", "account": "al", "label": "l", "batch": "b", "+draft/x": "a;b"},
)


@pytest.mark.parametrize(
    ("held", "tags"),
    [
        ((), ""),
        ((Capability.SETNAME,), ""),
        ((Capability.SERVER_TIME,), f"@time={TIME} "),
        ((Capability.ACCOUNT_TAG,), "@account=al "),
        ((Capability.LABELED_RESPONSE,), "@label=l "),
        ((Capability.BATCH,), "@batch=b "),
        ((Capability.MESSAGE_TAGS,), r"@msgid=id1;+draft/x=a\:b "),
        (
            (Capability.MESSAGE_TAGS, Capability.SERVER_TIME, Capability.ACCOUNT_TAG),
            rf"@time={TIME};msgid=id1;account=al;+draft/x=a\:b ",
        ),
    ],
)
def test_tags_are_shown_to_those_who_asked(held: tuple[Capability, ...], tags: str) -> None:
    line = render(RICH, capability_set(*held), TIME).decode()
    assert line == f"{tags}:alice!alice@host PRIVMSG #tea :hi all\r\n"


def test_a_time_that_the_message_brings_counts() -> None:
    message = Message("JOIN", ("#tea",), "a!b@c", {"time": "1999-01-01T00:00:00.000Z"})
    line = render(message, Capability.SERVER_TIME.bit, TIME)
    assert line == b"@time=1999-01-01T00:00:00.000Z :a!b@c JOIN #tea\r\n"
    assert render(message, Capabilities(0), TIME) == b":a!b@c JOIN #tea\r\n"


@pytest.mark.parametrize("held", [NO_CAPABILITIES, Capability.SERVER_TIME.bit])
@pytest.mark.parametrize("letter", ["x", "é", "漢", "🫖"])
def test_a_body_over_512_bytes_is_cut_between_characters(held: Capabilities, letter: str) -> None:
    line = render(Message("PRIVMSG", ("#tea", letter * 600), "a!b@c"), held, TIME)
    body = line[line.index(b":") :] if not held else line[line.index(b" ") + 1 :]
    assert 512 - len(letter.encode()) < len(body) <= 512
    assert body.endswith(b"\r\n")
    assert set(body.decode()[:-2].partition("#tea :")[2]) == {letter}


def test_a_body_of_512_bytes_is_whole() -> None:
    message = Message("PRIVMSG", ("#tea", "x" * 489), "a!b@c")
    line = render(message, Capability.SERVER_TIME.bit, TIME)
    assert line == b"@time=%s :a!b@c PRIVMSG #tea :%s\r\n" % (TIME.encode(), b"x" * 489)
    assert len(render(message, NO_CAPABILITIES, TIME)) == 512


@pytest.mark.parametrize(
    ("params", "shown"),
    [
        (("PRIVMSG", "#tea", "hi"), "PRIVMSG #tea :hi"),
        (("NOTICE", "bob", "hi"), "NOTICE bob :hi"),
        (("TOPIC", "#tea", "Assam"), "TOPIC #tea :Assam"),
        (("PART", "#tea", "bye"), "PART #tea :bye"),
        (("PART", "#tea"), "PART #tea"),
        (("QUIT", "bye"), "QUIT :bye"),
        (("KICK", "#tea", "bob", "rude"), "KICK #tea bob :rude"),
        (("JOIN", "#tea"), "JOIN #tea"),
        (("NICK", "bob"), "NICK bob"),
        (("TAGMSG", "#tea"), "TAGMSG #tea"),
        (("AWAY", "lunch"), "AWAY :lunch"),
        (("AWAY",), "AWAY"),
        (("SETNAME", "Bob"), "SETNAME :Bob"),
        (("CAP", "*", "ACK", "sasl"), "CAP * ACK :sasl"),
        (("301", "ana", "bob", "lunch"), "301 ana bob :lunch"),
        (("302", "ana", "ana=+a@b"), "302 ana :ana=+a@b"),
        (("303", "ana", "bob"), "303 ana :bob"),
        (("311", "ana", "bob", "b", "host", "*", "Bob"), "311 ana bob b host * :Bob"),
        (("319", "ana", "bob", "@#tea"), "319 ana bob :@#tea"),
        (("322", "ana", "#tea", "2", "Assam"), "322 ana #tea 2 :Assam"),
        (("324", "ana", "#tea", "+nt"), "324 ana #tea +nt"),
        (("332", "ana", "#tea", "Assam"), "332 ana #tea :Assam"),
        (("333", "ana", "#tea", "ana!a@b", "1700000000"), "333 ana #tea ana!a@b 1700000000"),
        (("353", "ana", "=", "#tea", "@ana"), "353 ana = #tea :@ana"),
        (("730", "ana", "bob!b@c"), "730 ana :bob!b@c"),
        (("731", "ana", "bob"), "731 ana :bob"),
        (("354", "ana", "#tea", "bob"), "354 ana #tea bob"),
        (("354", "ana", "#tea", Text("bob")), "354 ana #tea :bob"),
        (("JOIN", "#tea", "bob", "Bob"), "JOIN #tea bob :Bob"),
    ],
)
def test_texts_have_a_colon_before_them(params: tuple[str, ...], shown: str) -> None:
    message = Message(params[0], params[1:], "a!b@c")
    held = Capability.EXTENDED_JOIN.bit
    assert render(message, held, TIME).decode() == f":a!b@c {shown}\r\n"


def test_tags_take_no_room_from_the_body() -> None:
    tags = {"+big": "y" * 4000}
    line = render(
        Message("PRIVMSG", ("#tea", "x" * 480), "a!b@c", tags), Capability.MESSAGE_TAGS.bit, TIME
    )
    assert line.endswith(b"x" * 480 + b"\r\n")
    assert line.startswith(b"@+big=" + b"y" * 4000 + b" ")


@given(
    st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n"), min_size=1)
        | st.sampled_from([":", " ", ":a", "b c", "x" * 500, "é" * 130, "漢" * 170]),
        min_size=1,
    ),
    st.dictionaries(st.sampled_from(["account", "bot", "+x"]), st.sampled_from(["", "a;b"])),
    st.sets(st.sampled_from(list(Capability))),
)
def test_a_speech_is_rendered_as_its_messages_would_be(
    texts: list[str], tags: dict[str, str], held: set[Capability]
) -> None:
    msgids = tuple(f"id{number}" for number in range(len(texts)))
    speech = Speech(Source("alice!alice@host"), "#tea", tuple(texts), msgids, tags, Millis(0))
    shown = capability_set(*held)
    one_by_one = [
        render(message, shown, format_time(parse_time(TIME) + number))
        for number, message in enumerate(speech.messages())
    ]
    assert render_speech(speech, shown, TIME) == b"".join(one_by_one)


def test_several_numerics_are_a_line_each_with_the_tags_of_all() -> None:
    several = replies("001 \0 :Hello \0\n002 \0 x", "ana", "irc.example")
    tagged = Message(several.command, several.params, several.source, {"batch": "b"})
    held = capability_set(Capability.BATCH, Capability.SERVER_TIME)
    tags = f"@time={TIME};batch=b "
    assert render(tagged, held, TIME).decode() == (
        f"{tags}:irc.example 001 ana :Hello ana\r\n{tags}:irc.example 002 ana x\r\n"
    )


@pytest.mark.parametrize("letter", ["x", "漢"])
def test_each_of_several_numerics_is_cut_for_itself(letter: str) -> None:
    lines = f"001 \0 :{letter * 600}\n002 \0 :short"
    first, second = render(replies(lines, "ana", "irc.example"), NO_CAPABILITIES, TIME).split(
        b"\r\n"
    )[:2]
    assert 510 - len(letter.encode()) < len(first) <= 510
    assert first.decode().endswith(letter)
    assert second == b":irc.example 002 ana :short"


def test_the_lines_of_a_speech_are_a_millisecond_apart_over_the_end_of_a_second_too() -> None:
    texts = ("one", "two", "three", "four")
    speech = Speech(Source("a!b@c"), "#tea", texts, ("1", "2", "3", "4"), {}, Millis(0))
    shown = render_speech(speech, Capability.SERVER_TIME.bit, "2025-11-20T12:00:00.998Z")
    times = [line.partition(" ")[0][-7:] for line in shown.decode().splitlines()]
    assert times == ["00.998Z", "00.999Z", "01.000Z", "01.001Z"]
