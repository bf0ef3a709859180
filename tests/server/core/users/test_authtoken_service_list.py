"""The services that the network names to clients."""

from collections.abc import Callable

import msgspec
import pytest

from tests.server.account_holders import log_in, register, settings
from tests.server.world import World
from tui_chat.server.core.settings import Service, Settings

QUOTES = Service("example.com/Quotes", "https://quotes.example", "Quotes")
SERVER = ":tui-chat.local"


@pytest.fixture
def net(world: Callable[[Settings], World]) -> World:
    """A network with one service."""
    return world(msgspec.structs.replace(settings(), services=(QUOTES,)))


def test_the_services_are_listed_when_one_enters(net: World) -> None:
    register(net, "ana")
    heard = log_in(net, "ana", "ana", "batch", "draft/authtoken").hears()
    words = [line.partition(" ")[2] if line[0] == "@" else line for line in heard]
    place = words.index(f"{SERVER} TOKEN SERVICE {QUOTES.key} {QUOTES.url} Quotes")
    assert max(i for i, line in enumerate(words) if " 005 " in line) < place
    assert place < next(i for i, line in enumerate(words) if " 251 " in line)


def test_without_services_that_is_said(world: Callable[[Settings], World]) -> None:
    bob = world(settings()).enter("bob")
    (heard,) = bob.asks("TOKEN SERVICELIST")
    assert heard.startswith(f"{SERVER} NOTE TOKEN NO_SERVICES :")


def test_changes_are_told_to_those_who_want_to_know(net: World) -> None:
    ana = net.enter("ana", "draft/authtoken")
    other = Service("x/new", "https://new.example")
    net.node.configure(msgspec.structs.replace(settings(), services=(other,)))
    heard = [line for line in ana.hears() if " TOKEN " in line]
    assert heard == [
        f"{SERVER} TOKEN DEL {QUOTES.key}",
        f"{SERVER} TOKEN NEW x/new https://new.example",
    ]


def test_a_service_that_stays_is_told_only_when_it_moved(net: World) -> None:
    ana, bob, guest = net.enter("ana", "draft/authtoken"), net.enter("bob"), net.connect()
    guest.says("CAP REQ draft/authtoken")
    guest.hears()
    for url, told in ((QUOTES.url, []), ("https://new.example", ["NEW"])):
        again = Service(QUOTES.key, url, "Other words")
        net.node.configure(msgspec.structs.replace(settings(), services=(again,)))
        assert [line.split()[2] for line in ana.hears() if " TOKEN " in line] == told
    assert not [line for one in (bob, guest) for line in one.hears() if " TOKEN " in line]
