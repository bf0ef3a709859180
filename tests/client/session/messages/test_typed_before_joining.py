"""What is said before the first room is open."""

from tests.client.session.talk import NOON, Talk
from tui_chat.client.buffers.line import LineState
from tui_chat.client.events import TextReturned


def waiting(talk: Talk) -> list[str]:
    return [line.text for line in talk.buffer("").lines if line.own]


def returned(talk: Talk) -> list[tuple[str, str]]:
    return [
        (each.buffer.name, each.text) for each in talk.happened() if isinstance(each, TextReturned)
    ]


def says(talk: Talk, text: str) -> None:
    talk.session.say(talk.buffer(""), text, NOON)


def comes_in(talk: Talk) -> None:
    """The server takes us in, and has answered all that it was asked."""
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")


def answers_ping(talk: Talk) -> None:
    (token,) = (line.split()[1] for line in talk.sent() if line.startswith("PING"))
    talk.hears(f":irc PONG irc {token}")


def own_lines(talk: Talk, name: str) -> list[str]:
    return [line.text for line in talk.buffer(name).lines if line.own]


def joins(talk: Talk, name: str) -> None:
    talk.hears(f":ana!ana@host JOIN {name}", f":irc 366 ana {name} :End")


def test_it_is_shown_as_pending_and_said_in_the_room_that_opens() -> None:
    talk = Talk()
    talk.connects()
    says(talk, "good morning")
    (line,) = talk.buffer("").lines
    assert (line.text, line.state) == ("good morning", LineState.PENDING)
    comes_in(talk)
    joins(talk, "#lobby")
    assert "PRIVMSG #lobby :good morning" in talk.sent()
    assert (waiting(talk), own_lines(talk, "#lobby")) == ([], ["good morning"])


def test_several_things_are_said_in_their_order_and_as_they_were_meant() -> None:
    talk = Talk()
    talk.connects()
    says(talk, "one")
    talk.session.act(talk.buffer(""), "waves", NOON)
    says(talk, "two\nthree")
    comes_in(talk)
    joins(talk, "#lobby")
    assert [line for line in talk.sent() if line.startswith("PRIVMSG")] == [
        "PRIVMSG #lobby one",
        "PRIVMSG #lobby :\x01ACTION waves\x01",
        "PRIVMSG #lobby two",
        "PRIVMSG #lobby three",
    ]


def test_it_waits_for_the_room_that_was_asked_for_not_for_the_server_s_own() -> None:
    talk = Talk(channels=("#tea",))
    talk.connects()
    says(talk, "hello")
    comes_in(talk)
    joins(talk, "#lobby")
    assert waiting(talk) == ["hello"]
    joins(talk, "#tea")
    assert own_lines(talk, "#tea") == ["hello"]


def test_between_several_rooms_the_person_chooses() -> None:
    talk = Talk(channels=("#tea", "#ops"))
    talk.connects()
    says(talk, "hello")
    says(talk, "all")
    comes_in(talk)
    joins(talk, "#ops")
    assert returned(talk) == [("#ops", "hello\nall")]
    assert "You typed this before joining. Enter sends it here." in talk.shows("#ops")
    assert waiting(talk) == own_lines(talk, "#ops") == []


def test_where_no_room_opens_it_is_given_back() -> None:
    talk = Talk()
    talk.connects()
    talk.session.act(talk.buffer(""), "waves", NOON)
    comes_in(talk)
    answers_ping(talk)
    assert talk.refused() == ["This is the server page; nothing is sent. Ctrl+G picks a channel."]
    assert returned(talk) == [("irc.example", "/me waves")]


def test_a_room_that_does_not_let_us_in_gives_it_back() -> None:
    talk = Talk(channels=("#tea",))
    talk.connects()
    says(talk, "hello")
    comes_in(talk)
    answers_ping(talk)
    assert returned(talk) == []
    talk.hears(":irc 474 ana #tea :Banned")
    assert returned(talk) == [("irc.example", "hello")]


def test_a_room_refused_beside_one_that_is_open_gives_it_back_there() -> None:
    talk = Talk(channels=("#tea",))
    talk.connects()
    says(talk, "hello")
    comes_in(talk)
    joins(talk, "#lobby")
    answers_ping(talk)
    talk.hears(":irc 474 ana #tea :Banned")
    assert returned(talk) == [("#lobby", "hello")]


def test_it_waits_over_a_lost_connection_and_not_longer_than_that() -> None:
    talk = Talk()
    talk.connects()
    says(talk, "hello")
    talk.session.disconnected("Lost.", NOON, retry_in=1.0)
    assert waiting(talk) == ["hello"]
    talk.session.connected()
    talk.happened()
    talk._events += talk.session.disconnected("Lost.", NOON, retry_in=None)
    assert returned(talk) == [("irc.example", "hello")]
    assert waiting(talk) == []


def test_who_has_been_in_a_room_is_told_that_the_page_is_none(talk: Talk) -> None:
    joins(talk, "#tea")
    says(talk, "hello")
    assert talk.refused() == ["This is the server page; nothing is sent. Ctrl+G picks a channel."]
    assert returned(talk) == [("Example", "hello")]


def test_a_line_that_was_dropped_meanwhile_is_not_said() -> None:
    talk = Talk()
    talk.connects()
    for text in ("one", "two", "three"):
        says(talk, text)
    talk.session.discard(talk.buffer(""), talk.buffer("").lines[1].id)
    comes_in(talk)
    joins(talk, "#lobby")
    assert own_lines(talk, "#lobby") == ["one", "three"]


def test_a_server_that_never_lets_us_in_fills_no_memory() -> None:
    talk = Talk()
    talk.connects()
    for number in range(200):
        says(talk, str(number))
    assert len(waiting(talk)) == 100


def test_what_is_said_before_there_is_a_room_waits_for_it_even_over_a_loss(talk: Talk) -> None:
    talk.session.say(talk.buffer(""), "hello", NOON)
    talk.session.disconnected("Lost.", NOON, retry_in=1.0)
    talk.enters()
    assert "PRIVMSG #tea hello" in talk.answers(":ana!ana@host JOIN #tea", ":irc 366 ana #tea :End")


def test_once_inside_the_server_s_page_is_no_room_for_words(talk: Talk) -> None:
    talk.joins("#tea")
    talk.session.disconnected("Lost.", NOON, retry_in=1.0)
    talk.enters()
    talk.session.say(talk.buffer(""), "hello", NOON)
    talk.joins("#milk")
    assert not [line for line in talk.sent() if line.startswith("PRIVMSG")]
