from tests.client.session.talk import Talk
from tui_chat.wire.message import Message


def test_a_ping_is_answered_with_its_token_untouched(talk: Talk) -> None:
    assert talk.answers("PING :a b\x02c") == ["PONG :a b\x02c"]
    assert talk.happened() == []


def test_a_second_ping_waits_for_the_first_answer(talk: Talk) -> None:
    talk.hears(":irc PONG irc :tui-chat-1")
    assert talk.session.ping(talk.at)
    assert not talk.session.ping(talk.at)


def test_the_answer_to_a_ping_is_no_longer_than_a_line() -> None:
    talk = Talk()
    talk.connects()
    talk.session.receive(Message.parse(b"PING :" + b"\xff" * 500, "cp1252"), talk.at)
    [answer] = talk.sent()
    assert 500 < len(answer.encode()) <= 510
