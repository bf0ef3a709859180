import pytest

from tests.server.world import World
from tui_chat.server.core.commands import COMMANDS


def test_handlers_are_in_the_table_with_what_holds_before_they_are_called() -> None:
    ping, join = COMMANDS["PING"], COMMANDS["JOIN"]
    assert (ping.min_params, ping.unregistered, ping.reads) == (0, True, True)
    assert (join.min_params, join.unregistered, join.reads) == (1, False, False)


@pytest.mark.parametrize("name", sorted(name for name in COMMANDS if COMMANDS[name].min_params))
def test_too_few_parameters_are_refused(net: World, name: str) -> None:
    alice = net.enter("alice")
    alice.says(name)
    answers = [line for line in alice.hears() if " 461 " in line or " NEED_MORE_PARAMS " in line]
    assert len(answers) == 1


@pytest.mark.parametrize(
    "name", sorted(name for name in COMMANDS if not COMMANDS[name].unregistered)
)
def test_strangers_are_refused(net: World, name: str) -> None:
    stranger = net.connect()
    stranger.says(f"{name} a b c d")
    assert stranger.hears() == [":tui-chat.local 451 * :You have not registered"]


@pytest.mark.parametrize("name", sorted(name for name in COMMANDS if COMMANDS[name].reads))
def test_what_only_reads_changes_nothing(net: World, name: str) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    bob.says("AWAY lunch")
    net.settle()
    before = net.node.network.snapshot()
    for params in ("", "bob", "#tea", "* *", "#tea bob"):
        alice.says(f"{name} {params}")
    assert net.node.network.snapshot() == before
    assert bob.hears() == []
