import pytest

from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import LineState
from tui_chat.client.session.messages.multiline import limits

WHOLE = (
    "batch draft/multiline=max-bytes=4096,max-lines=24 echo-message labeled-response message-tags"
)


@pytest.fixture
def tea() -> Talk:
    talk = Talk.entered(WHOLE)
    talk.joins("#tea", "bia")
    return talk


def test_many_lines_are_one_message_where_the_server_takes_it(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "def hello():\n\n    print()\n\n", tea.at)
    opening, *lines, closing = tea.sent()
    reference = closing.removeprefix("BATCH -")
    label = opening.partition(" ")[0]
    assert opening == f"{label} BATCH +{reference} draft/multiline #tea"
    assert lines == [
        f"@batch={reference} PRIVMSG #tea :def hello():",
        f"@batch={reference} PRIVMSG #tea :",
        f"@batch={reference} PRIVMSG #tea :    print()",
    ]
    assert [line.text for line in buffer.lines] == ["def hello():\n\n    print()"]
    tea.hears(
        f"{label};msgid=m1 :ana!ana@host BATCH +x draft/multiline #tea",
        "@batch=x :ana!ana@host PRIVMSG #tea :def hello():",
        "@batch=x :ana!ana@host PRIVMSG #tea :",
        "@batch=x :ana!ana@host PRIVMSG #tea :    print()",
        ":irc BATCH -x",
    )
    [line] = buffer.lines
    assert (line.state, line.msgid) == (LineState.SENT, "m1")


def test_a_long_line_is_told_in_pieces_that_are_one_again(tea: Talk) -> None:
    text = " ".join(["chá"] * 400)
    tea.session.say(tea.buffer("#tea"), text, tea.at)
    _opening, *lines, _closing = tea.sent()
    assert len(lines) > 2
    assert all("draft/multiline-concat" in line for line in lines[1:])
    assert "".join(line.partition(" :")[2] for line in lines) == text
    assert tea.shows("#tea") == [f"<ana> {text}"]


def test_what_is_past_the_servers_limits_is_several_messages(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "\n".join(f"line {n}" for n in range(60)), tea.at)
    batches = [line for line in tea.sent() if "BATCH +" in line]
    assert len(batches) > 2
    assert "\n".join(line.text for line in tea.buffer("#tea").lines) == "\n".join(
        f"line {n}" for n in range(60)
    )


def test_a_message_of_one_line_needs_no_batch(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "hello\n", tea.at)
    assert len(tea.sent()) == 1


def test_others_messages_of_many_lines_are_one_line_of_the_log(tea: Talk) -> None:
    tea.hears(
        "@msgid=m2;time=2027-01-15T08:00:01.000Z :bia!b@host BATCH +y draft/multiline #tea",
        "@batch=y :bia!b@host PRIVMSG #tea :how is ",
        "@batch=y;draft/multiline-concat :bia!b@host PRIVMSG #tea :everyone,",
        "@batch=y :bia!b@host PRIVMSG #tea :\x02Ana\x02?",
    )
    assert tea.shows("#tea") == []
    tea.hears(":irc BATCH -y")
    [line] = tea.buffer("#tea").lines
    assert (line.text, line.msgid, line.mention) == ("how is everyone,\nAna?", "m2", True)
    assert [(span.start, span.end) for span in line.spans] == [(17, 20)]


def test_nothing_comes_of_a_batch_that_says_nothing(tea: Talk) -> None:
    tea.hears(":bia!b@host BATCH +y draft/multiline #tea", ":irc BATCH -y")
    tea.hears(":bia!b@h BATCH +z draft/multiline", "@batch=z :bia!b@h PRIVMSG #tea :", "BATCH -z")
    assert tea.shows("#tea") == []


def test_what_waited_is_split_if_the_server_lost_the_skill(tea: Talk) -> None:
    tea.session.disconnected("Lost.", tea.at, retry_in=1.0)
    tea.sent()
    tea.session.say(tea.buffer("#tea"), "one\ntwo", tea.at)
    tea.enters("echo-message")
    assert [line for line in tea.answers(":ana!ana@host JOIN #tea") if "PRIVMSG" in line] == [
        "PRIVMSG #tea one",
        "PRIVMSG #tea two",
    ]
    for said, state in (("one", LineState.PENDING), ("two", LineState.SENT)):
        tea.hears(f":ana!ana@host PRIVMSG #tea {said}")
        [line] = [line for line in tea.buffer("#tea").lines if line.own]
        assert line.state is state


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("max-bytes=4096,max-lines=24", (4096, 24)),
        ("max-bytes=4096", (4096, 100)),
        ("max-bytes=99999999,max-lines=9999,new=1", (60_000, 1_000)),
        ("", None),
        ("max-bytes=1", None),
        ("max-bytes=x,max-lines=24", None),
        ("max-bytes=4096,max-lines=0", None),
    ],
)
def test_limits_are_read_from_the_capability(value: str, expected: tuple[int, int] | None) -> None:
    assert limits(value) == expected
