import pytest

from tests.client.session.talk import Talk
from tui_chat.client.session.model.mask_words import fits_us, mask_in_words, person_of


@pytest.mark.parametrize(
    ("mask", "words"),
    [
        ("eve!*@*", "eve"),
        ("eve!*@spam.example", "eve"),
        ("*!*@one", "caio and everybody from the same address"),
        ("*!*@two", "everybody from two"),
        ("*!*@*.example", "everybody from *.example"),
        ("*!*@*", "everybody"),
        ("a:eve", "the account eve"),
        ("~account:eve", "the account eve"),
        ("*bot*!*@*", "*bot*!*@*"),
        ("*!~root@*", "*!~root@*"),
        ("$j:#other", "$j:#other"),
    ],
)
def test_a_ban_says_whom_it_keeps_out(tea: Talk, mask: str, words: str) -> None:
    tea.hears(":caio!c@one JOIN #tea", ":dani!d@two JOIN #tea", ":eva!e@two JOIN #tea")
    assert mask_in_words(tea.buffer("#tea"), mask) == words


def test_the_one_person_that_a_mask_fits_is_named(tea: Talk) -> None:
    tea.hears(":caio!c@one JOIN #tea")
    assert person_of(tea.buffer("#tea"), "*!*@one") == "caio"
    assert person_of(None, "*!*@one") == "everybody from one"


def test_a_mask_fits_us_by_the_address_that_others_see(talk: Talk) -> None:
    assert not fits_us(talk.session._state, "*!*@*")
    talk.joins("#tea")
    assert fits_us(talk.session._state, "*!ana@host")
    assert not fits_us(talk.session._state, "bia!*@*")
