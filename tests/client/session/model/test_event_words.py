import pytest

from tui_chat.client.buffers.line import Movement
from tui_chat.client.session.model import event_words
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.wire.message import Message


def heard(line: str) -> Incoming:
    return Incoming(Message.parse(f":caio!c@host {line}".encode()), 0.0)


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("QUIT :Quit: see you", "caio left: see you"),
        ("QUIT :Quit: caio", "caio left"),
        ("QUIT", "caio left"),
        ("QUIT :Read error: 104", "caio disconnected (Read error: 104)"),
        ("QUIT :irc.a.net irc.b.net", "caio left: irc.a.net irc.b.net"),
        ("QUIT :*.net *.split", "caio disconnected (*.net *.split)"),
    ],
)
def test_leaving_and_being_lost_are_told_apart(line: str, text: str) -> None:
    assert event_words.quitted(heard(line)) == (text, Movement.LEFT)


@pytest.mark.parametrize("reason", ["caio", "dani"])
def test_a_reason_that_servers_put_by_themselves_is_none(reason: str) -> None:
    assert event_words.kicked(heard(f"KICK #tea dani {reason}")).text == "caio kicked dani"


def test_topics_are_set_and_taken_away() -> None:
    assert event_words.topic_set(heard("TOPIC #tea :Assam")).text == "caio set the topic: Assam"
    assert event_words.topic_set(heard("TOPIC #tea :")).text == "caio removed the topic"
