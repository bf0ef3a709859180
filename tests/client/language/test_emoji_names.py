"""Emoji by their names."""

from tui_chat.client.language.emoji_names import all_emoji, emoji_named


def test_the_shortest_name_comes_first() -> None:
    assert emoji_named("tad")[0] == ("\U0001f389", "tada")
    assert emoji_named("heart")[0][1] == "heart"


def test_each_emoji_is_there_once_and_in_one_colour() -> None:
    signs = [sign for sign, _name in all_emoji()]
    assert len(signs) == len(set(signs)) > 1_000
    assert not any("\U0001f3fb" <= letter <= "\U0001f3ff" for sign in signs for letter in sign)


def test_what_no_emoji_is_called_finds_none() -> None:
    assert emoji_named("zzzz") == []
