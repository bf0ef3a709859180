from collections.abc import Callable

import pytest

from tests.server.world import NOON, World
from tui_chat.server.core.settings import Limits, Settings

LISTS = [
    ("b", "367", "368", "End of channel ban list"),
    ("e", "348", "349", "End of channel exception list"),
    ("I", "346", "347", "End of channel invite exception list"),
]


@pytest.mark.parametrize(("letter", "entry", "end", "text"), LISTS)
def test_a_list_is_read_with_who_put_each_mask_there_and_when(
    net: World, letter: str, entry: str, end: str, text: str
) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says(f"MODE #tea +{letter} bad!*@*")
    net.now = NOON + 5000
    alice.says(f"MODE #tea +{letter} worse")
    assert bob.hears() == [
        f":alice!alice@host MODE #tea +{letter} bad!*@*",
        f":alice!alice@host MODE #tea +{letter} worse!*@*",
    ]
    alice.hears()
    for question in (letter, f"+{letter}", f"-{letter}", f"+{letter} :"):
        assert alice.asks(f"MODE #TEA {question}") == [
            f":tui-chat.local {entry} alice #tea bad!*@* alice!alice@host 1763640000",
            f":tui-chat.local {entry} alice #tea worse!*@* alice!alice@host 1763640005",
            f":tui-chat.local {end} alice #tea :{text}",
        ]
    assert net.is_quiet()


def test_bans_are_shown_to_all_and_the_other_lists_to_operators(net: World) -> None:
    net.join("#tea", "alice", "bob")
    carol, bob = net.enter("carol"), net.people[1]
    for person in (bob, carol):
        assert person.asks("MODE #tea beI") == [
            f":tui-chat.local 368 {person.nick} #tea :End of channel ban list",
            f":tui-chat.local 482 {person.nick} #tea :You're not channel operator",
            f":tui-chat.local 482 {person.nick} #tea :You're not channel operator",
        ]
    assert net.is_quiet()


def test_the_lists_of_a_secret_channel_are_for_its_members(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +s")
    bob = net.enter("bob")
    net.settle()
    bob.says("MODE #tea b", "MODE #tea")
    assert bob.hears() == [":tui-chat.local 403 bob #tea :No such channel"] * 2


@pytest.mark.parametrize(
    ("given", "taken"),
    [("BAD!*@*", "bad!*@*"), ("bad", "BAD!*@*"), ("~a:Eve", "a:eve"), ("$m:x", "~mute:X!*@*")],
)
def test_a_mask_is_taken_out_however_it_is_written(net: World, given: str, taken: str) -> None:
    alice, _bob = net.join("#tea", "alice", "bob")
    shown = alice.asks(f"MODE #tea +b {given}")[0].partition(" +b ")[2]
    assert alice.asks(f"MODE #tea -b {taken}") == [f":alice!alice@host MODE #tea -b {shown}"]
    assert len(alice.asks("MODE #tea b")) == 1


@pytest.mark.parametrize("words", ["+b BAD", "-b good", "-e bad", "+b bad!*@*"])
def test_what_changes_no_list_is_told_to_nobody(net: World, words: str) -> None:
    alice, _bob = net.join("#tea", "alice", "bob")
    alice.says("MODE #tea +b bad!*@*")
    net.settle()
    alice.says(f"MODE #tea {words}")
    assert net.is_quiet()


@pytest.mark.parametrize(
    ("mask", "shown", "text"),
    [
        (":two words", "*", "A mask cannot contain spaces or be that long"),
        ("x" * 151, "x" * 151, "A mask cannot contain spaces or be that long"),
        ("m:m:bob", "m:m:bob", "A mask mutes once"),
        ("m:", "m:", "There are these extended masks: a, m"),
        ("~z:bob", "~z:bob", "There are these extended masks: a, m"),
        ("m:$q:bob", "m:$q:bob", "There are these extended masks: a, m"),
    ],
)
def test_what_is_no_mask_is_refused(net: World, mask: str, shown: str, text: str) -> None:
    alice, _bob = net.join("#tea", "alice", "bob")
    alice.says(f"MODE #tea +b {mask}")
    assert alice.hears() == [f":tui-chat.local 696 alice #tea b {shown} :{text}"]
    assert net.is_quiet()


def test_a_list_holds_no_more_masks_than_announced(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), limits=Limits(masks=2)))
    (alice,) = net.join("#tea", "alice")
    assert alice.asks("MODE #tea +bbb one two three", "MODE #tea +b one", "MODE #tea +e three") == [
        ":tui-chat.local 478 alice #tea b :Channel list is full",
        ":alice!alice@host MODE #tea +bb one!*@* two!*@*",
        ":alice!alice@host MODE #tea +e three!*@*",
    ]


def test_long_masks_are_told_in_several_lines_that_fit(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    masks = [str(number) * 140 for number in range(6)]
    alice.says(f"MODE #tea +bbbbbb {' '.join(masks)}")
    lines = bob.hears()
    assert all(len(line.encode()) <= 510 for line in lines)
    told = [word for line in lines for word in line.split()[4:]]
    assert told == [f"{mask}!*@*" for mask in masks]


def test_a_question_and_a_change_are_both_answered(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    assert alice.asks("MODE #tea b+i") == [
        ":tui-chat.local 368 alice #tea :End of channel ban list",
        ":alice!alice@host MODE #tea +i",
    ]
    assert bob.hears() == [":alice!alice@host MODE #tea +i"]
