"""Files that appear whole or not at all."""

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tui_chat.server.limits.cloaks import cloak_key
from tui_chat.server.transport.certificates import CertificateError, own
from tui_chat.server.workers.atomic_file import draft


def fail(_descriptor: int) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_draft_is_for_us_alone_and_not_in_its_place_yet(tmp_path: Path) -> None:
    written = draft(tmp_path / "some.key", b"secret")
    assert (written.read_bytes(), written.stat().st_mode & 0o777) == (b"secret", 0o600)
    assert not (tmp_path / "some.key").exists()


def test_what_an_interrupted_draft_left_is_no_hindrance(tmp_path: Path) -> None:
    draft(tmp_path / "some.key", b"half")
    assert draft(tmp_path / "some.key", b"whole").read_bytes() == b"whole"


def test_a_full_disk_leaves_nothing_that_hinders_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    makers: tuple[Callable[[], object], ...] = (
        lambda: own(tmp_path, ["irc.example"]),
        lambda: cloak_key(tmp_path),
    )
    with monkeypatch.context() as full:
        full.setattr("os.fsync", fail)
        with pytest.raises(CertificateError, match=f"Cannot write {tmp_path}: No space left"):
            makers[0]()
        with pytest.raises(OSError, match="No space left"):
            makers[1]()
    for make in makers:
        make()
    names = ["cert.pem", "cloak.key", "key.pem"]
    assert sorted(file.name for file in tmp_path.iterdir()) == names
