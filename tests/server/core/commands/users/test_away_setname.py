from collections.abc import Callable

import pytest

from tests.server.world import World
from tui_chat.server.core.settings import Limits, Settings

NOW_AWAY = ":tui-chat.local 306 alice :You have been marked as being away"
BACK = ":tui-chat.local 305 alice :You are no longer marked as being away"


def test_going_away_and_coming_back_is_confirmed_and_told_to_those_who_asked(net: World) -> None:
    alice, bob, _carol = net.join(
        "#tea", net.enter("alice"), net.enter("bob", "away-notify"), net.enter("carol")
    )
    net.enter("dave", "away-notify")
    assert alice.asks("AWAY :at lunch", "AWAY") == [NOW_AWAY, BACK]
    assert bob.hears() == [":alice!alice@host AWAY :at lunch", ":alice!alice@host AWAY"]
    assert net.is_quiet()


def test_the_same_again_is_confirmed_and_told_to_nobody(net: World) -> None:
    alice, bob = net.join("#tea", net.enter("alice"), net.enter("bob", "away-notify"))
    alice.says("AWAY", "AWAY lunch")
    bob.hears()
    assert alice.asks("AWAY lunch") == [BACK, NOW_AWAY, NOW_AWAY]
    assert net.is_quiet()


def test_who_shares_two_channels_is_told_once(net: World) -> None:
    alice, bob = net.join("#tea", net.enter("alice"), net.enter("bob", "away-notify", "setname"))
    net.join("#coffee", alice, bob)
    alice.says("AWAY lunch", "SETNAME Alicia")
    assert bob.hears() == [":alice!alice@host AWAY lunch", ":alice!alice@host SETNAME Alicia"]


def test_a_text_longer_than_announced_is_cut(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), limits=Limits(away=5)))
    alice, bob = net.join("#tea", net.enter("alice"), net.enter("bob", "away-notify"))
    alice.says("AWAY 0123456789")
    assert bob.hears() == [":alice!alice@host AWAY 01234"]


def test_a_new_real_name_is_told_to_those_who_asked_oneself_included(net: World) -> None:
    alice, bob, _carol = net.join(
        "#tea", net.enter("alice", "setname"), net.enter("bob", "setname"), net.enter("carol")
    )
    alice.says("SETNAME :Alice in Chains")
    assert alice.hears() == bob.hears() == [":alice!alice@host SETNAME :Alice in Chains"]
    assert net.is_quiet()
    bob.says("WHOIS alice")
    assert bob.hears()[0] == ":tui-chat.local 311 bob alice alice host * :Alice in Chains"


@pytest.mark.parametrize("name", ["", "x" * 151])
def test_a_real_name_that_is_empty_or_too_long_is_refused(net: World, name: str) -> None:
    alice = net.enter("alice", "setname")
    assert alice.asks(f"SETNAME :{name}") == [
        ":tui-chat.local FAIL SETNAME INVALID_REALNAME :That real name is empty or too long"
    ]


def test_a_real_name_must_be_given(net: World) -> None:
    alice = net.enter("alice", "setname")
    assert alice.asks("SETNAME") == [":tui-chat.local 461 alice SETNAME :Not enough parameters"]
