from collections.abc import Callable

import pytest

from tests.server.world import Person, World

CAPABILITY = "draft/channel-rename"


def test_who_knows_renames_is_told_of_it_and_the_others_leave_and_join(net: World) -> None:
    alice, bob = net.enter("alice", CAPABILITY), net.enter("bob")
    net.join("#tea", alice, bob)
    alice.says("TOPIC #tea :Assam")
    net.settle()
    alice.says("RENAME #tea #coffee :we have changed")
    assert alice.hears() == [":alice!alice@host RENAME #tea #coffee :we have changed"]
    assert bob.hears() == [
        ":bob!bob@host PART #tea :we have changed",
        ":bob!bob@host JOIN #coffee",
        ":tui-chat.local 332 bob #coffee Assam",
        ":tui-chat.local 333 bob #coffee alice!alice@host 1763640000",
        ":tui-chat.local 353 bob = #coffee :@alice bob",
        ":tui-chat.local 366 bob #coffee :End of /NAMES list",
    ]
    assert net.is_quiet()


def test_everything_else_stays_as_it_was(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    carol = net.enter("carol")
    alice.says("MODE #tea +kib word bad", "INVITE carol #tea", "RENAME #tea #coffee")
    net.settle()
    bob.says("PRIVMSG #coffee hi")
    assert alice.hears() == [":bob!bob@host PRIVMSG #coffee hi"]
    assert alice.asks("MODE #coffee")[0] == ":tui-chat.local 324 alice #coffee +intk word"
    assert carol.asks("JOIN #coffee")[0] == ":carol!carol@host JOIN #coffee"
    bob.hears()
    assert bob.asks("PRIVMSG #tea hi") == [":tui-chat.local 403 bob #tea :No such channel"]
    bob.says("PART #coffee")
    alice.says("PART #coffee")
    carol.says("PART #coffee")
    assert not net.node.network.channels


def test_the_old_name_is_free(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says("RENAME #tea #coffee")
    net.settle()
    assert ":tui-chat.local 353 bob = #tea @bob" in bob.asks("JOIN #tea")
    assert alice.hears() == []


def test_only_the_case_may_change_which_tells_the_others_nothing(net: World) -> None:
    alice, bob = net.enter("alice", CAPABILITY), net.enter("bob")
    net.join("#tea", alice, bob)
    assert alice.asks("RENAME #tea #TEA") == [":alice!alice@host RENAME #tea #TEA :"]
    bob.says("PRIVMSG #tea hi")
    assert alice.hears() == [":bob!bob@host PRIVMSG #TEA hi"]
    assert net.is_quiet()


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("RENAME", "461 bob RENAME :Not enough parameters"),
        ("RENAME #mine", "461 bob RENAME :Not enough parameters"),
        ("RENAME #none #x", "403 bob #none :No such channel"),
        ("RENAME #other #x", "442 bob #other :You're not on that channel"),
        ("RENAME #tea #x", "482 bob #tea :You're not channel operator"),
        ("RENAME #mine #TEA", "FAIL RENAME CHANNEL_NAME_IN_USE #mine #TEA :That name is taken"),
        ("RENAME #mine x", "FAIL RENAME CANNOT_RENAME #mine x :A channel cannot have that name"),
        (
            "RENAME #mine :#x y",
            "FAIL RENAME CANNOT_RENAME #mine * :A channel cannot have that name",
        ),
        ("RENAME #mine #mine", "FAIL RENAME CANNOT_RENAME #mine #mine :It has that name already"),
    ],
)
def test_what_cannot_be_renamed_stays(net: World, line: str, answer: str) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.join("#mine", bob)
    net.join("#other", alice)
    before = net.node.network.snapshot()
    assert bob.asks(line) == [f":tui-chat.local {answer}"]
    assert net.is_quiet()
    assert net.node.network.snapshot() == before


def test_only_the_founder_renames_a_registered_channel(
    net: World, with_account: Callable[..., Person]
) -> None:
    alice, bob = with_account("alice"), net.enter("bob")
    net.join("#tea", alice, bob)
    alice.says("CHANSERV REGISTER #tea", "MODE #tea +o bob")
    net.settle()
    bob.says("RENAME #tea #coffee")
    text = "Only its founder may rename a registered channel"
    assert bob.hears() == [f":tui-chat.local FAIL RENAME CANNOT_RENAME #tea #coffee :{text}"]
    alice.says("RENAME #tea #coffee")
    net.flush()
    kept = [key for kind, key, _ in net.node.records.all() if kind == "channel"]
    assert kept == ["#coffee"]
