import os
import shutil

import pytest

from bench.build import program

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")


@pytest.mark.parametrize("name", ["load", "limit"])
def test_both_programs_compile_once(name: str) -> None:
    first = program(name)
    assert os.access(first, os.X_OK)
    assert program(name).stat().st_ino == first.stat().st_ino


def test_a_missing_compiler_is_said_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(FileNotFoundError, match="C compiler"):
        program("load")
