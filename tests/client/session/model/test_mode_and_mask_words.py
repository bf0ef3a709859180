import pytest

from tests.client.session.talk import Talk
from tui_chat.client.session.model.mode_and_mask_words import fits_us, mask_in_words, person_of


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("+o caio", "bia made caio an operator"),
        ("-o bia", "bia removed bia's operator status"),
        ("+v caio", "bia gave voice to caio"),
        ("+b *!*@spam", "bia banned everybody from spam"),
        ("+l 20", "bia limited the channel to 20 members"),
        ("-k *", "bia removed the channel's key"),
        ("+s", "bia hid the channel from everybody outside"),
        ("+C", "bia changed the channel's modes: +C"),
    ],
)
def test_changes_are_told_in_words(tea: Talk, change: str, text: str) -> None:
    tea.hears(f":bia!b@host MODE #tea {change}")
    assert tea.shows("#tea") == [text]


def test_a_ban_that_only_mutes_is_told_as_such(tea: Talk) -> None:
    tea.hears(":irc 005 ana EXTBAN=,am :are supported")
    tea.hears(":bia!b@host MODE #tea +b-b+b m:caio!*@h m:dani!*@h eve!*@h")
    assert tea.shows("#tea") == [
        "bia muted caio",
        "bia unmuted dani",
        "bia banned eve",
    ]


def test_who_is_muted_is_named_where_the_mask_fits_one_person_only(tea: Talk) -> None:
    tea.hears(
        ":irc 005 ana EXTBAN=,am :are supported",
        ":caio!c@one JOIN #tea",
        ":dani!d@two JOIN #tea",
        ":eve!e@two JOIN #tea",
        ":bia!b@host MODE #tea +bbb m:*!*@one m:*!*@two m:*!*@three",
    )
    assert tea.shows("#tea")[-3:] == [
        "bia muted caio",
        "bia muted everybody from two",
        "bia muted everybody from three",
    ]


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("+o ana", "bia made you an operator"),
        ("-o ana", "bia removed your operator status"),
        ("+v ana", "bia gave you voice"),
        ("+b m:*!*@me.example", "bia muted you: you can read here, but not write"),
        ("-b m:ana!*@*", "bia unmuted you: you can write here again"),
        ("+b ana!*@*", "bia banned you from this channel"),
        ("-b *!*@me.example", "bia lifted your ban from this channel"),
    ],
)
def test_what_is_changed_about_us_says_you(tea: Talk, change: str, text: str) -> None:
    tea.hears(":irc 005 ana EXTBAN=,am :are supported", ":irc 396 ana me.example :is now your host")
    tea.hears(":irc 352 ana #tea ~a me.example irc ana H :0 ana", f":bia!b@host MODE #tea {change}")
    assert tea.shows("#tea")[-1] == text


def test_those_in_a_list_of_its_own_are_muted(tea: Talk) -> None:
    tea.hears(":irc 005 ana CHANMODES=eIbq,k,l,imnt PREFIX=(ov)@+ :are supported")
    tea.hears(":irc 352 ana #tea ~a me.example irc ana H :0 ana")
    tea.hears(":bia!b@host MODE #tea +qq-q eve!*@* *!*@me.example $a:caio")
    assert tea.shows("#tea") == [
        "bia muted eve",
        "bia muted you: you can read here, but not write",
        "bia unmuted the account caio",
    ]


def test_what_we_change_ourselves_is_told_as_others_read_it(tea: Talk) -> None:
    tea.hears(":ana!a@h MODE #tea -o ana")
    assert tea.shows("#tea") == ["ana removed ana's operator status"]


def test_one_message_cannot_fill_the_log(tea: Talk) -> None:
    tea.hears(f":bia!b@host MODE #tea {'+i-i' * 900}", f":bia!b@host MODE #tea +{'o' * 900}")
    assert len(tea.buffer("#tea").lines) < 60


def test_a_letter_that_is_a_rank_elsewhere_is_told_as_a_letter(tea: Talk) -> None:
    tea.hears(":irc 005 ana CHANMODES=ba,k,l,imnt PREFIX=(ov)@+ :are supported")
    tea.hears(":bia!b@host MODE #tea +a eve!*@*", ":bia!b@host MODE #tea +io ana")
    assert tea.shows("#tea") == [
        "bia changed the channel's modes: +a eve!*@*",
        "bia made the channel invite-only",
        "bia made you an operator",
    ]


def test_a_change_without_its_parameter_is_told_as_a_letter(tea: Talk) -> None:
    tea.hears(":bia!b@host MODE #tea +o", ":bia!b@host MODE #tea +Cz")
    assert tea.shows("#tea") == [
        "bia changed the channel's modes: +o",
        "bia changed the channel's modes: +C +z",
    ]


@pytest.mark.parametrize("words", ["+ov ana bia", "+ov :ana bia", ":+ov ana bia", "+ov ana :bia "])
def test_modes_come_in_any_number_of_parameters(tea: Talk, words: str) -> None:
    tea.hears(f":bia!b@host MODE #tea {words}")
    assert tea.shows("#tea") == ["bia made you an operator", "bia gave voice to bia"]


def test_fifty_changes_of_one_message_are_told_and_no_more(tea: Talk) -> None:
    tea.hears(f":bia!b@host MODE #tea {'+i-i' * 30}")
    assert len(tea.shows("#tea")) == 50


def test_whoever_hosts_reads_why_a_channel_is_theirs() -> None:
    talk = Talk(hosts=True)
    talk.enters(isupport="PREFIX=(qov)~@+")
    talk.joins("#tea", "@bia")
    talk.hears(":ChanServ!ChanServ@irc MODE #tea +q ana", ":bia!b@host MODE #tea +q ana")
    assert talk.shows("#tea") == [
        "You are an owner of this channel because you host the server",
        "bia made you an owner of the channel",
    ]


def test_whoever_hosts_nothing_reads_who_made_them_an_owner(tea: Talk) -> None:
    tea.hears(":irc 005 ana PREFIX=(qov)~@+ :are supported")
    tea.hears(":ChanServ!ChanServ@irc MODE #tea +q ana")
    assert tea.shows("#tea") == ["ChanServ made you an owner of the channel"]


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
