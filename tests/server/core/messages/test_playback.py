"""What was kept is shown as it was said, to those who may read it."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.server.world import World
from tui_chat.server.core.settings import HistoryPolicy, Settings

ASKING = ("batch", "server-time", "message-tags", "draft/chathistory")
MINUTE = 60_000


def test_a_newcomer_who_sees_times_but_cannot_ask_is_shown_the_last_lines(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    net.now += MINUTE
    alice.says("PRIVMSG #tea hello")
    net.now += MINUTE
    net.settle()
    bob, carol = net.enter("bob", "server-time", "batch"), net.enter("carol")
    dave = net.enter("dave", *ASKING)
    for person in (bob, carol, dave):
        person.says("JOIN #tea")
    assert "PRIVMSG" not in "".join(carol.hears() + dave.hears())
    *_, start, line, _ = [one for one in bob.hears() if "JOIN" not in one]
    assert start.endswith(" chathistory #tea")
    assert "time=2025-11-20T12:01:00.000Z" in line
    assert line.endswith(" :alice!alice@host PRIVMSG #tea hello")


def test_a_newcomer_misses_nothing_of_the_same_moment(net: World) -> None:
    """Messages of one moment have times after it, one for each."""
    (alice,) = net.join("#tea", "alice")
    bob = net.enter("bob", "server-time", "batch")
    alice.says(*(f"PRIVMSG #tea :before {number}" for number in range(5)))
    bob.says("JOIN #tea")
    alice.says("PRIVMSG #tea after")
    heard = [line.rpartition(":")[2] for line in bob.hears() if " PRIVMSG " in line]
    said = [line if "before" in line else line.split()[-1] for line in heard]
    assert sorted(said) == ["after", *(f"before {number}" for number in range(5))]


@pytest.mark.parametrize("policy", [{"replay": 0}, {"kept": False}])
def test_where_nothing_is_to_be_replayed_a_newcomer_is_shown_nothing(
    world: Callable[[Settings], World], policy: dict[str, Any]
) -> None:
    net = world(Settings(auto_join=(), history=HistoryPolicy(**policy)))
    (alice,) = net.join("#tea", "alice")
    alice.says("PRIVMSG #tea hello")
    bob = net.enter("bob", "server-time", "batch")
    bob.says("JOIN #tea")
    assert "hello" not in "".join(bob.hears())


@pytest.mark.parametrize(("first", "is_told"), [(("#tea",), True), ((), False)])
def test_whoever_comes_first_is_shown_what_was_said_where_newcomers_are_put(
    world: Callable[[Settings], World], first: tuple[str, ...], *, is_told: bool
) -> None:
    net = world(Settings(auto_join=first))
    (alice,) = net.join("#tea", "alice")
    alice.says("PRIVMSG #tea hello")
    net.settle()
    alice.drops()
    net.now += MINUTE
    bob = net.connect("bob")
    bob.says("CAP REQ :server-time batch", "NICK bob", "USER b 0 * :B", "CAP END")
    if not first:
        bob.says("JOIN #tea")
    assert ("hello" in "".join(bob.hears())) is is_told


def test_whoever_comes_first_is_shown_nothing_of_the_time_before(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("PRIVMSG #tea hello")
    net.now += MINUTE
    alice.says("PART #tea")
    net.now += MINUTE
    net.settle()
    bob = net.enter("bob", "server-time", "batch")
    bob.says("JOIN #tea")
    assert "hello" not in "".join(bob.hears())
