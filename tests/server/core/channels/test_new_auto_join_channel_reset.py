"""A channel becomes one that newcomers are put in (guests' locks: tests/attacks)."""

import msgspec
import pytest

from tests.server.account_holders import register
from tests.server.world import World
from tui_chat.server.core.settings import Settings

HOUR = 3_600_000


@pytest.fixture
def net() -> World:
    return World(settings=Settings(), tick_per_line=True)


def becomes_first(net: World, channel: str) -> None:
    """The configuration puts newcomers in this channel from now on."""
    settings = msgspec.structs.replace(net.node.network.settings, auto_join=("#lobby", channel))
    net.node.configure(settings)
    net.flush()


@pytest.mark.parametrize("is_empty", [False, True])
def test_what_an_account_locked_stays_locked_while_it_is_there(net: World, is_empty: bool) -> None:
    eve = register(net, "eve")
    net.join("#tea", eve)
    eve.says("MODE #tea +b bob")
    becomes_first(net, "#tea")
    if is_empty:
        net.now += HOUR
        eve.says("PART #tea")
    net.enter("bob")
    assert "#tea" not in net.node.network.users["bob"].channels  # type: ignore[index]


def test_those_in_a_channel_see_that_it_is_opened(net: World) -> None:
    eve, bob = (net.enter(nick, "message-tags") for nick in ("eve", "bob"))
    net.join("#tea", eve, bob)
    eve.says("MODE #tea +kb word dan")
    bob.hears()
    becomes_first(net, "#tea")
    heard = [line for line in bob.hears() if " MODE " in line]
    ids = [line.partition("msgid=")[2].partition(" ")[0] for line in heard]
    assert len({*ids} - {""}) == len(heard)
    told = [line.partition(" MODE ")[2] for line in heard]
    assert told == ["#tea -o eve", "#tea -bk dan!*@* *"]


def test_whoever_runs_the_server_keeps_its_channel(net: World) -> None:
    net.join("#tea", root := net.enter("root", owner=True))
    root.says("MODE #tea +i")
    root.hears()
    becomes_first(net, "#tea")
    assert root.hears() == []
    assert root.asks("MODE #tea")[0].endswith(" #tea +int")
