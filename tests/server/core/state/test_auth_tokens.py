"""Tokens are few."""

from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.auth_tokens import MOST, MOST_OF_ACCOUNT, Token, Tokens


def token(account: str, until: int = 10) -> Token:
    return Token(account, "s", "u", "", Millis(until))


def test_the_oldest_of_an_account_makes_room() -> None:
    tokens = Tokens()
    for number in range(MOST_OF_ACCOUNT + 1):
        tokens.add(str(number), token("ana"), Millis(0))
    tokens.add("other", token("bob"), Millis(0))
    assert len(tokens) == MOST_OF_ACCOUNT + 1
    assert tokens.take("0", "s", "u", Millis(0)) is None
    assert tokens.take("1", "s", "u", Millis(0)) == token("ana")


def test_those_out_of_date_make_room() -> None:
    tokens = Tokens()
    tokens.add("old", token("ana", until=5), Millis(0))
    tokens.add("new", token("bob"), Millis(5))
    assert len(tokens) == 1


def test_there_is_an_end_to_all_of_them() -> None:
    tokens = Tokens()
    tokens._tokens.update({str(number): token(str(number)) for number in range(MOST)})
    tokens.add("one more", token("ana"), Millis(0))
    assert len(tokens) == MOST
    assert tokens.take("0", "s", "u", Millis(0)) is None
