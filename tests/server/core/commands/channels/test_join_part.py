import pytest

from tests.server.world import World


def test_joining_where_one_is_already_does_nothing(net: World) -> None:
    alice, _bob = net.join("#tea", "alice", "bob")
    alice.says("JOIN #tea,#TEA")
    assert net.is_quiet()


def test_several_channels_are_joined_each_with_its_key(net: World) -> None:
    (alice,) = net.join("#a", "alice")
    net.join("#c", alice)
    alice.says("MODE #a +k one", "MODE #c +k three")
    net.settle()
    bob = net.enter("bob")
    bob.says("JOIN #a,#b,#c one,,wrong")
    joined = [line for line in bob.hears() if " JOIN " in line or " 475 " in line]
    assert joined == [
        ":bob!bob@host JOIN #a",
        ":bob!bob@host JOIN #b",
        ":tui-chat.local 475 bob #c :Cannot join channel (+k)",
    ]
    assert alice.hears() == [":bob!bob@host JOIN #a"]


@pytest.mark.parametrize(
    ("mode", "answer"),
    [
        ("+i", "473 bob #tea :Cannot join channel (+i)"),
        ("+k word", "475 bob #tea :Cannot join channel (+k)"),
        ("+l 1", "471 bob #tea :Cannot join channel (+l)"),
    ],
)
def test_a_closed_channel_is_refused_until_one_is_invited(
    net: World, mode: str, answer: str
) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says(f"MODE #tea {mode}")
    bob = net.enter("bob")
    net.settle()
    assert bob.asks("JOIN #tea") == [f":tui-chat.local {answer}"]
    assert net.is_quiet()
    alice.says("INVITE bob #tea")
    net.settle()
    assert bob.asks("JOIN #tea")[0] == ":bob!bob@host JOIN #tea"


def test_an_invitation_is_good_for_one_time(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("MODE #tea +i")
    bob.says("PART #tea")
    alice.says("INVITE bob #tea")
    bob.says("JOIN #tea", "PART #tea")
    net.settle()
    assert bob.asks("JOIN #tea") == [":tui-chat.local 473 bob #tea :Cannot join channel (+i)"]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("JOIN", "461 alice JOIN :Not enough parameters"),
        ("JOIN tea", "403 alice tea :No such channel"),
        ("JOIN #", "403 alice # :No such channel"),
        ("JOIN :#a b", "403 alice * :No such channel"),
        ("JOIN #a\x07b", "403 alice #a\x07b :No such channel"),
        ("JOIN #tea*", "403 alice #tea* :No such channel"),
        (f"JOIN #{'x' * 64}", f"403 alice #{'x' * 64} :No such channel"),
        ("JOIN :", "461 alice JOIN :Not enough parameters"),
        ("JOIN ,,", "461 alice JOIN :Not enough parameters"),
        ("PART", "461 alice PART :Not enough parameters"),
        ("PART #none", "403 alice #none :No such channel"),
        ("PART #tea", "442 alice #tea :You're not on that channel"),
    ],
)
def test_what_cannot_be_joined_or_left_is_refused(net: World, line: str, answer: str) -> None:
    net.join("#tea", "bob")
    alice = net.enter("alice")
    assert alice.asks(line) == [f":tui-chat.local {answer}"]
    assert net.is_quiet()


def test_extended_join_tells_account_and_real_name(net: World) -> None:
    alice, bob = net.enter("alice", "extended-join"), net.enter("bob")
    net.join("#tea", alice, bob)
    carol = net.enter("carol", "extended-join")
    carol.says("JOIN #tea")
    assert alice.hears() == carol.hears()[:1] == [":carol!carol@host JOIN #tea * Carol"]
    assert bob.hears() == [":carol!carol@host JOIN #tea"]


def test_who_joins_while_away_is_told_to_those_who_asked(net: World) -> None:
    alice, bob = net.enter("alice", "away-notify"), net.enter("bob")
    net.join("#tea", alice, bob)
    carol = net.enter("carol", "away-notify", "echo-message")
    carol.says("AWAY :soon back")
    carol.hears()
    carol.says("JOIN #tea")
    assert alice.hears() == [
        ":carol!carol@host JOIN #tea",
        ":carol!carol@host AWAY :soon back",
    ]
    assert bob.hears() == [":carol!carol@host JOIN #tea"]
    assert not any(" AWAY " in line for line in carol.hears())


def test_who_parts_is_told_to_all_members_with_the_reason(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    bob.says("PART #TEA :good night")
    assert alice.hears() == bob.hears() == [":bob!bob@host PART #tea :good night"]
    alice.says("PRIVMSG #tea hello?")
    assert net.is_quiet()


def test_several_channels_are_left_at_once(net: World) -> None:
    alice, bob = net.join("#a", "alice", "bob")
    net.join("#b", alice, bob)
    assert bob.asks("PART #a,#none,#b") == [
        ":bob!bob@host PART #a",
        ":tui-chat.local 403 bob #none :No such channel",
        ":bob!bob@host PART #b",
    ]
    assert alice.hears() == [":bob!bob@host PART #a", ":bob!bob@host PART #b"]


def test_join_0_leaves_all_channels(net: World) -> None:
    alice, bob = net.join("#a", "alice", "bob")
    net.join("#b", bob)
    assert bob.asks("JOIN 0") == [":bob!bob@host PART #a bob", ":bob!bob@host PART #b bob"]
    assert alice.hears() == [":bob!bob@host PART #a bob"]


def test_a_channel_left_by_all_is_gone_with_its_modes(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +k word", "PART #tea")
    bob = net.enter("bob")
    net.settle()
    assert ":tui-chat.local 353 bob = #tea @bob" in bob.asks("JOIN #tea")


def test_an_invitation_to_a_channel_that_is_gone_is_gone_too(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    net.join("#tea", alice)
    alice.says("INVITE bob #tea", "PART #tea", "JOIN #tea", "MODE #tea +i")
    net.settle()
    assert bob.asks("JOIN #tea") == [":tui-chat.local 473 bob #tea :Cannot join channel (+i)"]
