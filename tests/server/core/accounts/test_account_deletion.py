"""Deleting an account."""

from tests.server.account_holders import PASSWORD, plain, register
from tests.server.world import World
from tui_chat.server.core.events import AccountOrder, AccountOrdered, ClientId, Millis


def test_the_login_of_an_unregistered_connection_ends_with_the_account(net: World) -> None:
    ana = register(net, "ana")
    early = net.connect()
    early.says("AUTHENTICATE PLAIN")
    early.says(plain("ana"))
    early.hears()
    ana.says(f"NS DROP {PASSWORD}")
    ana.hears()
    assert early.session.account == ""


def test_whoever_has_the_name_next_does_not_wait_for_wrong_passwords_of_before(net: World) -> None:
    register(net, "ana")
    net.settle()
    failures = net.node.network.wrong_by_account
    failures.add("ana", Millis(net.now), 1_000)
    assert failures.wait("ana", Millis(net.now))
    dropped = AccountOrdered(ClientId(0), net.node.now(), AccountOrder.DROP, "ana", None)
    net.node.backplane.submit(dropped)
    net.settle()
    assert failures.kept() == {}
