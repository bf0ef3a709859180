import pytest

from tests.client.session.talk import Talk
from tui_chat.client.session.nicknames.nick_proposals import (
    in_one_word,
    propose,
    simplify,
    username_of,
)


def test_proposals_to_proposals_never_come_twice() -> None:
    nick, seen = "ana", []
    for _ in range(12):
        seen.append(nick)
        nick = propose(nick, taken=True)
    assert seen[:5] == ["ana", "ana_", "ana2", "ana3", "ana4"]
    assert len(set(seen)) == 12


def test_a_proposal_keeps_to_the_servers_length() -> None:
    assert propose("alexandri", taken=True, longest=9) == "alexandr2"
    assert propose("alexandr9", taken=True, longest=9) == "alexand10"
    assert propose("ana", taken=True, longest=3) == "an2"


def test_a_name_that_is_not_allowed_is_made_simple() -> None:
    assert propose("José María", taken=False) == "JoseMaria"
    assert propose("42", taken=False) == "guest"
    assert propose("guest", taken=False) == "guest2"
    assert simplify("7ana!") == "ana"


def test_several_words_become_one_that_servers_allow() -> None:
    assert in_one_word("José da  Luz!") == "Jose_da_Luz"
    assert in_one_word("! ?") == "guest"


@pytest.mark.parametrize(
    ("nick", "username"),
    [
        ("ana", "ana"),
        ("ana|away", "anaaway"),
        ("[ana]", "ana"),
        ("João", "Joao"),
        ("_42ana", "ana"),
        ("日本", "user"),
        ("^", "user"),
    ],
)
def test_a_user_name_has_letters_and_digits_and_a_letter_first(nick: str, username: str) -> None:
    assert username_of(nick) == username


def test_a_nickname_that_can_never_be_had_is_given_up_for_the_one_before(talk: Talk) -> None:
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.session.change_nick("9x")
    talk.connects()
    assert talk.answers(":irc 432 * 9x :Erroneous nickname") == ["NICK ana"]
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    assert talk.shows("").count("Nicknames can't begin with a digit.") == 1
    assert not any("for now" in line for line in talk.shows(""))


def test_a_nickname_that_was_taken_meanwhile_is_told_once_we_are_in(talk: Talk) -> None:
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.connects()
    assert talk.answers(":irc 433 * ana :Nickname is in use") == ["NICK ana_"]
    talk.hears(":irc 001 ana_ :Welcome", ":irc 422 ana_ :No message of the day")
    told = "You are ana_ for now; tui-chat asks for ana again when it is free."
    assert talk.shows("").count(told) == 1
