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


def test_ranks_are_kept_the_highest_first(tea: Talk) -> None:
    tea.hears(":bia!b@host MODE #tea +vo ana ana")
    assert tea.members("#tea") == ["@+ana", "@bia"]
    tea.hears(":bia!b@host MODE #tea -o+o ana nobody")
    assert tea.members("#tea") == ["+ana", "@bia"]


def test_the_channels_modes_are_known_and_told_only_when_asked(tea: Talk) -> None:
    tea.hears(":irc 324 ana #tea +nt", ":irc 329 ana #tea 1700000000")
    assert tea.buffer("#tea").modes == "nt"
    assert tea.shows("#tea") == []
    tea.session.set_modes("#tea")
    tea.hears(":irc 324 ana #tea +ntl 20", ":bia!b@host MODE #tea -t")
    assert tea.shows("#tea")[0] == "Modes of #tea: +ntl 20"
    assert tea.buffer("#tea").modes == "ln"


def test_a_new_key_is_used_on_coming_back(tea: Talk) -> None:
    tea.hears(":bia!b@host MODE #tea +k sencha")
    tea.session.disconnected("Lost.", tea.at, retry_in=1)
    tea.connects()
    tea.hears(":irc 001 ana :Hi")
    tea.sent()
    tea.hears(":irc 376 ana :End")
    assert tea.sent() == ["JOIN #tea sencha"]


def test_one_message_cannot_fill_the_log(tea: Talk) -> None:
    tea.hears(f":bia!b@host MODE #tea {'+i-i' * 900}", f":bia!b@host MODE #tea +{'o' * 900}")
    assert len(tea.buffer("#tea").lines) < 60
