"""Who may make an account, and of which name."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import PASSWORD, answer, code, plain, register, settings
from tests.server.world import World
from tui_chat.server.core.events import AccountOrder, AccountOrdered, ClientId, Millis
from tui_chat.server.core.settings import Email, Settings


def test_the_nickname_of_somebody_else_cannot_be_registered_from_before(net: World) -> None:
    net.enter("root")
    stranger = net.connect()
    stranger.says("NICK root")
    stranger.hears()
    assert code(stranger, f"REGISTER * * {PASSWORD}") == ["ACCOUNT_EXISTS", "root"]


def test_who_is_logged_in_has_an_account(net: World) -> None:
    ana = register(net, "ana")
    assert code(ana, f"REGISTER other * {PASSWORD}") == ["ALREADY_AUTHENTICATED", "other"]


@pytest.mark.parametrize("email", ["*", "nonsense"])
def test_an_address_may_be_required(world: Callable[[Settings], World], email: str) -> None:
    net = world(settings(email=Email.REQUIRED))
    assert code(net.enter("ana"), f"REGISTER * {email} {PASSWORD}") == ["INVALID_EMAIL", "ana"]


def test_an_address_is_not_kept_where_none_is_wanted(world: Callable[[Settings], World]) -> None:
    net = world(settings(email=Email.OFF))
    answer(net.enter("ana"), f"REGISTER * any {PASSWORD}")
    assert [account.email for account in net.node.network.accounts] == [""]


@pytest.mark.parametrize("policy", [{"registration": False}, {"most": 1}, {"registrations": 1}])
def test_registration_may_be_closed(
    world: Callable[[Settings], World], policy: dict[str, object]
) -> None:
    net = world(settings(**policy))
    answer(net.enter("ana"), f"REGISTER * * {PASSWORD}")
    assert code(net.enter("bob"), f"REGISTER * * {PASSWORD}") == ["TEMPORARILY_UNAVAILABLE", "bob"]


def test_the_login_of_an_unregistered_connection_ends_with_the_account(net: World) -> None:
    ana = register(net, "ana")
    early = net.connect()
    early.says("AUTHENTICATE PLAIN", plain("ana"))
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
