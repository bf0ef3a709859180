"""`python -m tui_chat` is `tui-chat`."""

import runpy
import sys

import pytest

from tui_chat import __version__


def test_the_package_can_be_run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["tui-chat", "--version"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("tui_chat", run_name="__main__")
    assert ended.value.code == 0
    assert __version__ in capsys.readouterr().out
