from tests.client.session.talk import Talk
from tui_chat.client.events import (
    BufferRenamed,
    LagMeasured,
    Registered,
)


def test_we_are_in_when_the_server_has_said_all_to_a_newcomer() -> None:
    talk = Talk(channels=("#tea", "#ops"))
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", ":irc 005 ana NETWORK=Example NICKLEN=20 :are supported")
    assert talk.happened() == [BufferRenamed(talk.buffer(""), "irc.example")]
    assert talk.sent() == ["PING tui-chat-1"]
    talk.hears(":irc 376 ana :End")
    assert talk.happened() == [Registered("ana", "Example", again=False)]
    assert talk.sent() == ["JOIN #tea,#ops"]


def test_a_server_without_any_message_of_the_day_is_entered_by_its_answer_to_ping() -> None:
    talk = Talk()
    talk.connects()
    talk.hears("@time=2000-01-01T00:00:00.000Z :irc 001 ana :Welcome")
    talk.happened()
    talk.at += 0.25
    talk.hears(":irc PONG irc :tui-chat-1")
    assert talk.happened() == [LagMeasured(0.25), Registered("ana", "irc.example", again=False)]


def test_a_channel_that_the_server_put_us_in_is_not_joined_again() -> None:
    talk = Talk(channels=("#lobby",))
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", ":ana!ana@host JOIN #lobby")
    talk.sent()
    assert talk.answers(":irc 376 ana :End") == []


def test_one_can_write_on_the_server_s_page_and_to_people_once_we_are_in() -> None:
    talk = Talk()
    bia = talk.session.talk_to("bia")
    talk.connects()
    talk.hears(":irc 001 ana :Welcome")
    assert [place.joined for place in (talk.buffer(""), bia)] == [True, True]
