"""Deleting an account."""

from tests.server.account_holders import PASSWORD, plain, register
from tests.server.world import World


def test_the_login_of_an_unregistered_connection_ends_with_the_account(net: World) -> None:
    ana = register(net, "ana")
    early = net.connect()
    early.says("AUTHENTICATE PLAIN")
    early.says(plain("ana"))
    early.hears()
    ana.says(f"NS DROP {PASSWORD}")
    ana.hears()
    assert early.session.account == ""
