"""Stores of every kind, and messages to put into them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tui_chat.server.store import History, Records
from tui_chat.server.store.memory_history_and_records import MemoryHistory, MemoryRecords
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_record_store import SqliteRecords


@pytest.fixture(params=["memory", "sqlite"])
def history(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[History]:
    """An empty history."""
    kept: History = MemoryHistory() if request.param == "memory" else SqliteHistory(tmp_path)
    yield kept
    kept.close()


@pytest.fixture(params=["memory", "sqlite"])
def records(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Records]:
    """No records."""
    kept: Records = MemoryRecords() if request.param == "memory" else SqliteRecords(tmp_path)
    yield kept
    kept.close()
