import pytest

from tests.client.session.talk import Talk
from tui_chat.client.session.channels import bans


def test_a_member_is_banned_by_their_host(tea: Talk) -> None:
    tea.hears(":caio!c@spam.example JOIN #tea")
    tea.session.ban("#tea", "caio")
    tea.session.ban("#tea", "dani")
    tea.session.ban("#tea", "*!*@other.example")
    tea.session.unban("#tea", "~a:evil")
    assert tea.sent() == [
        "MODE #tea +b *!*@spam.example",
        "MODE #tea +b dani!*@*",
        "MODE #tea +b *!*@other.example",
        "MODE #tea -b ~a:evil",
    ]


def test_a_ban_spares_others_behind_the_same_router_and_is_lifted_when_they_have_left(
    tea: Talk,
) -> None:
    tea.hears(":caio!c@home.example JOIN #tea", ":dani!d@home.example JOIN #tea")
    tea.session.ban("#tea", "caio")
    tea.hears(":dani!d@home.example PART #tea")
    tea.session.unban("#tea", "caio")
    assert tea.sent() == [
        "MODE #tea +b caio!*@home.example",
        "MODE #tea -bb caio!*@home.example *!*@home.example",
    ]


def test_the_list_of_bans_is_told_when_asked_for(tea: Talk) -> None:
    tea.hears(":irc 367 ana #tea x!*@* bia 1", ":irc 368 ana #tea :End")
    assert tea.shows("#tea") == []
    tea.session.ask_bans("#tea")
    assert tea.sent() == ["MODE #tea +b"]
    tea.hears(":irc 367 ana #tea x!*@* bia 1", ":irc 367 ana #tea y!*@*", ":irc 368 ana #tea :End")
    tea.session.ask_bans("#tea")
    tea.hears(":irc 368 ana #tea :End")
    assert tea.shows("#tea") == [
        "Banned from #tea:\nx · x!*@*\ny · y!*@*",
        "Nobody is banned from #tea.",
    ]


def test_the_list_of_bans_says_who_is_only_muted(tea: Talk) -> None:
    tea.hears(":irc 005 ana EXTBAN=,am :are supported")
    tea.session.ask_bans("#tea")
    tea.hears(":irc 367 ana #tea m:x!*@*", ":irc 367 ana #tea *x*!*@*", ":irc 368 ana #tea :End")
    assert tea.shows("#tea") == ["Banned from #tea:\nx (only muted) · m:x!*@*\n*x*!*@*"]


def test_a_list_of_bans_has_an_end(tea: Talk) -> None:
    tea.session.ask_bans("#tea")
    tea.hears(*(f":irc 367 ana #tea x{number}!*@*" for number in range(600)))
    tea.hears(":irc 368 ana #tea :End")
    [told] = tea.shows("#tea")
    assert told.count(" · ") == 500


def test_who_is_muted_is_asked_once_and_followed(tea: Talk) -> None:
    tea.hears(":irc 005 ana EXTBAN=,am :are supported", ":caio!c@one JOIN #tea")
    assert tea.session.is_silenced("#tea", "caio") is None
    tea.session.ask_silenced("#tea")
    tea.session.ask_silenced("#tea")
    assert tea.sent() == ["MODE #tea +b"]
    tea.hears(":irc 367 ana #tea m:*!*@one", ":irc 368 ana #tea :End")
    assert tea.shows("#tea") == ["caio joined"]
    assert tea.session.is_silenced("#tea", "caio") is True
    tea.hears(":bia!b@h MODE #tea -b m:*!*@one")
    assert tea.session.is_silenced("#tea", "caio") is False
    tea.hears(":bia!b@h MODE #tea +eI m:caio!*@* m:caio!*@*")  # these lists spare people
    assert tea.session.is_silenced("#tea", "caio") is False
    tea.hears(":bia!b@h MODE #tea +b m:caio!*@*")
    assert tea.session.is_silenced("#tea", "caio") is True


def test_people_are_muted_in_a_list_of_its_own_where_there_is_one(tea: Talk) -> None:
    tea.hears(":irc 005 ana EXTBAN=$,ajr CHANMODES=eIbq,k,l,imnst :are supported")
    tea.hears(":caio!c@one JOIN #tea")
    tea.session.ask_silenced("#tea")
    tea.session.silence("#tea", "caio", silenced=True)
    assert tea.sent() == ["MODE #tea +q", "MODE #tea +q *!*@one"]
    tea.hears(":irc 728 ana #tea q *!*@one bia 1700000000", ":irc 729 ana #tea q :End")
    assert tea.session.is_silenced("#tea", "caio") is True
    tea.session.silence("#tea", "caio", silenced=False)
    assert tea.sent() == ["MODE #tea -q *!*@one"]
    tea.hears(":ana!a@h MODE #tea -q *!*@one")
    assert tea.session.is_silenced("#tea", "caio") is False
    assert tea.shows("#tea") == ["caio joined", "ana unmuted caio"]
    tea.hears(":irc 728 ana #tea q dani!*@* bia 1700000000", ":irc 729 ana #tea q :End")
    tea.hears(":irc 729 ana #tea q :End")
    assert tea.shows("#tea")[2:] == ["Muted in #tea:\ndani · dani!*@*", "Nobody is muted in #tea."]


