"""The work that one line causes has a bound, whatever the line contains."""

import re
from collections.abc import ValuesView

import pytest

from tests.server.world import World
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.names import Folded

LINE = 485
"""Bytes of parameters in one line."""
LISTS = {
    "masks": ",".join(f"*{number:x}?*" for number in range(160)),
    "unwanted masks": ",".join(f"!*{number:x}*" for number in range(160)),
    "names": ",".join(f"#{number}" for number in range(160)),
    "nicknames": ",".join(f"x{number}" for number in range(160)),
    "words": " ".join(f"*{number}*" for number in range(160)),
}


class Counter:
    """Counts patterns that are compiled: the dear part of a mask."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        self._compile = re.compile
        monkeypatch.setattr(re, "compile", self)

    def __call__(self, *pattern: object) -> object:
        self.count += 1
        return self._compile(*pattern)  # type: ignore[call-overload]


@pytest.fixture
def net() -> World:
    return World(settings=Settings(auto_join=()), tick_per_line=True)


def cut(text: str) -> str:
    return text.encode()[:LINE].decode(errors="ignore")


@pytest.mark.parametrize("kind", sorted(LISTS))
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_line_has_few_masks(
    net: World, monkeypatch: pytest.MonkeyPatch, command: str, kind: str
) -> None:
    alice, _bob = net.join("#tea", "alice", "bob")
    counter = Counter(monkeypatch)
    for before in ("", "#tea ", "#tea +bbbbbbbbbbbb "):
        counter.count = 0
        alice.says(cut(f"{command} {before}{LISTS[kind]}"))
        assert counter.count <= 10


@pytest.mark.parametrize("command", ["LIST", "NAMES"])
def test_of_more_than_ten_at_once_none_is_looked_for(net: World, command: str) -> None:
    alice = net.enter("alice")
    assert alice.asks(f"{command} {','.join(f'#{number}' for number in range(11))}") == [
        f":tui-chat.local 407 alice #10 :Ask {command} about at most 10 at once"
    ]
    alice.says(f"{command} {','.join(f'#{number}' for number in range(10))}")
    assert not any(" 407 " in line for line in alice.hears())


def test_a_mask_that_is_longer_than_anything_it_is_compared_with_is_not_compiled(
    net: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice = net.enter("alice")
    counter = Counter(monkeypatch)
    for command in ("WHO", "VERSION", "LINKS"):
        alice.says(f"{command} {'*a' * 220}")
    assert counter.count == 0


def test_newcomers_cost_the_same_however_many_masks_are_banned(
    net: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = net.enter("root")
    (user,) = net.node.network.users.values()
    user.modes = "o"
    for number in range(600):
        root.says(f"UBAN ADD *!*@*.{number}.example")
    root.hears()
    net.enter("alice")
    counter = Counter(monkeypatch)
    net.enter("bob")
    assert counter.count == 0


class Looks(dict[Folded, User]):
    """All users, and how often somebody went through them."""

    count = 0

    def values(self) -> ValuesView[User]:  # type: ignore[override]
        self.count += 1
        return ValuesView(self.copy())


def test_a_list_of_conversations_looks_at_everybody_once(
    net: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [net.enter(f"x{number}") for number in range(30)]
    alice = net.enter("alice", "draft/chathistory", "batch")
    for person in people:
        person.says("PRIVMSG alice hi")
    net.settle()
    looks = Looks(net.node.network.users)
    monkeypatch.setattr(net.node.network, "users", looks)
    since, until = "timestamp=2000-01-01T00:00:00.000Z", "timestamp=2030-01-01T00:00:00.000Z"
    alice.says(f"CHATHISTORY TARGETS {since} {until} 50")
    assert sum("CHATHISTORY TARGETS x" in line for line in alice.hears()) == len(people)
    assert looks.count <= 2


def test_a_large_channel_is_not_renamed_for_all_to_be_shown_all(
    net: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui_chat.server.core.commands.channels.rename._MOST_NAMES", 8)
    alice, _bob = net.join("#tea", "alice", "bob")
    alice.says("RENAME #tea #coffee")
    assert "#coffee" in net.node.network.channels
    net.join("#coffee", "carol")
    alice.says("RENAME #coffee #tea")
    assert any("FAIL RENAME CANNOT_RENAME #coffee #tea :" in line for line in alice.hears())
    (user, *_) = net.node.network.users.values()
    user.modes = "o"
    alice.says("RENAME #coffee #tea")
    assert "#tea" in net.node.network.channels
