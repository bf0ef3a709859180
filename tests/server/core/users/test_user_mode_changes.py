from tests.server.account_holders import come_back, register
from tests.server.world import World


def test_what_changes_nothing_is_not_told(net: World) -> None:
    alice = net.enter("alice")
    assert alice.asks("MODE alice -i", "MODE alice +") == []


def test_a_change_is_told_to_all_connections_of_the_user_alone(net: World) -> None:
    ana = register(net, "ana")
    other, bob = come_back(net, "ana", "ana"), net.enter("bob")
    ana.says("MODE ana +wi")
    assert ana.hears() == other.hears() == [":ana!ana@host MODE ana +wi"]
    assert bob.hears() == []
    assert ana.asks("MODE ana") == [":tui-chat.local 221 ana +iw"]


def test_a_mode_that_is_named_twice_counts_once(net: World) -> None:
    alice, network = net.enter("alice"), net.node.network
    for line, modes, invisible in (("+ii", "i", 1), ("+i-i", "", 0), ("-i+i", "i", 1)):
        alice.says(f"MODE alice {line}")
        net.settle()
        assert alice.asks("MODE alice") == [f":tui-chat.local 221 alice +{modes}"]
        assert network.invisible == invisible
