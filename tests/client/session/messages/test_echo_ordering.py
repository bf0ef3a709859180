"""Where our own messages stand among those of others: as on everybody's screen."""

import pytest

from tests.client.session.talk import Talk
from tests.client.session.told import HISTORY, live, said
from tui_chat.client.buffers.buffer import Buffer


@pytest.fixture
def tea() -> Talk:
    talk = Talk()
    talk.enters("echo-message message-tags")
    talk.joins("#tea", "bia")
    talk.sent()
    return talk


def echo(talk: Talk, text: str) -> None:
    talk.hears(f":ana!ana@host PRIVMSG #tea :{text}")


def bia(talk: Talk, text: str) -> None:
    talk.hears(f":bia!b@h PRIVMSG #tea :{text}")


def texts(buffer: Buffer) -> str:
    return " ".join(line.text for line in buffer.lines)


def test_an_own_message_stands_where_the_server_has_put_it(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "mine", tea.at)
    bia(tea, "theirs")
    assert texts(buffer) == "mine theirs", "not yet"
    echo(tea, "mine")
    bia(tea, "later")
    assert texts(buffer) == "theirs mine later"
    assert [line.id for line in buffer.lines] == [0, 1, 2]


@pytest.mark.parametrize(
    ("order", "seen"),
    [
        ("a b 1 2", "a b 1 2"),
        ("1 a b 2", "1 a b 2"),
        ("a 1 b 2", "a 1 b 2"),
        ("a 1 2 b", "a 1 2 b"),
        ("1 2 a b", "1 2 a b"),
        ("1 a 2 b", "1 a 2 b"),
    ],
)
def test_all_screens_show_one_order(tea: Talk, order: str, seen: str) -> None:
    buffer = tea.buffer("#tea")
    for text in "ab":
        tea.session.say(buffer, text, tea.at)
    for text in order.split():
        (echo if text.isalpha() else bia)(tea, text)
    assert texts(buffer) == seen
    echo(tea, "x")  # all are confirmed: this is of another client of ours
    assert texts(buffer) == f"{seen} x"


def test_with_labels_they_are_in_order_too() -> None:
    talk = Talk()
    talk.enters("echo-message message-tags labeled-response batch")
    talk.joins("#tea", "bia")
    talk.sent()
    buffer = talk.buffer("#tea")
    for text in ("a", "b"):
        talk.session.say(buffer, text, talk.at)
    labels = [line.partition(" ")[0] for line in talk.sent()]
    talk.hears(f"{labels[0]} :ana!a@h PRIVMSG #tea a", ":bia!b@h PRIVMSG #tea 1")
    talk.hears(f"{labels[1]} :ana!a@h PRIVMSG #tea b")
    assert texts(buffer) == "a 1 b"


def test_what_only_we_see_moves_nothing(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "mine", tea.at)
    tea.hears(":irc NOTICE ana :for you alone")
    before = texts(buffer)
    echo(tea, "mine")
    assert texts(buffer) == before


def test_joins_are_in_the_order_of_the_server_too(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "mine", tea.at)
    tea.hears(":caio!c@h JOIN #tea")
    echo(tea, "mine")
    assert texts(buffer) == "caio joined mine"


def test_what_others_said_meanwhile_stays_unread(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    buffer.show()
    bia(tea, "read")
    tea.session.say(buffer, "mine", tea.at)
    buffer.hide()
    bia(tea, "new")
    echo(tea, "mine")
    assert texts(buffer) == "read new mine"
    assert (buffer.unread, buffer.read_up_to) == (1, 0)


def test_a_bouncer_that_repeats_is_still_known(tea: Talk) -> None:
    talk = Talk()
    talk.enters(HISTORY)
    talk.joins("#tea", "bia")
    buffer = talk.buffer("#tea")
    talk.session.say(buffer, "mine", talk.at)
    buffer.before_connection = buffer.before_connection._replace(line_id=1)
    talk.hears(live(said(1, "bia", "theirs")), live(said(2, "ana", "mine")))
    assert buffer.before_connection.line_id == 0
