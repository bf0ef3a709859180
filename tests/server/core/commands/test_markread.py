"""MARKREAD."""

from collections.abc import Callable

import pytest

from tests.server.world import World
from tui_chat.server.core.settings import HistoryPolicy, Settings

EARLY, LATE = "timestamp=2020-01-01T00:00:00.000Z", "timestamp=2021-01-01T00:00:00.000Z"


def test_a_marker_only_ever_advances(net: World) -> None:
    alice = net.enter("alice")
    alice.says("MARKREAD #tea")
    alice.says(f"MARKREAD #tea {LATE}")
    alice.says(f"MARKREAD #TEA {EARLY}")
    alice.says("MARKREAD #tea")
    assert alice.hears() == [
        ":tui-chat.local MARKREAD #tea *",
        f":tui-chat.local MARKREAD #tea {LATE}",
        f":tui-chat.local MARKREAD #TEA {LATE}",
        f":tui-chat.local MARKREAD #tea {LATE}",
    ]
    assert net.is_quiet()


def test_nobody_has_read_the_future(net: World) -> None:
    alice = net.enter("alice")
    alice.says("MARKREAD bob timestamp=2999-01-01T00:00:00.000Z")
    assert alice.hears() == [":tui-chat.local MARKREAD bob timestamp=2025-11-20T12:00:00.000Z"]


def test_joining_tells_the_marker_before_the_names_end(net: World) -> None:
    alice, bob = net.enter("alice", "draft/read-marker"), net.enter("bob")
    alice.says(f"MARKREAD #tea {LATE}")
    net.settle()
    for person in (alice, bob):
        person.says("JOIN #tea")
    commands = [line.split()[1] for line in alice.hears()]
    assert commands.index("JOIN") < commands.index("MARKREAD") < commands.index("366")
    assert "MARKREAD" not in "".join(bob.hears())


def test_markers_are_nobody_elses_business(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says(f"MARKREAD #tea {LATE}")
    net.settle()
    bob.says("MARKREAD #tea")
    assert bob.hears() == [":tui-chat.local MARKREAD #tea *"]


def test_who_takes_a_nickname_over_does_not_get_its_markers(net: World) -> None:
    alice = net.enter("alice")
    alice.says(f"MARKREAD #tea {LATE}")
    alice.drops()
    again = net.enter("alice")
    again.says("MARKREAD #tea")
    assert again.hears() == [":tui-chat.local MARKREAD #tea *"]


def test_an_account_finds_its_markers_after_a_restart(net: World) -> None:
    alice = net.enter("alice")
    log_in(net, "alice")
    alice.says(f"MARKREAD #tea {LATE}")
    net.settle()
    again = net.restarted()
    elsewhere = again.enter("alison")
    log_in(again, "alison")
    elsewhere.says("MARKREAD #tea")
    assert elsewhere.hears() == [f":tui-chat.local MARKREAD #tea {LATE}"]


def test_only_so_many_markers_are_kept(world: Callable[[Settings], World]) -> None:
    net = world(Settings(auto_join=(), history=HistoryPolicy(markers=2)))
    alice = net.enter("alice")
    log_in(net, "alice")
    for channel in ("#a", "#b", "#c"):
        alice.says(f"MARKREAD {channel} {LATE}")
    net.settle()
    kept = [key for kind, key, _ in net.node.records.all() if kind == "marker"]
    assert kept == ["ally #b", "ally #c"]


def log_in(net: World, nick: str) -> None:
    user = net.node.network.find_user(nick)
    assert user is not None
    user.account = "Ally"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        ("MARKREAD", "NEED_MORE_PARAMS :Missing parameters"),
        ("MARKREAD #tea *", "INVALID_PARAMS #tea * :Invalid parameters"),
        ("MARKREAD #tea 2020", "INVALID_PARAMS #tea 2020 :Invalid parameters"),
        ("MARKREAD #tea timestamp=x", "INVALID_PARAMS #tea timestamp=x :Invalid parameters"),
        ("MARKREAD :a b", "INVALID_PARAMS * :Invalid parameters"),
    ],
)
def test_what_is_no_marker_is_refused(net: World, asked: str, answer: str) -> None:
    alice = net.enter("alice")
    alice.says(asked)
    assert alice.hears() == [f":tui-chat.local FAIL MARKREAD {answer}"]
