"""What is said to a person does not go to somebody who has taken their nickname meanwhile."""

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import LineState
from tui_chat.client.session.nicknames import identity_tracking

OFFER = "message-tags batch labeled-response echo-message"
EVIL = ":irc 302 ana :friend=+evil@elsewhere"
GOOD = ":irc 302 ana :friend=-good@host"


@pytest.fixture(params=["NETWORK=E MONITOR=100", "NETWORK=E"])
def isupport(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def back(isupport: str) -> Talk:
    """Connected again, after a secret was written while there was no connection."""
    talk = Talk()
    talk.enters(OFFER, isupport)
    talk.hears(":friend!good@host PRIVMSG ana :hi")
    talk.session.disconnected("lost", talk.at, retry_in=1)
    talk.session.say(talk.buffer("friend"), "a secret", talk.at)
    assert talk.sent() == []
    comes_back(talk, isupport)
    return talk


def comes_back(talk: Talk, isupport: str) -> None:
    talk.connects(OFFER)
    talk.hears(":irc 001 ana :Welcome", f":irc 005 ana {isupport} :x", ":irc 422 ana :No MOTD")


def secrets(talk: Talk) -> list[str]:
    return [line for line in talk.sent() if "PRIVMSG" in line]


def fate(talk: Talk) -> LineState:
    (line,) = [line for line in talk.buffer("friend").lines if line.text == "a secret"]
    return line.state


def test_a_kept_message_does_not_go_to_whoever_took_the_nickname(back: Talk) -> None:
    assert secrets(back) == []
    back.hears(EVIL, ":irc PONG irc tui-chat-3")
    assert secrets(back) == []
    assert fate(back) is LineState.FAILED
    assert "friend may be somebody else now" in back.shows("friend")[-1]


def test_nor_if_the_other_speaks_first(back: Talk) -> None:
    back.hears(":friend!evil@elsewhere PRIVMSG ana :tell me", EVIL)
    assert secrets(back) == []
    assert fate(back) is LineState.FAILED


def test_the_person_may_still_say_it(back: Talk) -> None:
    back.hears(EVIL)
    back.sent()
    back.session.say(back.buffer("friend"), "who are you?", back.at)
    assert [line.rpartition(":")[2] for line in secrets(back)] == ["who are you?"]


def test_it_goes_to_the_same_person_at_once(back: Talk) -> None:
    back.hears(GOOD)
    (sent,) = secrets(back)
    assert sent.endswith("PRIVMSG friend :a secret")
    assert fate(back) is LineState.PENDING


@pytest.mark.parametrize("answer", [":irc 302 ana :", ":irc 421 ana USERHOST :Unknown command"])
def test_where_the_server_tells_nothing_it_is_sent(back: Talk, answer: str) -> None:
    assert secrets(back) == []
    back.hears(answer)
    assert len(secrets(back)) == 1


def test_no_answer_is_waited_for_longer_than_for_the_answer_to_a_ping(back: Talk) -> None:
    (first,) = [line for line in back.session._state.outgoing if line.command == "PING"]
    assert back.session.in_doubt
    back.hears(f":irc PONG irc {first.params[0]}")
    assert secrets(back) == []
    back.session.ping(back.at)
    (second,) = [line for line in back.session.take_outgoing() if line.command == "PING"]
    back.hears(f":irc PONG irc {second.params[0]}")
    assert len(secrets(back)) == 1
    assert not back.session.in_doubt


def test_what_was_under_way_or_kept_from_the_last_run_is_as_safe(isupport: str) -> None:
    talk = Talk()
    talk.enters(OFFER, isupport)
    talk.hears(":friend!good@host PRIVMSG ana :hi")
    talk.session.say(talk.buffer("friend"), "a secret", talk.at)
    talk.session.not_sent(talk.session.take_outgoing())
    talk.session.disconnected("lost", talk.at, retry_in=1)
    again = Talk()
    again.session.talk_to("friend")
    again.session.remember(talk.session.identities)
    again.session.resume(talk.session.unsent)
    for each in (talk, again):
        comes_back(each, isupport)
        assert secrets(each) == []
        each.hears(EVIL)
        assert secrets(each) == []
        assert fate(each) is LineState.FAILED


def test_of_whom_the_server_has_told_does_not_grow_with_their_nicknames(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(identity_tracking, "MOST_TOLD", 5)
    talk = Talk()
    talk.enters(OFFER)
    for number in range(20):
        talk.hears(":x!u@h PRIVMSG ana :hi", f":x!u@h NICK y{number}")
        talk.hears(f":y{number}!u@h PRIVMSG ana :hi", f":y{number}!u@h NICK x")
    assert len(talk.session._state.told_of) <= 5
