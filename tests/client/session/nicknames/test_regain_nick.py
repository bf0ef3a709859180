"""A nickname that was lost is asked for again when it is free, with manners."""

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.events import Refused
from tui_chat.client.session.model.wanted_nick import MOST_TRIES

MONITOR = "MONITOR=100"


def comes_back_as_another(isupport: str = MONITOR) -> Talk:
    """Lost, and back as ana_, since our ghost is still there."""
    talk = Talk.entered(isupport=isupport)
    talk.joins("#tea", "bia")
    loses(talk)
    talk.hears(":irc 433 * ana :Nickname is already in use", ":irc 001 ana_ :Welcome",
               f":irc 005 ana_ {isupport} :are supported", ":irc 422 ana_ :No MOTD")  # fmt: skip
    return talk


def loses(talk: Talk) -> None:
    talk.session.disconnected("Lost.", talk.at, retry_in=1)
    talk.connects()


def renamed_by_services(isupport: str = MONITOR) -> Talk:
    talk = Talk.entered(isupport=isupport)
    talk.joins("#tea", "bia")
    talk.hears(":ana!ana@host NICK Guest4711")
    return talk


def pulse(talk: Talk, seconds: float) -> list[str]:
    """Time goes by; gives what is sent but for the PING."""
    talk.at += seconds
    talk.session.ping(talk.at)
    return [line for line in talk.sent() if not line.startswith("PING")]


def test_a_nickname_that_our_ghost_has_is_taken_back_when_the_ghost_is_gone() -> None:
    talk = comes_back_as_another()
    assert "MONITOR + ana" in talk.sent()
    assert talk.shows("")[-1] == (
        "You are ana_ for now; tui-chat asks for ana again when it is free."
    )
    assert talk.answers(":irc 730 ana_ :ana!ana@host") == []
    assert pulse(talk, 3600) == []  # the server tells by itself
    assert talk.answers(":irc 731 ana_ :ana") == ["NICK ana"]
    talk.hears(":ana_!ana@host NICK ana")
    assert talk.session.nick == "ana"
    assert talk.sent() == ["MONITOR - ana"]


def test_where_there_is_no_monitor_it_is_asked_about_now_and_then() -> None:
    talk = comes_back_as_another("NETWORK=Old")
    assert not [line for line in talk.sent() if line.startswith(("MONITOR", "ISON"))]
    assert pulse(talk, 30) == []
    assert pulse(talk, 30) == ["ISON ana"]
    talk.hears(":irc 303 ana_ :ana")
    assert pulse(talk, 90) == []
    assert pulse(talk, 30) == ["ISON ana"]
    assert talk.answers(":irc 303 ana_ :") == ["NICK ana"]
    assert talk.shows("")[-1].startswith("You are ana_ for now")


@pytest.mark.parametrize("line", [":ana!ana@host QUIT :gone", ":ana!ana@host NICK other"])
def test_whoever_leaves_the_nickname_before_our_eyes_leaves_it_to_us(line: str) -> None:
    talk = comes_back_as_another("NETWORK=Old")
    talk.at += 60
    talk.sent()
    assert talk.answers(line) == ["NICK ana"]


def test_the_next_connection_asks_for_the_nickname_that_is_wanted() -> None:
    for talk in (comes_back_as_another(), renamed_by_services()):
        talk.session.disconnected("Lost.", talk.at, retry_in=1)
        talk.session.connected()
        assert "NICK ana" in talk.sent()


def test_services_that_take_it_away_are_given_time() -> None:
    talk = renamed_by_services()
    assert talk.sent() == ["MONITOR + ana"]
    assert talk.session.wanted_nick == "ana"
    assert talk.answers(":irc 731 Guest4711 :ana") == []
    assert pulse(talk, 60) == ["NICK ana"]


@pytest.mark.parametrize("isupport", [MONITOR, "NETWORK=Old"])
def test_services_that_take_it_away_again_and_again_are_not_fought_with(isupport: str) -> None:
    talk = renamed_by_services(isupport)
    asked = 0
    for _hour in range(60):
        for _pulse in range(30):
            for line in pulse(talk, 60):
                if line == "NICK ana":
                    asked += 1
                    talk.hears(":Guest4711!ana@host NICK ana", ":ana!ana@host NICK Guest4711")
                if line == "ISON ana":
                    talk.hears(":irc 303 Guest4711 :")
            if isupport == MONITOR:
                talk.hears(":irc 731 Guest4711 :ana")
    assert asked == MOST_TRIES


@pytest.mark.parametrize("numeric", ["432", "433", "435", "437", "438", "447"])
def test_that_our_own_try_is_refused_is_not_told(numeric: str) -> None:
    talk = comes_back_as_another()
    talk.hears(":irc 731 ana_ :ana")
    talk.happened()
    talk.sent()
    talk.hears(f":irc {numeric} ana_ ana :no")
    assert not [event for event in talk.happened() if isinstance(event, Refused)]
    assert talk.answers(":irc 731 ana_ :ana") == []
    assert pulse(talk, 60) == ["NICK ana"]


