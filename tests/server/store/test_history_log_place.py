"""How far a history goes in the log of a network."""

from pathlib import Path

from tui_chat.server.store.history_log_place import LogPlace, log_place, set_log_place
from tui_chat.server.store.history_schema import FILE, MIGRATIONS
from tui_chat.server.store.sqlite_opening_and_migration import open_database


def test_a_place_is_read_as_it_was_set(tmp_path: Path) -> None:
    assert log_place(tmp_path) == LogPlace()
    for place in (LogPlace(1, 7, 2), LogPlace(2, 1, 0)):
        set_log_place(tmp_path, place)
        assert log_place(tmp_path) == place


def test_a_history_of_an_older_version_has_no_place(tmp_path: Path) -> None:
    open_database(tmp_path / FILE, MIGRATIONS[:3], durable=False).close()
    assert log_place(tmp_path) == LogPlace()
