"""The answers to USERHOST, to our question and to the person's."""

from tests.client.session.talk import Talk


def test_an_answer_that_the_person_asked_for_is_shown(talk: Talk) -> None:
    talk.hears(":irc 302 ana :bia=+b@host caio=-c@host")
    assert talk.shows("")[-1] == "bia=+b@host caio=-c@host"


def test_an_answer_to_our_question_is_not_shown_and_others_are(talk: Talk) -> None:
    talk.hears(":bia!b@host PRIVMSG ana :hi")
    talk.session.disconnected("lost", talk.at, retry_in=1)
    talk.session.say(talk.buffer("bia"), "hello", talk.at)
    talk.enters()
    before = talk.shows("")
    talk.hears(":irc 302 ana :caio=+c@host", ":irc 302 ana :BIA*=-b@host")
    assert talk.shows("") == [*before, "caio=+c@host"]
    assert talk.sent() == ["PRIVMSG bia hello"]
