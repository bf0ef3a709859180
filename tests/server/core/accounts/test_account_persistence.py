from tests.server.account_holders import PASSWORD, come_back, register, restarted
from tests.server.world import World
from tui_chat.server.core.state.state_digest import attributes


def test_a_restart_keeps_accounts(net: World) -> None:
    register(net, "ana")
    again = restarted(net)
    assert attributes(again.node.network.accounts) == attributes(net.node.network.accounts)
    come_back(again, "ana", "ana")


def test_no_password_is_kept_in_the_clear(net: World) -> None:
    register(net, "ana")
    net.flush()
    assert PASSWORD not in repr(list(net.node.records.all()))
