"""Accounts ordered by the operator from outside."""

from tests.server.account_holders import PASSWORD, come_back, log_in, register, restarted
from tests.server.world import CHEAP_PASSWORDS, World
from tui_chat.server.core.events import AccountOrder, AccountOrdered, ClientId


def order(net: World, what: AccountOrder, name: str, password: str = "") -> None:
    secrets = CHEAP_PASSWORDS.secrets(password) if password else None
    event = AccountOrdered(ClientId(0), net.node.now(), what, name, secrets)
    net.node.backplane.submit(event)


def test_an_account_is_made_for_somebody(net: World) -> None:
    order(net, AccountOrder.ADD, "ana", PASSWORD)
    come_back(restarted(net), "ana", "ana")
    assert net.is_quiet()


def test_an_account_that_is_there_stays_as_it_is(net: World) -> None:
    register(net, "ana").says("QUIT")
    order(net, AccountOrder.ADD, "ANA", "another")
    come_back(net, "ana", "ana")


def test_a_password_is_changed(net: World) -> None:
    register(net, "ana").says("QUIT")
    order(net, AccountOrder.PASSWORD, "ana", "another")
    assert " 904 " in "\n".join(log_in(net, "ana", "bob").hears())


def test_an_account_is_dropped_and_who_is_logged_in_told(net: World) -> None:
    ana = register(net, "ana", "account-notify")
    order(net, AccountOrder.DROP, "ana")
    assert ana.hears() == [":ana!ana@host ACCOUNT *"]
    assert net.is_quiet()


def test_what_is_not_there_is_not_changed(net: World) -> None:
    order(net, AccountOrder.DROP, "ana")
    order(net, AccountOrder.PASSWORD, "ana", "x")
    order(net, AccountOrder.ADD, "ana")
    assert not net.node.network.accounts


def test_even_events_of_one_id_make_accounts_of_different_ids(net: World) -> None:
    for name in ("ana", "bob", "eve"):
        order(net, AccountOrder.ADD, name, PASSWORD)
    accounts = net.node.network.accounts
    assert len({account.id for account in accounts}) == 3
    order(net, AccountOrder.DROP, "bob")
    assert all(accounts.identified(account.id) is account for account in accounts)
