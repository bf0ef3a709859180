import pytest

from tests.server.account_holders import PASSWORD, come_back, register, restarted
from tests.server.world import World
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.state_digest import attributes
from tui_chat.server.store import StoreError
from tui_chat.wire.names import Casemapping


def test_a_restart_keeps_accounts(net: World) -> None:
    register(net, "ana")
    again = restarted(net)
    assert attributes(again.node.network.accounts) == attributes(net.node.network.accounts)
    come_back(again, "ana", "ana")


def test_no_password_is_kept_in_the_clear(net: World) -> None:
    register(net, "ana")
    net.flush()
    assert PASSWORD not in repr(list(net.node.records.all()))


def refusal(net: World, casemapping: Casemapping) -> str:
    net.flush()
    settings = Settings(auto_join=(), casemapping=casemapping)
    again = World(settings=settings, tick_per_line=True, records=net.node.records)
    with pytest.raises(StoreError) as told:
        again.node.restore()
    return str(told.value)


@pytest.mark.parametrize("name", ["ana[", "[ana"])
def test_another_casemapping_never_gives_an_account_to_another(net: World, name: str) -> None:
    register(net, "bia")
    register(net, name)
    assert refusal(net, Casemapping.RFC1459) == (
        f"The account {name} is of a server.casemapping other than "
        '"rfc1459": set it back to what it was.'
    )


def test_nor_the_nickname_of_an_account(net: World) -> None:
    for name, nick in (("ana", "tea["), ("bia", "tea{")):
        person = register(net, name)
        person.says(f"NICK {nick}", "PRIVMSG NickServ GROUP")
    assert "account" in refusal(net, Casemapping.RFC1459)


def test_a_casemapping_under_which_all_names_are_the_same_may_come(net: World) -> None:
    register(net, "Ana")
    net.flush()
    settings = Settings(auto_join=(), casemapping=Casemapping.RFC1459)
    again = World(settings=settings, tick_per_line=True, records=net.node.records)
    again.node.restore()
    come_back(again, "ana", "Ana")
