from collections.abc import Callable

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.settings import Limits, Settings
from tui_chat.server.core.state.state_digest import attributes
from tui_chat.server.store import StoreError
from tui_chat.wire.names import Casemapping, Folded


@pytest.fixture
def founder(net: World, with_account: Callable[..., Person]) -> Person:
    """Alice, who is logged in, in #tea that she has registered."""
    alice = with_account("alice")
    net.join("#tea", alice)
    alice.says("CS REGISTER #tea")
    net.settle()
    return alice


def restarted(net: World, world: Callable[[Settings], World]) -> World:
    """The network as it is after a restart: nobody connected, only what was kept."""
    net.flush()
    later = world(Settings(auto_join=()))
    later.node.records = net.node.records
    later.node.restore()
    return later


def test_a_registered_channel_stays_when_it_is_empty(net: World, founder: Person) -> None:
    founder.says("MODE #tea +k word", "PART #tea")
    bob = net.enter("bob")
    assert bob.asks("JOIN #tea", "JOIN #tea word")[:3] == [
        ":tui-chat.local 475 bob #tea :Cannot join channel (+k)",
        ":bob!bob@host JOIN #tea",
        ":tui-chat.local 353 bob = #tea bob",
    ]


def test_another_casemapping_never_makes_two_channels_one(net: World, founder: Person) -> None:
    founder.says("JOIN #tea[", "CS REGISTER #tea[")
    net.flush()
    settings = Settings(auto_join=(), casemapping=Casemapping.RFC1459)
    later = World(settings=settings, tick_per_line=True, records=net.node.records)
    with pytest.raises(StoreError, match=r"The channel #tea\[ is of a server.casemapping other"):
        later.node.restore()


def test_the_founder_comes_back_to_the_rank_and_all_are_told(net: World, founder: Person) -> None:
    assert founder.asks("MODE #tea +il 1", "PART #tea", "JOIN #tea")[-3:] == [
        ":alice!alice@host JOIN #tea",
        ":tui-chat.local 353 alice = #tea ~alice",
        ":tui-chat.local 366 alice #tea :End of /NAMES list",
    ]
    founder.says("INVITE bob #tea")
    bob = net.enter("bob")
    founder.says("INVITE bob #tea")
    bob.says("JOIN #tea")
    founder.says("PART #tea")
    net.settle()
    founder.says("JOIN #tea")
    assert bob.hears() == [
        ":alice!alice@host JOIN #tea",
        ":ChanServ!ChanServ@tui-chat.local MODE #tea +q alice",
    ]


def test_who_logs_in_later_is_recognised(net: World, founder: Person) -> None:
    founder.says("QUIT")
    alice = net.enter("al")
    net.join("#tea", alice)
    alice.says("NICKSERV IDENTIFY alice correct-horse")
    assert ":ChanServ!ChanServ@tui-chat.local MODE #tea +q al" in alice.hears()


def test_all_of_it_outlives_a_restart(
    net: World, founder: Person, world: Callable[[Settings], World]
) -> None:
    founder.says("TOPIC #tea :Assam", "MODE #tea +imMkl-n word 7")
    founder.says("MODE #tea +bbeI eve!*@* ~m:loud mallory a:friend")
    before = attributes(net.node.network.channels[Folded("#tea")])
    founder.says("QUIT")
    later = restarted(net, world)
    after = attributes(later.node.network.channels[Folded("#tea")])
    for state in (before, after):
        del state["members"], state["invited"]
    assert after == before
    eve = later.enter("eve")
    assert eve.asks("JOIN #tea word") == [":tui-chat.local 473 eve #tea :Cannot join channel (+i)"]


def test_after_a_restart_nobody_but_the_founder_is_its_operator(
    net: World, founder: Person, world: Callable[[Settings], World]
) -> None:
    founder.says("TOPIC #tea :Assam")
    later = restarted(net, world)
    bob, alice = later.enter("bob"), later.enter("al")
    assert bob.asks("JOIN #tea") == [
        ":bob!bob@host JOIN #tea",
        ":tui-chat.local 332 bob #tea Assam",
        ":tui-chat.local 333 bob #tea alice!alice@host 1763640000",
        ":tui-chat.local 353 bob = #tea bob",
        ":tui-chat.local 366 bob #tea :End of /NAMES list",
    ]
    alice.says("NICKSERV IDENTIFY alice correct-horse")
    alice.hears()
    assert ":tui-chat.local 353 al = #tea :bob ~al" in alice.asks("JOIN #tea")


def test_a_mode_taken_away_stays_away_after_a_restart(
    net: World, founder: Person, world: Callable[[Settings], World]
) -> None:
    founder.says("MODE #tea +bk eve word", "MODE #tea -bknt eve word", "TOPIC #tea :Assam")
    founder.says("TOPIC #tea :")
    later = restarted(net, world)
    bob = later.enter("bob")
    assert bob.asks("MODE #tea")[0] == ":tui-chat.local 324 bob #tea +"


def test_what_is_dropped_is_gone_after_a_restart(
    net: World, founder: Person, world: Callable[[Settings], World]
) -> None:
    founder.says("CS DROP #tea")
    assert not restarted(net, world).node.network.channels


def test_the_channels_of_an_account_that_is_dropped_are_free(net: World, founder: Person) -> None:
    founder.says("PART #tea", "NICKSERV DROP correct-horse")
    founder.hears()
    assert not net.node.network.channels


def test_one_account_has_no_more_channels_than_allowed(
    world: Callable[[Settings], World],
) -> None:
    net = world(Settings(auto_join=(), limits=Limits(registered_channels=1)))
    alice = net.enter("alice")
    alice.says("NICKSERV REGISTER correct-horse")
    net.join("#a", alice)
    net.join("#b", alice)
    alice.says("CS REGISTER #a")
    net.settle()
    assert alice.asks("CS REGISTER #b") == [
        ":ChanServ!ChanServ@tui-chat.local NOTICE alice :You have already registered 1 channels"
    ]


def test_a_founder_who_gave_the_rank_away_gets_it_back_on_the_way_in(
    net: World, founder: Person
) -> None:
    founder.says("MODE #tea -qo alice alice")
    net.settle()
    founder.says("MODE #tea +i")
    assert founder.hears() == [":tui-chat.local 482 alice #tea :You're not channel operator"]
    assert founder.asks("CS OP #tea") == [":ChanServ!ChanServ@tui-chat.local MODE #tea +o alice"]


def test_a_founder_who_gives_the_channel_up_is_an_ordinary_operator(
    net: World, founder: Person
) -> None:
    founder.says("CHANSERV DROP #tea")
    founder.hears()
    assert founder.asks("NAMES #tea")[0] == ":tui-chat.local 353 alice = #tea @alice"
    assert net.node.network.channels[Folded("#tea")].members.popitem()[1] == "o"


def test_closed_talk_is_not_for_strangers_when_the_registration_ends(
    net: World, founder: Person
) -> None:
    founder.says("MODE #tea +i", "PRIVMSG #tea secret", "CS UNREGISTER #tea")
    net.settle()
    assert set(net.node.network.entry_rules) == {"#tea"}
    again = net.restarted()
    bob = again.enter("bob")
    bob.says("JOIN #tea")
    bob.hears()
    bob.says("CHATHISTORY LATEST #tea * 10")
    assert "secret" not in "".join(bob.hears())
