"""What a link tells a session: connected, lost, still alive."""

from tests.client.session.talk import NOON, Talk
from tui_chat.client.events import Disconnected


def test_a_loss_is_told_once_and_failures_to_come_back_are_not(tea: Talk) -> None:
    first = tea.session.disconnected("Lost.", tea.at, retry_in=1.0)
    again = tea.session.disconnected("Nobody answers.", tea.at, retry_in=2.0)
    assert first == [Disconnected("Lost.", 1.0, told=True)]
    assert again == [Disconnected("Nobody answers.", 2.0, told=False)]
    assert tea.shows("#tea") == ["Lost."]
    assert not tea.buffer("#tea").joined


def test_why_nobody_comes_back_any_more_is_told_where_the_person_looks(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    tea.session.disconnected("Lost.", tea.at, retry_in=1.0)
    last = tea.session.disconnected("THIS SERVER CHANGED.", tea.at, retry_in=None)
    assert last == [Disconnected("THIS SERVER CHANGED.", None, told=True)]
    assert tea.shows("#tea") == ["Lost.", "THIS SERVER CHANGED."]


def test_leaving_on_purpose_leaves_no_words_behind(tea: Talk) -> None:
    tea.session.quit("bye")
    assert tea.sent() == ["QUIT bye"]
    tea.session.disconnected("Closed.", tea.at, retry_in=None, asked=True)
    assert tea.shows("#tea") == []


def test_a_new_connection_begins_with_the_nickname_that_the_person_wants() -> None:
    talk = Talk()
    talk.session.connected()
    talk.hears(":irc CAP * LS :", ":irc 433 * ana :Nickname is already in use")
    talk.session.use_temporary_nick("ana_")
    assert talk.session.nick == "ana_"
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.session.connected()
    assert talk.session.nick == "ana"


def test_a_password_waits_until_the_connection_may_carry_it() -> None:
    for trusted in (False, True):
        talk = Talk(password="sesame")
        talk.session.connected()
        if trusted:
            talk.session.trust()
        assert ("PASS sesame" in talk.answers(":irc CAP * LS :")) is trusted


def test_one_ping_is_under_way_at_a_time_and_has_so_long() -> None:
    talk = Talk()
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    (first,) = (line for line in talk.sent() if line.startswith("PING "))
    assert talk.session.ping(NOON + 9, patience=10)
    assert not talk.session.ping(NOON + 10, patience=10)
    assert talk.sent() == []
    talk.hears(f":irc PONG irc {first.removeprefix('PING ')}")
    assert talk.session.ping(NOON + 60, patience=10)
    (second,) = talk.sent()
    assert second.startswith("PING ")