def test_who_is_logged_in_gets_it_at_once() -> None:
    talk = renamed_by_services()
    talk.sent()
    talk.hears(":irc 900 Guest4711 Guest4711!ana@host ana :You are now logged in as ana")
    assert talk.sent() == ["NICK ana"]


def test_another_nickname_of_the_persons_own_is_what_they_want() -> None:
    talk = comes_back_as_another()
    talk.session.change_nick("bob")
    talk.sent()
    talk.hears(":ana_!ana@host NICK bob", ":irc 731 bob :ana")
    assert talk.session.wanted_nick == "bob"
    assert talk.sent() == ["MONITOR - ana"]


def test_a_nickname_that_is_refused_to_the_person_is_not_wanted(talk: Talk) -> None:
    talk.session.change_nick("bob")
    talk.hears(":irc 433 ana bob :Nickname is already in use", ":bob!b@host QUIT :bye")
    assert talk.session.wanted_nick == "ana"
    assert talk.sent() == ["NICK bob"]


@pytest.mark.parametrize("new", ["ana|away", "bob", "ana42"])
def test_what_another_client_of_ours_chooses_is_not_fought_with(talk: Talk, new: str) -> None:
    talk.hears(f":ana!ana@host NICK {new}")
    assert talk.session.wanted_nick == new
    assert talk.sent() == []


@pytest.mark.parametrize("given", ["alexandri", "alex_at_home"])
def test_what_the_server_makes_of_a_name_at_the_door_is_not_fought_with(given: str) -> None:
    talk = Talk(nick="alexandrina")
    talk.connects()
    talk.hears(f":irc 001 {given} :Welcome", f":irc 005 {given} {MONITOR} :ok",
               f":irc 422 {given} :No MOTD")  # fmt: skip
    assert not [line for line in talk.sent() if line.startswith("MONITOR")]
    assert talk.session.wanted_nick == given


# What else is wanted: channels


@pytest.mark.parametrize("numeric", ["405", "437", "471", "477", "480", "489"])
def test_a_channel_that_is_closed_for_now_is_asked_for_on_the_next_connection(
    tea: Talk, numeric: str
) -> None:
    loses(tea)
    tea.hears(":irc 001 ana :Welcome", ":irc 422 ana :No MOTD", f":irc {numeric} ana #tea :no")
    assert tea.session.is_left(tea.buffer("#tea"))
    assert tea.session.channels == [("#tea", "")]
    loses(tea)
    assert "JOIN #tea" in tea.answers(":irc 001 ana :Welcome", ":irc 422 ana :No MOTD")
    assert not tea.session.is_left(tea.buffer("#tea"))


def test_a_channel_for_people_with_an_account_is_asked_for_once_we_are_logged_in(tea: Talk) -> None:
    loses(tea)
    tea.hears(":irc 001 ana :Welcome", ":irc 422 ana :No MOTD", ":irc 477 ana #tea :no")
    tea.sent()
    tea.hears(":irc 900 ana ana!ana@host ana :You are now logged in as ana")
    assert tea.sent() == ["JOIN #tea"]


@pytest.mark.parametrize("numeric", ["403", "471", "473"])
def test_a_channel_that_the_person_asks_for_in_vain_is_not_wanted(talk: Talk, numeric: str) -> None:
    talk.session.join("#full")
    talk.hears(f":irc {numeric} ana #full :no")
    assert talk.session.channels == []


def test_a_name_that_the_server_does_not_watch_is_asked_about() -> None:
    talk = comes_back_as_another()
    talk.hears(":irc 734 ana_ 100 ana :Monitor list is full.")
    talk.sent()
    assert pulse(talk, 30) == ["ISON ana"]


def test_a_nickname_that_is_asked_for_in_the_protocols_words_is_the_persons_own(talk: Talk) -> None:
    talk.session.send_raw("NICK Guest99")
    talk.hears(":ana!ana@host NICK Guest99")
    assert talk.session.wanted_nick == "Guest99"


def test_that_a_nickname_was_taken_away_at_the_door_is_told_once() -> None:
    talk = Talk()
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", ":ana!ana@host NICK Guest12", ":irc 422 Guest12 :No MOTD")
    assert talk.shows("") == [
        "You are now Guest12",
        "You are Guest12 for now; tui-chat asks for ana again when it is free.",
    ]


def test_who_calls_us_by_the_nickname_that_we_lost_calls_us() -> None:
    talk = renamed_by_services()
    talk.hears(":bia!b@host PRIVMSG #tea :ana: are you there?")
    assert talk.buffer("#tea").mentions == 1
