"""What a node has kept of the log is kept once, however often it reads the same entries."""

from pathlib import Path

import pytest

from tui_chat.server.cluster import history_replay_deduplication
from tui_chat.server.cluster.history_replay_deduplication import PlacedHistory
from tui_chat.server.core.messages.history_request_types import Reading
from tui_chat.server.store.history_log_place import LogPlace, log_place
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.wire.message import Message


def said(number: int) -> tuple[str, Message, str, int]:
    msgid = f"{number * 1000 << 20:x}"
    message = Message("PRIVMSG", ("#tea", str(number)), None, {"msgid": msgid})
    return "#tea", message, msgid, number * 1000


class Run:
    """A node that runs on a folder; it is told of entries by their sequence."""

    def __init__(self, folder: Path) -> None:
        self.database = SqliteHistory(folder)
        self.history = PlacedHistory(self.database, log_place(folder))

    def applies(self, sequence: int, events: int = 1, epoch: int = 5) -> None:
        for event in range(1, events + 1):
            self.history.begin(LogPlace(epoch, sequence, event))
            self.history.remember(*said(sequence * 10 + event))

    def texts(self) -> list[str]:
        found = self.database.answer(Reading("#tea", 100))
        return [one.message.params[1] for one in found]  # type: ignore[attr-defined]


def test_entries_that_come_again_after_a_restart_are_kept_once(tmp_path: Path) -> None:
    run = Run(tmp_path)
    for sequence in (1, 2, 3):
        run.applies(sequence)
    run.history.commit()
    run.applies(4)  # and here it is killed
    assert log_place(tmp_path) == LogPlace(5, 3, 1)
    again = Run(tmp_path)
    for sequence in (1, 2, 3, 4):
        again.applies(sequence)
    again.history.commit()
    assert again.texts() == ["11", "21", "31", "41"]


def test_an_entry_that_was_kept_in_part_goes_on_there(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.applies(1, events=2)
    run.history.commit()
    again = Run(tmp_path)
    again.applies(1, events=3)
    again.history.commit()
    assert again.texts() == ["11", "12", "13"]


def test_ticks_are_written_together_and_never_too_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history_replay_deduplication, "_MOST_WAITING", 3)
    run = Run(tmp_path)
    for sequence, written in ((1, 0), (2, 0), (3, 3), (4, 3), (5, 3), (6, 6)):
        run.applies(sequence)
        run.history.end_tick()
        assert log_place(tmp_path).sequence == written
    run.applies(7)
    run.history.commit()
    assert len(run.texts()) == 7


def test_another_epoch_begins_anew(tmp_path: Path) -> None:
    run = Run(tmp_path)
    run.applies(9)
    run.history.commit()
    again = Run(tmp_path)
    again.applies(1, epoch=6)
    again.history.commit()
    assert log_place(tmp_path) == LogPlace(6, 1, 1)
    assert set(again.texts()) == {"91", "11"}


def test_a_history_without_a_log_has_no_place(tmp_path: Path) -> None:
    assert log_place(tmp_path) == LogPlace()
    SqliteHistory(tmp_path).close()
    assert log_place(tmp_path) == LogPlace()
