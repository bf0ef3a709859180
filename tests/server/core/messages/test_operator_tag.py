"""Whoever runs the network is known by what they say (IRCv3 draft/oper-tag)."""

from collections.abc import Callable

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.settings import Operator, Settings
from tui_chat.server.core.users.operators import CheckOperator
from tui_chat.server.engine.pending_requests import soon


@pytest.fixture
def people(world: Callable[[Settings], World]) -> list[Person]:
    """root, an operator; one who asked for the tag, and one who has all tags but that."""
    net = world(Settings(operators=(Operator("root", "$argon2"),)))
    net.node.answer_with(CheckOperator, soon(lambda _: True, net._pending.append))
    root = net.enter("root", "message-tags", "batch")
    sees = net.enter("sees", "message-tags", "draft/oper-tag")
    other = net.enter("other", "message-tags")
    root.says("OPER root sesame")
    root.hears()
    net.join("#tea", root, sees, other)
    return [root, sees, other]


@pytest.mark.parametrize(
    "line", ["PRIVMSG #tea hi", "NOTICE #tea hi", "TOPIC #tea new", "MODE #tea +m", "PART #tea"]
)
def test_all_that_an_operator_does_has_the_tag(people: list[Person], line: str) -> None:
    root, sees, other = people
    root.says(line)
    assert "draft/oper" in sees.hears()[0].split()[0].lstrip("@").split(";")
    assert "draft/oper" not in other.hears()[0]


def test_what_others_say_has_none(people: list[Person]) -> None:
    _, sees, other = people
    other.says("@draft/oper PRIVMSG #tea hi")
    assert "draft/oper" not in sees.hears()[0]


def test_it_ends_with_the_mode(people: list[Person]) -> None:
    root, sees, _ = people
    root.says("MODE root -o", "PRIVMSG #tea hi")
    assert "draft/oper" not in sees.hears()[0]
