"""Each line once."""

from tests.client.session.talk import Talk
from tui_chat.client.plain.new_buffer_lines import FIRST, Reader


def talk() -> tuple[Talk, Reader]:
    talk = Talk.entered()
    talk.joins("#tea", "@bia")
    reader = Reader(talk.session)
    list(reader.new())
    return talk, reader


def texts(reader: Reader) -> list[str]:
    return [line.text for _place, line in reader.new()]


def test_what_is_new_is_told_once() -> None:
    session, reader = talk()
    session.hears(":bia!b@h PRIVMSG #tea :hello")
    assert (texts(reader), texts(reader)) == (["hello"], [])


def test_what_was_typed_is_not_told() -> None:
    session, reader = talk()
    place = session.session.find("#tea")
    assert place is not None
    session.session.say(place, "mine", 0.0)
    reader.skip(place)
    session.hears(":bia!b@h PRIVMSG #tea :yours")
    assert texts(reader) == ["yours"]


def test_what_is_told_as_not_delivered_is_not_told_as_said() -> None:
    session, reader = talk()
    session.session.say_to("nobody", "hi", 0.0)
    session.hears(":irc 401 ana nobody :No such nick")
    assert texts(reader) == []


def test_of_what_stands_there_already_only_the_end_is_told() -> None:
    session, _reader = talk()
    for number in range(100):
        session.hears(f":bia!b@h PRIVMSG #tea :message {number}")
    told = [line.text for place, line in Reader(session.session).new() if place.name == "#tea"]
    assert told == [f"message {number}" for number in range(100 - FIRST, 100)]
