import pytest

from tests.server.world import World
from tui_chat.server.core.events import Millis
from tui_chat.server.core.settings import Limits, Settings
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.users_and_channels import Channel, User
from tui_chat.server.core.users.metadata_updates import forget, move, owner_of, values_of
from tui_chat.wire.names import Folded

TEA = Channel("#Tea", Folded("#tea"), Millis(0))


@pytest.fixture
def network() -> Network:
    return Network(Settings(limits=Limits(metadata_keys=2)))


def user(account: str = "") -> User:
    return User("Ana", Folded("ana"), "u", "host", "A", Millis(0), Millis(0), account=account)


def test_each_kind_of_owner_has_values_of_its_own(network: Network) -> None:
    owners = [owner_of(network, one) for one in (user(), user("Ana"), TEA)]
    assert owners == ["user:ana", "account:ana", "channel:#tea"]


def test_what_is_moved_replaces_what_is_there_and_minds_the_limit(network: Network) -> None:
    network.metadata.values = {
        "user:ana": {"a": "1", "b": "2", "c": "3"},
        "account:ana": {"a": "0"},
    }
    move(network, "user:ana", "account:ana")
    assert network.metadata.values == {"account:ana": {"a": "1", "b": "2"}}


def test_only_what_is_an_accounts_outlives_its_user(network: Network) -> None:
    network.metadata.values = {"user:ana": {"a": "1"}, "account:ana": {"a": "2"}}
    forget(network, user())
    forget(network, user("ana"))
    assert network.metadata.values == {"account:ana": {"a": "2"}}
    assert values_of(network, user("ANA")) == {"a": "2"}


def test_who_watches_a_nickname_is_shown_the_values_of_the_user_that_takes_it(net: World) -> None:
    alice, bob = net.enter("alice"), net.enter("bob")
    bob.says("METADATA * SET color :red")
    alice.says("CAP REQ :draft/metadata-2 batch", "METADATA * SUB color", "MONITOR + rob")
    net.settle()
    bob.says("NICK rob")
    assert any("METADATA rob color * red" in line for line in map(plain_text, alice.hears()))


def plain_text(line: str) -> str:
    return line.replace(" :", " ")
