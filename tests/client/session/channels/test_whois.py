import pytest

from tests.client.session.talk import Talk
from tui_chat.client.session.channels.whois import in_words


def test_what_is_known_of_a_person_is_told_in_one_go(talk: Talk) -> None:
    talk.session.whois("bia")
    assert talk.sent() == ["WHOIS bia"]
    talk.hears(
        ":irc 311 ana bia b host * :Bia Souza",
        ":irc 319 ana bia :@#tea #ops",
        ":irc 301 ana bia :at lunch",
        ":irc 317 ana bia 125 1700000000 :seconds idle, signon time",
        ":irc 671 ana bia :is using a secure connection",
        ":irc 338 ana bia 10.0.0.1 :actually using host",
        ":irc 379 ana bia :is using modes +i",
    )
    assert talk.shows("") == []
    talk.hears(":irc 318 ana bia :End")
    assert "\n".join(talk.shows("")).split("\n· ") == [
        "bia",
        "is “Bia Souza”, from b@host",
        "is in @#tea #ops",
        "is away: at lunch",
        "idle for 2 minutes",
        "has an encrypted connection",
        "connects from 10.0.0.1",
    ]


@pytest.mark.parametrize(
    ("told", "facts"),
    [
        ("b@10.0.0.1 10.0.0.1", ["is “Bia”, from b@host", "connects from 10.0.0.1"]),
        ("b@host host", ["is “Bia”, from b@host"]),
        ("host", ["is “Bia”, from b@host"]),
        ("bia@gate 10.0.0.1", ["is “Bia”, from b@host", "connects from bia@gate 10.0.0.1"]),
    ],
)
def test_an_address_is_told_once(talk: Talk, told: str, facts: list[str]) -> None:
    talk.session.whois("bia")
    talk.hears(":irc 311 ana bia b host * :Bia", f":irc 338 ana bia {told} :is actually from")
    talk.hears(":irc 318 ana bia :End")
    assert "\n".join(talk.shows("")).split("\n· ") == ["bia", *facts]


def test_what_only_some_servers_tell_stands_among_the_facts(talk: Talk) -> None:
    talk.session.whois("bia")
    talk.hears(
        ":irc 311 ana bia b host * :Bia",
        ":irc 344 ana bia BR :is connecting from Brazil",
        ":irc 310 ana bia :is available for help",
        ":irc 318 ana bia :End",
        ":irc 344 ana bia BR :is connecting from Brazil",
    )
    answer, later = talk.shows("")
    assert answer.split("\n· ") == [
        "bia",
        "is “Bia”, from b@host",
        "is connecting from Brazil (BR)",
        "is available for help",
    ]
    assert later == "bia BR is connecting from Brazil"


@pytest.mark.parametrize("fact", ["311", "312", "319", "330", "317", "338", "671", "276"])
def test_a_fact_without_what_it_is_about_is_left_out(talk: Talk, fact: str) -> None:
    talk.session.whois("bia")
    talk.hears(f":irc {fact} ana bia", ":irc 311 ana bia b", ":irc 318 ana bia :End")
    assert talk.shows("") == []


def test_facts_that_nobody_asked_for_leave_no_trace(talk: Talk) -> None:
    talk.hears(":irc 311 ana bia b host * :Bia", ":irc 318 ana bia :End")
    assert talk.shows("") == []


def test_a_person_who_is_not_there_is_told_once(talk: Talk) -> None:
    talk.session.whois("bia")
    talk.hears(":irc 401 ana bia :No such nick", ":irc 318 ana bia :End")
    assert talk.refused() == ["There is nobody called bia here."]


def test_an_address_is_safe_to_show(talk: Talk) -> None:
    talk.session.whois("bia")
    talk.hears(":irc 338 ana bia \x1b[2J 192.0.2.1 :actually from", ":irc 318 ana bia :End")
    assert "192.0.2.1" in talk.shows("")[-1]
    assert "\x1b" not in "".join(talk.shows(""))


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (-5, "0 seconds"),
        (1, "1 second"),
        (59.9, "59 seconds"),
        (60, "1 minute"),
        (7300, "2 hours"),
        (86_400, "1 day"),
        (10**12, "11574074 days"),
    ],
)
def test_a_span_of_time_in_its_largest_unit(seconds: float, words: str) -> None:
    assert in_words(seconds) == words


def test_an_answer_without_end_is_cut(talk: Talk) -> None:
    talk.session.whois("bia")
    talk.sent()
    talk.hears(*[":irc 320 ana bia :likes tea"] * 49)
    talk.hears(":irc 301 ana bia :at lunch", ":irc 301 ana bia :for ever")
    talk.hears(":irc 320 ana bia :never told", ":irc 318 ana bia :End")
    (told,) = talk.shows("")
    assert told.count("likes tea") == 49
    assert told.endswith("is away: at lunch")
