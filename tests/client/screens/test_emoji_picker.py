"""Emoji to react with."""

from tui_chat.client.screens.emoji_picker import emoji_picker


def test_the_usual_ones_come_first_with_a_number_and_each_is_there_once() -> None:
    every = emoji_picker("ana", "hi")._every
    assert (every[0].value, every[0].number) == ("\U0001f44d", "1")
    assert len({each.value for each in every}) == len(every) > 1_000
