import pytest

from tests.server.world import World
from tui_chat.server.core.service_names_and_replies import find_service, is_like_service


@pytest.mark.parametrize("name", ["NickServ", "nickserv", "NICKSERV", "chanserv"])
def test_a_service_is_found_in_any_case(name: str) -> None:
    assert (find_service(name) or "").lower() == name.lower()


@pytest.mark.parametrize("name", ["NickServ2", "Nick", "", "nіckserv"])
def test_nothing_else_is(name: str) -> None:
    assert find_service(name) is None


@pytest.mark.parametrize("name", ["nickserv", "NіckServ", "CHANSERV"])  # the second is Cyrillic
def test_what_looks_like_a_service_is_known(name: str) -> None:
    assert is_like_service(name)
    assert not is_like_service("nickservant")


def test_an_answer_comes_from_the_service_to_whoever_asked(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    heard = alice.asks("NS INFO")
    assert heard
    assert all(line.startswith(":NickServ!NickServ@tui-chat.local NOTICE alice ") for line in heard)
    assert bob.hears() == []
