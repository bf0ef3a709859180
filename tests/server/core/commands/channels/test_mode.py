from collections.abc import Callable

import pytest

from tests.server.world import World
from tui_chat.server.core.settings import Limits, Settings

KEY = "A key has 1 to 23 ASCII characters, no space, comma or colon"


def test_modes_are_shown_with_the_time_the_channel_was_made(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    assert alice.asks("MODE #TEA") == [
        ":tui-chat.local 324 alice #tea +nt",
        ":tui-chat.local 329 alice #tea 1763640000",
    ]


def test_the_key_is_shown_to_members_only(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +kl secret 9")
    bob = net.enter("bob")
    net.settle()
    alice.says("MODE #tea")
    bob.says("MODE #tea")
    assert alice.hears()[0] == ":tui-chat.local 324 alice #tea +ntkl secret 9"
    assert bob.hears()[0] == ":tui-chat.local 324 bob #tea +ntkl * 9"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("+i", "+i"),
        ("+im-n", "+im-n"),
        ("im", "+im"),
        ("-t+v bob", "-t+v bob"),
        ("+ov bob BOB", "+ov bob bob"),
        ("-o alice", "-o alice"),
        ("+k word", "+k word"),
        ("+l 12", "+l 12"),
        ("+l 0012", "+l 12"),
        ("+kol word bob 3", "+kol word bob 3"),
        ("+i-i+i", "-i+i"),
        ("+i-i", "+i-i"),
    ],
)
def test_a_change_is_told_to_all_members(net: World, words: str, told: str) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.enter("carol")
    if told.startswith("-i"):
        alice.says("MODE #tea +i")
        net.settle()
    alice.says(f"MODE #tea {words}")
    assert alice.hears() == bob.hears() == [f":alice!alice@host MODE #tea {told}"]
    assert net.is_quiet()


@pytest.mark.parametrize(
    "words",
    ["+n", "-i", "-v bob", "+o alice", "-k", "-l", "-k anything", "+", "-+", "+nt", "+k", "+l"],
)
def test_what_changes_nothing_is_told_to_nobody(net: World, words: str) -> None:
    alice, _bob = net.join("#tea", "alice", "bob")
    alice.says(f"MODE #tea {words}")
    assert net.is_quiet()


def test_key_and_limit_can_be_taken_away_again(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("MODE #tea +kl word 5")
    net.settle()
    alice.says("MODE #tea -kl wrong")
    assert bob.hears() == [":alice!alice@host MODE #tea -kl *"]
    assert ":tui-chat.local 324 alice #tea +nt" in alice.asks("MODE #tea")


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("+z", "472 alice z :is unknown mode char to me"),
        ("+zzz", "472 alice z :is unknown mode char to me"),
        ("+:", "472 alice * :is unknown mode char to me"),
        (":+ ", "472 alice * :is unknown mode char to me"),
        ("+o", "461 alice MODE :Not enough parameters"),
        ("+ooooooooo", "461 alice MODE :Not enough parameters"),
        ("+o nobody", "401 alice nobody :No such nick/channel"),
        ("+o carol", "441 alice carol #tea :They aren't on that channel"),
        ("+k :two words", f"696 alice #tea k * :{KEY}"),
        ("+k a,b", f"696 alice #tea k * :{KEY}"),
        ("+k :naïve", f"696 alice #tea k * :{KEY}"),
        ("+k :", f"696 alice #tea k * :{KEY}"),
        (f"+k {'x' * 24}", f"696 alice #tea k * :{KEY}"),
        ("+l 0", "696 alice #tea l 0 :A limit is a number above 0"),
        ("+l -1", "696 alice #tea l -1 :A limit is a number above 0"),
        ("+l many", "696 alice #tea l many :A limit is a number above 0"),
        ("+l ٣", "696 alice #tea l ٣ :A limit is a number above 0"),
        (
            "+l 00000000000000000000000009999999999",
            "696 alice #tea l 00000000000000000000000009999999999 :A limit is a number above 0",
        ),
        ("+l :1 2", "696 alice #tea l * :A limit is a number above 0"),
    ],
)
def test_a_change_that_cannot_be_made_is_refused(net: World, words: str, answer: str) -> None:
    alice, _bob = net.join("#tea", "alice", "bob")
    net.enter("carol")
    before = net.node.network.snapshot()
    assert alice.asks(f"MODE #tea {words}") == [f":tui-chat.local {answer}"]
    assert net.node.network.snapshot() == before
    assert net.is_quiet()


def test_one_refusal_stops_no_other_change(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    assert alice.asks("MODE #tea +zio nobody") == [
        ":tui-chat.local 472 alice z :is unknown mode char to me",
        ":tui-chat.local 401 alice nobody :No such nick/channel",
        ":alice!alice@host MODE #tea +i",
    ]
    assert bob.hears() == [":alice!alice@host MODE #tea +i"]


def test_no_more_changes_with_a_parameter_than_announced(
    world: Callable[[Settings], World],
) -> None:
    net = world(Settings(auto_join=(), limits=Limits(modes=2)))
    alice, *_ = net.join("#tea", "alice", "b", "c", "d")
    assert alice.asks("MODE #tea +vvvi b c d") == [":alice!alice@host MODE #tea +vvi b c"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("MODE", "461 bob MODE :Not enough parameters"),
        ("MODE #none", "403 bob #none :No such channel"),
        ("MODE #none +i", "403 bob #none :No such channel"),
        ("MODE #tea +i", "482 bob #tea :You're not channel operator"),
        ("MODE #other +i", "442 bob #other :You're not on that channel"),
        ("MODE alice", "502 bob :Cannot change mode for other users"),
        ("MODE alice +i", "502 bob :Cannot change mode for other users"),
        ("MODE nobody +i", "401 bob nobody :No such nick/channel"),
        ("MODE :", "401 bob * :No such nick/channel"),
        ("MODE bob +x", "501 bob :Unknown MODE flag"),
        ("MODE bob +xxxx", "501 bob :Unknown MODE flag"),
    ],
)
def test_who_may_not_change_modes_is_refused(net: World, line: str, answer: str) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.join("#other", alice)
    assert bob.asks(line) == [f":tui-chat.local {answer}"]
    assert net.is_quiet()


def test_an_operator_may_give_the_channel_away(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("MODE #tea +o-o bob alice")
    net.settle()
    alice.says("MODE #tea +i")
    bob.says("MODE #tea +i")
    assert alice.hears() == [
        ":tui-chat.local 482 alice #tea :You're not channel operator",
        ":bob!bob@host MODE #tea +i",
    ]


def test_users_see_and_change_their_own_modes(net: World) -> None:
    alice, _bob = net.join("#tea", "alice", "bob")
    alice.says("MODE ALICE +i", "MODE alice", "MODE alice +i", "MODE alice -i", "MODE alice")
    assert alice.hears() == [
        ":alice!alice@host MODE alice +i",
        ":tui-chat.local 221 alice +i",
        ":alice!alice@host MODE alice -i",
        ":tui-chat.local 221 alice +",
    ]
    assert net.is_quiet()
