"""Whether a channel ever let us in: until then, what is said waits for one."""

from tests.client.session.talk import NOON, Talk


def test_what_is_said_before_there_is_a_room_waits_for_it_even_over_a_loss() -> None:
    talk = Talk()
    talk.enters()
    talk.session.say(talk.buffer(""), "hello", NOON)
    talk.session.disconnected("Lost.", NOON, retry_in=1.0)
    talk.enters()
    talk.hears(":ana!ana@host JOIN #tea", ":irc 366 ana #tea :End")
    assert "PRIVMSG #tea hello" in talk.sent()


def test_once_inside_the_server_s_page_is_no_room_for_words(talk: Talk) -> None:
    talk.joins("#tea")
    talk.session.disconnected("Lost.", NOON, retry_in=1.0)
    talk.enters()
    talk.session.say(talk.buffer(""), "hello", NOON)
    talk.joins("#milk")
    assert not [line for line in talk.sent() if line.startswith("PRIVMSG")]
