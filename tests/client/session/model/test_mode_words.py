import pytest

from tests.client.session.talk import Talk


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("+o ana", "bia made ana an operator"),
        ("-o bia", "bia took bia's operator rank away"),
        ("+v ana", "bia gave ana a voice"),
        ("+b *!*@spam", "bia banned *!*@spam"),
        ("+l 20", "bia limited the channel to 20 people"),
        ("-k *", "bia removed the channel's key"),
        ("+s", "bia changed the channel's modes: +s"),
    ],
)
def test_changes_are_told_in_words(tea: Talk, change: str, text: str) -> None:
    tea.hears(f":bia!b@host MODE #tea {change}")
    assert tea.shows("#tea") == [text]


def test_a_ban_that_only_mutes_is_told_as_such(tea: Talk) -> None:
    tea.hears(":irc 005 ana EXTBAN=,am :are supported")
    tea.hears(":bia!b@host MODE #tea +b-b+b m:caio!*@h m:dani!*@h eve!*@h")
    assert tea.shows("#tea") == [
        "bia muted caio!*@h",
        "bia unmuted dani!*@h",
        "bia banned eve!*@h",
    ]


def test_one_message_cannot_fill_the_log(tea: Talk) -> None:
    tea.hears(f":bia!b@host MODE #tea {'+i-i' * 900}", f":bia!b@host MODE #tea +{'o' * 900}")
    assert len(tea.buffer("#tea").lines) < 60
