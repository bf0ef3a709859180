import pytest

from tests.server.world import Person, World
from tui_chat.server.core.state.ranks import (
    from_rank_up,
    is_at_least,
    may_act_on,
    may_give,
    prefixes,
)
from tui_chat.wire.names import Folded


def test_prefixes_follow_the_ranks() -> None:
    assert prefixes("qaohv") == "~&@%+"


@pytest.mark.parametrize(
    ("ranks", "rank", "answer"),
    [("o", "o", True), ("q", "o", True), ("hv", "o", False), ("", "v", False), ("v", "v", True)],
)
def test_a_rank_holds_all_below_it(ranks: str, rank: str, answer: bool) -> None:
    assert is_at_least(ranks, rank) is answer


def test_the_ranks_from_one_upwards() -> None:
    assert from_rank_up("o") == "qao"
    assert from_rank_up("v") == "qaohv"


@pytest.mark.parametrize(
    ("ranks", "gives"),
    [("q", "qaohv"), ("a", "ohv"), ("ov", "ohv"), ("h", "v"), ("v", ""), ("", "")],
)
def test_who_may_give_what(ranks: str, gives: str) -> None:
    assert "".join(rank for rank in "qaohv" if may_give(ranks, rank)) == gives


@pytest.mark.parametrize(
    ("ranks", "reach"),
    [
        ("q", ["q", "a", "o", "h", "v", ""]),
        ("a", ["o", "h", "v", ""]),
        ("o", ["o", "h", "v", ""]),
        ("h", ["v", ""]),
        ("v", []),
        ("", []),
    ],
)
def test_who_may_act_on_whom(ranks: str, reach: list[str]) -> None:
    assert [other for other in ("q", "a", "o", "h", "v", "") if may_act_on(ranks, other)] == reach


def crew(net: World) -> dict[str, Person]:
    """A channel with one member of every rank, each named after its letter, and `n` of none."""
    people = net.join("#ship", *(f"{letter}-" for letter in "oqahvn"))
    channel = net.node.network.channels[Folded("#ship")]
    for member in channel.members:
        channel.set_rank(member, "o", held=member.nick == "o-")
        if member.nick[0] in "qahv":
            channel.set_rank(member, member.nick[0], held=True)
    return {person.nick[0]: person for person in people}


@pytest.mark.parametrize("asker", "qaohvn")
@pytest.mark.parametrize("target", "qaohvn")
def test_kicks_reach_as_far_as_the_rank(net: World, asker: str, target: str) -> None:
    people = crew(net)
    reach = {"q": "qaohvn", "a": "aohvn", "o": "ohvn", "h": "hvn", "v": "", "n": ""}  # oneself too
    allowed = target in reach[asker]
    people[asker].says(f"KICK #ship {target}- :out")
    heard = people[asker].hears()
    if allowed:
        assert heard == [f":{asker}-!{asker}-@host KICK #ship {target}- out"]
    else:
        assert heard == [f":tui-chat.local 482 {asker}- #ship :You're not channel operator"]
        assert net.is_quiet()


@pytest.mark.parametrize(
    ("asker", "change"),
    [
        ("q", "+q n-"),
        ("q", "-a a-"),
        ("q", "+a n-"),
        ("a", "+o n-"),
        ("a", "-o o-"),
        ("o", "+o n-"),
        ("o", "-h h-"),
        ("h", "+v n-"),
        ("h", "-v v-"),
        ("v", "-v v-"),
        ("a", "-a a-"),
        ("q", "-q q-"),
        ("h", "-h h-"),
    ],
)
def test_ranks_that_may_be_given_and_taken(net: World, asker: str, change: str) -> None:
    people = crew(net)
    people[asker].says(f"MODE #ship {change}")
    assert people["n"].hears() == [f":{asker}-!{asker}-@host MODE #ship {change}"]


@pytest.mark.parametrize(
    ("asker", "change"),
    [
        ("a", "+q n-"),
        ("a", "+a n-"),
        ("a", "-q q-"),
        ("o", "+a n-"),
        ("o", "-a a-"),
        ("o", "-q q-"),
        ("h", "+o n-"),
        ("h", "+h n-"),
        ("h", "-o o-"),
        ("v", "+v n-"),
        ("n", "+v n-"),
        ("h", "+i"),
        ("v", "-n"),
        ("h", "+b x!*@*"),
        ("h", "+k word"),
        ("n", "+ov-i n- n-"),
    ],
)
def test_ranks_and_modes_that_may_not_be_changed(net: World, asker: str, change: str) -> None:
    people = crew(net)
    before = net.node.network.snapshot()
    people[asker].says(f"MODE #ship {change}")
    assert people[asker].hears() == [
        f":tui-chat.local 482 {asker}- #ship :You're not channel operator"
    ]
    assert net.is_quiet()
    assert net.node.network.snapshot() == before


def test_half_operators_set_a_locked_topic_and_voices_do_not(net: World) -> None:
    people = crew(net)
    people["v"].says("TOPIC #ship :ahoy")
    people["h"].says("TOPIC #ship :land")
    assert people["v"].hears() == [
        ":tui-chat.local 482 v- #ship :You're not channel operator",
        ":h-!h-@host TOPIC #ship land",
    ]


@pytest.mark.parametrize(
    ("prefix", "listeners"), [("~", "q"), ("&", "qa"), ("@", "qao"), ("%", "qaoh"), ("+", "qaohv")]
)
def test_a_message_to_a_rank_reaches_it_and_those_above(
    net: World, prefix: str, listeners: str
) -> None:
    people = crew(net)
    people["n"].says(f"PRIVMSG {prefix}#SHIP :psst")
    told = f":n-!n-@host PRIVMSG {prefix}#ship psst"
    heard = {letter: person.hears() for letter, person in people.items()}
    assert heard == {letter: [told] if letter in listeners else [] for letter in people}


def test_names_show_every_rank_or_the_highest(net: World) -> None:
    people = crew(net)
    channel = net.node.network.channels[Folded("#ship")]
    for member in channel.members:
        channel.set_rank(member, "v", held=True)
    people["n"].says("NAMES #ship")
    curious = net.enter("x", "multi-prefix")
    curious.says("NAMES #ship")
    assert people["n"].hears()[0].endswith(":@o- ~q- &a- %h- +v- +n-")
    assert curious.hears()[0].endswith(":@+o- ~+q- &+a- %+h- +v- +n-")
