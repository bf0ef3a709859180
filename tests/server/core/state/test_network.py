import pytest

from tui_chat.server.core.events import Millis
from tui_chat.server.core.password_hash_and_scram_keys import Secrets
from tui_chat.server.core.settings import HistoryPolicy, Settings
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.records.accounts import Account
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.names import Casemapping


@pytest.fixture
def network() -> Network:
    return Network(Settings(casemapping=Casemapping.PRECIS))


def user(network: Network, nick: str) -> User:
    made = User(nick, network.fold(nick), "u", "host", "Real", Millis(0), Millis(0))
    network.add_user(made)
    return made


def test_a_user_is_found_in_whatever_case_until_removed(network: Network) -> None:
    ana = user(network, "Ana")
    assert network.find_user("aNA") is ana
    network.remove_user(ana)
    assert network.find_user("Ana") is network.find_holder("Ana") is None


def test_a_nickname_is_held_by_who_has_one_that_looks_like_it(network: Network) -> None:
    ana = user(network, "ana")
    cyrillic = "\u0430na"
    assert network.find_user(cyrillic) is None
    assert network.find_holder(cyrillic) is ana


def test_a_lookalike_does_not_keep_an_account_from_its_own_nickname(network: Network) -> None:
    user(network, "ana")
    lookalike = "an\u0430"
    assert network.find_holder(lookalike, "owner") is not None
    network.accounts.enter(
        Account("owner", Secrets("", None), Millis(0), nicks=(lookalike,), id="@1")
    )
    assert network.find_holder(lookalike, "owner") is None
    assert network.find_holder(lookalike, "other") is not None


def test_a_channel_is_found_in_whatever_case(network: Network) -> None:
    tea = network.channels[network.fold("#tea")] = Channel("#Tea", network.fold("#tea"), Millis(0))
    assert network.find_channel("#TEA") is network.find_channel("#tea") is tea
    assert network.find_channel("#coffee") is None


def test_other_settings_are_in_force_at_once(network: Network) -> None:
    before = network.keeps_history
    history = HistoryPolicy(kept=False)
    network.configure(Settings(casemapping=Casemapping.PRECIS, motd=("hello",), history=history))
    assert (before, network.keeps_history) == (True, False)
    assert Capability.CHATHISTORY not in network.offers
    assert "hello" in network.greeting.motd
