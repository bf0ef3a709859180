"""Channel mode u: those without a rank do not know of each other."""

from collections.abc import Callable

import pytest

from tests.server.world import Person, World

WithAccount = Callable[..., Person]


@pytest.fixture
def hall(net: World) -> list[Person]:
    """An operator, somebody with a voice, and two without a rank."""
    people = net.join("#hall", "oper", "voiced", "one", "two")
    people[0].says("MODE #hall +uv voiced")
    net.settle()
    return people


def names(person: Person) -> set[str]:
    return {
        name
        for line in person.asks("NAMES #hall")
        if " 353 " in line
        for name in line.partition("#hall ")[2].lstrip(":").split()
    }


def test_coming_and_going_is_shown_to_those_with_a_rank(net: World, hall: list[Person]) -> None:
    oper, voiced, *_ = hall
    guest = net.enter("guest")
    guest.says("JOIN #hall")
    assert oper.hears() == voiced.hears() == [":guest!guest@host JOIN #hall"]
    assert guest.hears() == [
        ":guest!guest@host JOIN #hall",
        ":tui-chat.local 353 guest = #hall :@oper +voiced",
        ":tui-chat.local 366 guest #hall :End of /NAMES list",
    ]
    guest.says("PART #hall :bye")
    expected = [":guest!guest@host PART #hall bye"]
    assert oper.hears() == voiced.hears() == guest.hears() == expected
    assert net.is_quiet()


def test_those_with_a_rank_are_seen_by_all(net: World, hall: list[Person]) -> None:
    oper, voiced, one, two = hall
    voiced.says("PART #hall")
    expected = [":voiced!voiced@host PART #hall"]
    assert oper.hears() == one.hears() == two.hears() == voiced.hears() == expected


@pytest.mark.parametrize(
    ("line", "told"),
    [("QUIT :bye", "QUIT :Quit: bye"), ("NICK uno", "NICK uno"), ("AWAY :tea", "AWAY tea")],
)
def test_what_happens_to_somebody_is_shown_to_those_who_know_of_it(
    net: World, line: str, told: str
) -> None:
    oper, one, two = net.join(
        "#hall", *(net.enter(nick, "away-notify") for nick in ("oper", "one", "two"))
    )
    oper.says("MODE #hall +u")
    net.settle()
    one.says(line)
    assert oper.hears() == [f":one!one@host {told}"]
    assert two.hears() == []


def test_who_shares_another_channel_knows_of_it(net: World, hall: list[Person]) -> None:
    _oper, _voiced, one, two = hall
    net.join("#tea", one, two)
    one.says("QUIT :bye")
    assert two.hears() == [":one!one@host QUIT :Quit: bye"]


def test_a_kick_is_shown_to_those_who_know_of_the_member(net: World, hall: list[Person]) -> None:
    oper, voiced, one, _two = hall
    oper.says("KICK #hall one :rude")
    expected = [":oper!oper@host KICK #hall one rude"]
    assert oper.hears() == voiced.hears() == one.hears() == expected
    assert net.is_quiet()


def test_nobody_without_a_rank_finds_another(net: World, hall: list[Person]) -> None:
    oper, voiced, one, _two = hall
    everybody = {"@oper", "+voiced", "one", "two"}
    assert names(oper) == names(voiced) == everybody
    assert names(one) == {"@oper", "+voiced"}
    assert names(net.enter("outsider")) == {"@oper", "+voiced"}
    one.says("WHO #hall")
    assert {line.split()[7] for line in one.hears() if " 352 " in line} == {"oper", "voiced", "one"}
    assert not any(" 319 " in line for line in one.asks("WHOIS two"))
    assert any(" 319 oper two #hall" in line for line in oper.asks("WHOIS two"))


def test_the_invisible_are_not_found_by_those_who_do_not_know_of_them(
    net: World, hall: list[Person]
) -> None:
    oper, _voiced, one, two = hall
    two.says("MODE two +i")
    net.settle()
    assert one.asks("WHO tw?") == [":tui-chat.local 315 one tw? :End of WHO list"]
    assert len(oper.asks("WHO tw?")) == 2


def test_an_invitation_does_not_tell_who_is_there(net: World, hall: list[Person]) -> None:
    _oper, _voiced, one, two = hall
    assert one.asks("INVITE two #hall") == [":tui-chat.local 341 one two #hall"]
    assert two.hears() == [":one!one@host INVITE two #hall"]


def test_metadata_is_shown_of_those_who_are_known(net: World) -> None:
    oper, one = net.join("#hall", "oper", net.enter("one", "draft/metadata-2"))
    oper.says("MODE #hall +u")
    one.says("METADATA * SET status :here")
    two = net.enter("two", "draft/metadata-2")
    two.says("METADATA * SUB status")
    net.settle()
    two.says("JOIN #hall", "METADATA #hall SYNC")
    assert not any("one" in line and "METADATA" in line for line in two.hears())


def test_everybody_hears_what_everybody_says(net: World, hall: list[Person]) -> None:
    oper, voiced, one, two = hall
    one.says("PRIVMSG #hall hi")
    assert oper.hears() == voiced.hears() == two.hears() == [":one!one@host PRIVMSG #hall hi"]


def test_a_rank_makes_somebody_known(net: World, hall: list[Person]) -> None:
    oper, _voiced, one, two = hall
    oper.says("MODE #hall +v one")
    assert two.hears() == [":oper!oper@host MODE #hall +v one"]
    assert "+one" in names(two)
    net.settle()
    one.says("PART #hall")
    assert two.hears() == [":one!one@host PART #hall"]


def test_history_does_not_tell_who_was_there(net: World) -> None:
    (oper,) = net.join("#hall", "oper")
    oper.says("MODE #hall +u")
    one = net.enter("one")
    net.join("#hall", one)
    net.join("#hall", "two")[0].says("PART #hall")
    one.says("QUIT")
    capabilities = ("draft/chathistory", "draft/event-playback", "batch")
    asker = net.enter("asker", *capabilities)
    net.join("#hall", asker)
    asker.says("CHATHISTORY LATEST #hall * 50")
    assert not any(word in line for line in asker.hears() for word in ("one!", "two!"))


def test_it_holds_over_restarts(net: World, with_account: WithAccount) -> None:
    oper = with_account("oper")
    net.join("#hall", oper)
    oper.says("CHANSERV REGISTER #hall", "MODE #hall +uUE")
    net.settle()
    again = net.restarted()
    one, two = again.join("#hall", "one", "two")
    assert names(one) == set()
    assert names(two) == set()
