"""What the client writes is for its person alone."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from tui_chat.client.config.file_editing import write_setting
from tui_chat.client.connect.invitation_passes import InvitationPasses
from tui_chat.client.connect.known_servers import KnownServer, KnownServers, Standing
from tui_chat.client.memory.remembered_state import Memory
from tui_chat.client.memory.remembered_state_store import Memories
from tui_chat.private_files import make_folder, replace_file


@pytest.fixture(params=[0o000, 0o022])
def _umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("_umask")
def test_all_that_is_remembered_is_for_nobody_else(tmp_path: Path) -> None:
    home = tmp_path / "home"
    KnownServers(home / "known_servers.json").put("h", 1, KnownServer(Standing.PLAIN, 1.0, 2.0))
    memories = Memories(home / "memory")
    memories.save(Memory("h", 1, "ana", "ana", 1.0), Memory())
    assert memories.claim("h", 1, "ana") is not None
    found = list(home.rglob("*"))
    assert len(found) >= 4
    for path in [home, *found]:
        assert rights(path) == (0o700 if path.is_dir() else 0o600), path


def test_a_folder_that_is_open_to_others_is_closed(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o777)
    make_folder(folder)
    assert rights(folder) == 0o700


def test_a_file_that_others_could_read_is_theirs_no_more(tmp_path: Path) -> None:
    file = tmp_path / "known_servers.json"
    file.write_text("{}")
    file.chmod(0o644)
    KnownServers(file).put("h", 1, KnownServer(Standing.PLAIN, 1.0, 2.0))
    assert rights(file) == 0o600


def test_a_link_in_the_way_of_the_draft_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("kept")
    file = tmp_path / "one.json"
    (tmp_path / f"one.json.{os.getpid()}").symlink_to(elsewhere)
    replace_file(file, b"new")
    assert (file.read_bytes(), elsewhere.read_text()) == (b"new", "kept")
    assert not file.is_symlink()


def test_what_cannot_be_done_without_is_on_the_disk_before_it_replaces_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", synced.append)
    KnownServers(tmp_path / "known").put("h", 1, KnownServer(Standing.PLAIN, 1.0, 2.0))
    InvitationPasses(tmp_path / "known").take("h", 1, "token")
    write_setting(tmp_path / "client.toml", ("nick",), "ana")
    assert len(synced) == 3


def test_what_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    folder = tmp_path / "one.json"
    folder.mkdir()
    with pytest.raises(OSError, match="one"):
        replace_file(folder, b"new")
    assert list(tmp_path.iterdir()) == [folder]
