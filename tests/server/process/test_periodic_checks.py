"""Checks that are made every few seconds."""

import asyncio
import logging
from typing import cast

import pytest

from tui_chat.server.engine.node import Node
from tui_chat.server.process import periodic_checks
from tui_chat.server.process.periodic_checks import PeriodicChecks


class FakeNode:
    """One without connections."""

    sockets = ()


async def test_a_check_that_fails_keeps_neither_the_others_nor_itself_from_the_next_round(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(periodic_checks, "_PAUSE", 0.0)
    made: list[str] = []
    twice = asyncio.Event()

    def failing(_now: float) -> None:
        made.append("failing")
        if made.count("failing") == 1:
            raise ZeroDivisionError

    def other(now: float) -> None:
        assert now <= asyncio.get_running_loop().time()
        made.append("other")
        if made.count("other") == 2:
            twice.set()

    checks = PeriodicChecks(cast("Node", FakeNode()), (failing, other))
    await twice.wait()
    checks.close()
    assert made[:4] == ["failing", "other", "failing", "other"]
    assert [record.levelno for record in caplog.records] == [logging.ERROR]
