from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.server.world import Person, World

WithAccount = Callable[..., Person]


def closed(net: World, *channels: str) -> Person:
    """Channels that only those who are invited may enter, and their operator."""
    alice = net.enter("alice")
    for channel in channels:
        alice.says(f"JOIN {channel}", f"MODE {channel} +i")
    net.settle()
    return alice


def test_who_may_not_enter_is_sent_on_to_where_it_may(net: World) -> None:
    alice = closed(net, "#front")
    net.join("#back", alice)
    assert alice.asks("MODE #front +f #BACK") == [":alice!alice@host MODE #front +f #back"]
    bob = net.enter("bob")
    assert bob.asks("JOIN #front") == [
        ":tui-chat.local 470 bob #front #back :Forwarding to another channel",
        ":bob!bob@host JOIN #back",
        ":tui-chat.local 353 bob = #back :@alice bob",
        ":tui-chat.local 366 bob #back :End of /NAMES list",
    ]
    assert alice.hears() == [":bob!bob@host JOIN #back"]
    bob.says("JOIN #front")  # it is there already
    assert bob.hears() == [":tui-chat.local 470 bob #front #back :Forwarding to another channel"]
    assert net.is_quiet()


@pytest.mark.parametrize("mode", ["+i", "+k word", "+l 1", "+b *!*@*", "+R"])
def test_people_are_sent_on_whatever_keeps_them_out(net: World, mode: str) -> None:
    (alice,) = net.join("#front", "alice")
    net.join("#back", alice)
    alice.says("MODE #front +f #back", f"MODE #front {mode}")
    bob = net.enter("bob")
    assert bob.asks("JOIN #front")[1] == ":bob!bob@host JOIN #back"


def test_who_may_enter_is_sent_nowhere(net: World) -> None:
    (alice,) = net.join("#front", "alice")
    net.join("#back", alice)
    alice.says("MODE #front +fk #back word")
    bob = net.enter("bob")
    assert bob.asks("JOIN #front word")[0] == ":bob!bob@host JOIN #front"


def test_a_key_opens_only_the_channel_that_it_was_given_for(net: World) -> None:
    (alice,) = net.join("#front", "alice")
    net.join("#back", alice)
    alice.says("MODE #front +fi #back", "MODE #back +k word")
    bob = net.enter("bob")
    bob.says("JOIN #front word")
    assert bob.hears() == [":tui-chat.local 473 bob #front :Cannot join channel (+i)"]


@pytest.mark.parametrize(
    ("target", "answer"),
    [
        ("#none", "696 alice #front f #none :There is no such other channel"),
        ("#front", "696 alice #front f #front :There is no such other channel"),
        ("#hidden", "696 alice #front f #hidden :There is no such other channel"),
        ("bob", "696 alice #front f bob :There is no such other channel"),
        (":a b", "696 alice #front f * :There is no such other channel"),
        ("#theirs", "482 alice #theirs :You're not channel operator"),
    ],
)
def test_people_can_only_be_sent_to_another_channel_of_ones_own(
    net: World, target: str, answer: str
) -> None:
    alice = closed(net, "#front")
    (bob,) = net.join("#theirs", "bob")
    net.join("#theirs", alice)
    net.join("#hidden", bob)
    bob.says("MODE #hidden +s")
    net.settle()
    assert alice.asks(f"MODE #front +f {target}") == [f":tui-chat.local {answer}"]
    assert net.is_quiet()


def test_loops_end(net: World) -> None:
    alice = closed(net, "#one", "#two", "#three")
    for here, there in (("#one", "#two"), ("#two", "#three"), ("#three", "#one")):
        alice.says(f"MODE {here} +f {there}")
    bob = net.enter("bob")
    net.settle()
    assert bob.asks("JOIN #two") == [":tui-chat.local 473 bob #two :Cannot join channel (+i)"]
    assert net.is_quiet()


def test_long_ways_end(net: World) -> None:
    names = [f"#c{number}" for number in range(8)]
    alice = closed(net, *names)
    for here, there in pairwise(names):
        alice.says(f"MODE {here} +f {there}")
    alice.says(f"MODE {names[-1]} -i")
    bob = net.enter("bob")
    assert bob.asks("JOIN #c0") == [":tui-chat.local 473 bob #c0 :Cannot join channel (+i)"]
    heard = bob.asks("JOIN #c2")
    assert [line.split()[3:5] for line in heard[:5]] == [
        [here, there] for here, there in pairwise(names[2:])
    ]
    assert heard[5] == ":bob!bob@host JOIN #c7"


def test_nobody_is_sent_to_a_channel_that_has_taken_the_name(net: World) -> None:
    alice = closed(net, "#front")
    net.join("#back", alice)
    alice.says("MODE #front +f #back", "PART #back")
    net.now += 1000
    net.join("#back", "mallory")
    bob = net.enter("bob")
    net.settle()
    assert bob.asks("JOIN #front") == [":tui-chat.local 473 bob #front :Cannot join channel (+i)"]
    assert net.is_quiet()


def test_a_forward_is_shown_and_can_be_ended(net: World) -> None:
    alice = closed(net, "#front")
    net.join("#back", alice)
    assert alice.asks("MODE #front +f #back", "MODE #front +f #back", "MODE #front")[:2] == [
        ":alice!alice@host MODE #front +f #back",
        ":tui-chat.local 324 alice #front +intf #back",
    ]
    assert alice.asks("MODE #front -f", "MODE #front -f") == [":alice!alice@host MODE #front -f"]


def test_outsiders_are_not_told_where_people_are_sent(net: World) -> None:
    alice = closed(net, "#front")
    net.join("#back", alice)
    alice.says("MODE #back +s", "MODE #front +f #back")
    bob = net.enter("bob")
    assert bob.asks("MODE #front")[0] == ":tui-chat.local 324 bob #front +intf *"


def test_forwards_of_registered_channels_hold_over_restarts(
    net: World, with_account: WithAccount
) -> None:
    alice = with_account("alice")
    for channel in ("#front", "#back"):
        net.join(channel, alice)
        alice.says(f"CHANSERV REGISTER {channel}")
    alice.says("MODE #front +if #back")
    net.settle()
    again = net.restarted()
    bob = again.enter("bob")
    assert bob.asks("JOIN #front")[1] == ":bob!bob@host JOIN #back"
