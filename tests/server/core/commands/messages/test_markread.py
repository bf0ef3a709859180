"""MARKREAD."""

import pytest

from tests.server.world import World

EARLY, LATE = "timestamp=2020-01-01T00:00:00.000Z", "timestamp=2021-01-01T00:00:00.000Z"


def test_a_marker_only_ever_advances(net: World) -> None:
    alice = net.enter("alice")
    alice.says("MARKREAD #tea", f"MARKREAD #tea {LATE}", f"MARKREAD #TEA {EARLY}", "MARKREAD #tea")
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


def test_markers_are_nobody_elses_business(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    alice.says(f"MARKREAD #tea {LATE}")
    net.settle()
    assert bob.asks("MARKREAD #tea") == [":tui-chat.local MARKREAD #tea *"]


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
    assert alice.asks(asked) == [f":tui-chat.local FAIL MARKREAD {answer}"]
