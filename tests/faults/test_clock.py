"""A clock that jumps: the order of what was said is never touched."""

import logging
from itertools import pairwise
from pathlib import Path

import pytest

from tests.server.store.talk import NOON
from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import Reading
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.stamps.msgids import MsgidClock, number_of
from tui_chat.server.engine.clock import Clock
from tui_chat.server.engine.node import Node
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.wire.message import Message

YEAR = 365 * 86_400_000


class Wall:
    """A clock that shows what it is set to, in milliseconds since 1970."""

    def __init__(self) -> None:
        self.at = NOON

    def node(self, history: SqliteHistory | None = None) -> Node:
        """A node that goes by this clock."""
        clock = Clock(wall=lambda: self.at * 1_000_000)
        return Node(Settings(), lambda _act: None, history, clock=clock)


@pytest.fixture
def wall() -> Wall:
    return Wall()


def keep(node: Node, history: SqliteHistory, text: str) -> None:
    at = node.now()
    msgid = node.network.stamps.msgids.next(at)
    message = Message("PRIVMSG", ("#tea", text), "ana!a@h", {"msgid": msgid})
    history.remember("#tea", message, msgid, at)
    history.commit()


def texts(history: SqliteHistory) -> list[str]:
    found = history.answer(Reading("#tea", limit=100))
    assert isinstance(found, list)
    return [entry.message.params[-1] for entry in found]


def test_what_is_said_after_the_clock_went_back_comes_after_what_was_said_before(
    tmp_path: Path, wall: Wall
) -> None:
    history = SqliteHistory(tmp_path)
    node = wall.node(history)
    for at, text in ((NOON, "one"), (NOON - YEAR, "two"), (NOON + 5, "three")):
        wall.at = at
        keep(node, history, text)
    assert texts(history) == ["one", "two", "three"]
    history.close()


def test_the_same_over_a_restart(tmp_path: Path, wall: Wall) -> None:
    wall.at = NOON
    history = SqliteHistory(tmp_path)
    keep(wall.node(history), history, "one")
    history.close()
    wall.at = NOON - YEAR
    history = SqliteHistory(tmp_path)
    keep(wall.node(history), history, "two")
    assert texts(history) == ["one", "two"]
    history.close()


def test_the_operator_is_told_once_that_the_clock_went_back(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    wall.at = NOON
    node = wall.node()
    assert node.now() == NOON
    wall.at = NOON - YEAR
    assert (node.now(), node.now()) == (NOON, NOON)
    (record,) = caplog.records
    assert record.levelno == logging.WARNING
    assert "clock" in record.getMessage()


def test_a_small_step_back_is_nothing_to_speak_of(
    wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    wall.at = NOON
    node = wall.node()
    node.now()
    wall.at = NOON - 900
    node.now()
    assert not caplog.records


def test_a_jump_far_ahead_keeps_the_chat_and_the_order(
    tmp_path: Path, wall: Wall, caplog: pytest.LogCaptureFixture
) -> None:
    history = SqliteHistory(tmp_path)
    node = wall.node(history)
    for at, text in ((NOON, "one"), (NOON + 300 * YEAR, "two"), (NOON + 5, "three")):
        wall.at = at
        keep(node, history, text)
    assert texts(history) == ["one", "two", "three"]
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]
    history.close()


def test_ids_grow_whatever_the_time() -> None:
    clock = MsgidClock()
    times = (NOON, NOON - YEAR, NOON, NOON + 100 * YEAR, NOON)
    ids = [number_of(clock.next(Millis(at))) for at in times]
    assert None not in ids
    assert all(one < other for one, other in pairwise(ids))  # type: ignore[operator]