def test_who_is_muted_has_an_end(tea: Talk) -> None:
    tea.hears(":irc 005 ana EXTBAN=,am :are supported")
    tea.session.ask_silenced("#tea")
    tea.hears(*(f":irc 367 ana #tea m:x{number}!*@*" for number in range(600)))
    silenced = tea.buffer("#tea").silenced
    assert silenced is not None
    assert len(silenced) == 500


def test_a_ban_is_lifted_by_the_nickname_of_whoever_it_kept_out(tea: Talk) -> None:
    tea.hears(
        ":caio!c@spam.example JOIN #tea",
        ":bia!b@h MODE #tea +b *!*@spam.example",
        ":bia!b@h KICK #tea caio",
    )
    tea.session.unban("#tea", "Caio")
    assert tea.sent() == ["MODE #tea -b *!*@spam.example"]
    tea.hears(":bia!b@h MODE #tea -b *!*@spam.example")
    tea.session.unban("#tea", "caio")
    assert tea.sent() == ["MODE #tea -b caio!*@*"]


def test_whom_bans_kept_out_has_an_end(tea: Talk) -> None:
    tea.hears(*(f":x{number}!x@h JOIN #tea" for number in range(600)))
    tea.hears(":bia!b@h MODE #tea +b *!*@h")
    assert len(tea.buffer("#tea").banned) == 500


@pytest.mark.parametrize("letter", ["b", "+b"])
def test_bans_that_are_asked_for_as_a_mode_are_shown(tea: Talk, letter: str) -> None:
    tea.session.set_modes("#tea", letter)
    assert tea.sent() == ["MODE #tea +b"]
    tea.hears(":irc 368 ana #tea :End")
    assert tea.shows("#tea") == ["Nobody is banned from #tea."]


@pytest.mark.parametrize(
    ("numeric", "end", "some", "none"),
    [
        ("348", "349", "Exempt from bans in #tea:", "Nobody is exempt from bans in #tea."),
        (
            *("346", "347", "Can join #tea without an invitation:"),
            "#tea has no exceptions to invitations.",
        ),
    ],
)
def test_exceptions_are_listed_in_words(
    tea: Talk, numeric: str, end: str, some: str, none: str
) -> None:
    tea.hears(
        f":irc {numeric} ana #tea *!*@one.example bia!b@h 1700000000",
        f":irc {numeric} ana #tea *!*@two.example",
        f":irc {end} ana #tea :End",
        f":irc {end} ana #tea :End",
        f":irc {numeric} ana #elsewhere *!*@x",
        f":irc {end} ana #elsewhere :End",
    )
    listed, empty = tea.shows("#tea")
    assert listed.splitlines() == [
        some,
        "everybody from one.example · *!*@one.example",
        "everybody from two.example · *!*@two.example",
    ]
    assert empty == none


def test_lists_of_one_server_only_are_told_with_their_letter(tea: Talk) -> None:
    tea.hears(
        ":irc 941 ana #tea *spam* bia 1700000000",
        ":irc 940 ana #tea :End of channel spamfilter list",
        ":irc 911 ana #tea :End of Channel Access List",
    )
    assert tea.shows("#tea") == ["Entries of +g in #tea:\n*spam*", "+w has no entries in #tea."]


def test_lists_of_other_channels_are_shown_too(tea: Talk) -> None:
    here = tea.session.buffers.server
    tea.session.foreground = here
    tea.hears(
        ":irc 728 ana #elsewhere q caio!*@* bia 1700000000",
        ":irc 729 ana #elsewhere q :End",
        ":irc 349 ana #elsewhere :End",
    )
    assert [line.text for line in here.lines][-2:] == [
        "Muted in #elsewhere:\ncaio · caio!*@*",
        "Nobody is exempt from bans in #elsewhere.",
    ]


def test_lists_that_never_end_are_few(tea: Talk) -> None:
    tea.session.foreground = tea.buffer("#tea")
    tea.hears(*(f":irc 348 ana #x{number} n!*@*" for number in range(bans._MOST_LISTS + 1)))
    tea.hears(*(f":irc 349 ana #x{number} :End" for number in range(bans._MOST_LISTS + 1)))
    *kept, beyond = tea.shows("#tea")
    assert all("n!*@*" in each for each in kept)
    assert beyond == "Nobody is exempt from bans in #x8."


def test_a_list_of_exceptions_is_kept_up_to_a_limit(tea: Talk) -> None:
    tea.hears(*(f":irc 348 ana #tea n{number}!*@*" for number in range(bans._MOST + 5)))
    tea.hears(":irc 349 ana #tea :End")
    (listed,) = tea.shows("#tea")
    assert len(listed.splitlines()) == bans._MOST + 1


def test_exceptions_are_told_with_whom_they_are_for(tea: Talk) -> None:
    tea.hears(
        ":irc 005 ana CHANMODES=beI,k,l,imnst :are supported",
        ":bia!b@h MODE #tea +eI *!*@one.example caio!*@*",
        ":bia!b@h MODE #tea -e *!*@one.example",
    )
    assert tea.shows("#tea") == [
        "bia exempted everybody from one.example from bans",
        "bia lets caio join without an invitation",
        "bia no longer exempts everybody from one.example from bans",
    ]
