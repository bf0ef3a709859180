import pytest

from tui_chat.server.core.invitation_and_token_format import (
    Invitation,
    hash_of,
    id_of,
    is_token,
    read_token,
)

TOKEN = "a" * 11 + "B2" * 5 + "c"
SEAT = hash_of(f"{TOKEN}.mine")


@pytest.mark.parametrize(
    "said",
    ["", "sesame", TOKEN[:-1], TOKEN + "d", f"{TOKEN}.", f"{TOKEN}.a b", f"{TOKEN}.{'x' * 65}"],
)
def test_other_passwords_are_no_tokens(said: str) -> None:
    assert not is_token(said)
    assert read_token(said) is None


def test_a_token_is_read_with_the_word_of_who_says_it() -> None:
    assert read_token(TOKEN) == (hash_of(TOKEN), "")
    assert read_token(f"{TOKEN}.mine") == (hash_of(TOKEN), SEAT)
    assert hash_of(TOKEN).startswith(id_of(hash_of(TOKEN)))


def test_each_seat_uses_it_once_and_lasts() -> None:
    new = Invitation("id", "hash", "", until=100, uses=1)
    assert new.admits("", 99)
    assert not new.admits("", 100)
    assert new.is_over(100)
    taken = new.used(SEAT)
    assert taken.uses == 0
    assert taken.used(SEAT) is taken
    assert taken.admits(SEAT, 1000)
    assert not taken.is_over(1000)
    assert not taken.admits("", 1)
    assert new.used("").is_over(1)
