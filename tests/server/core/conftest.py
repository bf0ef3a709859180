"""People with accounts."""

from collections.abc import Callable

import pytest

from tests.server.world import Person, World


@pytest.fixture
def with_account(net: World) -> Callable[..., Person]:
    """Enters somebody who has registered an account of the same name and is logged in to it."""

    def enter(nick: str, *capabilities: str) -> Person:
        person = net.enter(nick, *capabilities)
        person.says("NICKSERV REGISTER correct-horse")
        assert any("Account created" in line for line in person.hears())
        return person

    return enter
