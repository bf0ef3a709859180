import pytest

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
