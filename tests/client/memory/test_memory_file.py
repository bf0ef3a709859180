"""Files that are read whole, written whole, and by one at a time."""

from pathlib import Path

import pytest

from tui_chat.client.memory import memory_file
from tui_chat.client.memory.memory_file import alone, claim, read, write
from tui_chat.client.memory.remembered_state import Memory


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "one.json"


def test_what_is_written_is_read(file: Path) -> None:
    write(file, Memory("chat.example", nick="ana"))
    assert read(file, Memory) == Memory("chat.example", nick="ana")


def test_a_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.mkdir()
    with pytest.raises(OSError, match="one"):
        write(file, Memory())
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_without_end_is_not_read(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_file, "_MOST_BYTES", 1_000)
    write(file, Memory(drafts={"#tea": "x" * 2_000}))
    with pytest.raises(ValueError, match="1001"):
        read(file, Memory)


def test_a_file_of_another_version_is_not_read(file: Path) -> None:
    file.write_text('{"version": 99, "memory": {}}')
    with pytest.raises(ValueError, match="99"):
        read(file, Memory)


def test_one_that_hangs_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory_file, "_PAUSE", 0.0)
    with alone(tmp_path), alone(tmp_path):
        pass


def test_a_claim_is_free_again_once_it_ends(tmp_path: Path) -> None:
    end = claim(tmp_path / "folder" / "one.lock")
    assert end is not None
    assert claim(tmp_path / "folder" / "one.lock") is None
    end()
    again = claim(tmp_path / "folder" / "one.lock")
    assert again is not None
    again()


def test_what_cannot_be_claimed_is_not(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert claim(tmp_path / "file" / "one.lock") is None
