import os
import shutil
import tempfile
from pathlib import Path

import pytest

from bench.build import lacks_compiler, lacks_tls, program

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")


@pytest.mark.parametrize("name", ["load", "limit"])
def test_programs_compile_once(name: str) -> None:
    first = program(name)
    assert os.access(first, os.X_OK)
    assert program(name).stat().st_ino == first.stat().st_ino


def test_nothing_is_run_from_the_folder_of_another_user(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(os, "getuid", lambda: 12345)  # the folder is made, but not by that user
    with pytest.raises(PermissionError, match=r"-12345-.* is somebody else's"):
        program("limit")


def test_a_missing_compiler_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="C compiler"):
        program("load")
    assert "C compiler" in str(lacks_compiler())
    assert "C compiler" in str(lacks_tls())


def test_missing_headers_are_said_in_words(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    compiler = tmp_path / "cc"
    compiler.write_text("#!/bin/sh\nexit 1\n")
    compiler.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "libssl-dev" in str(lacks_tls())
