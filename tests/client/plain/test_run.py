"""The plain client from the command line."""

import os

import pytest

from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.plain.run import run_plain


def test_a_server_that_is_not_there_is_a_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with open(os.devnull) as nothing:  # noqa: PTH123 - not a file of ours
        monkeypatch.setattr("sys.stdin", nothing)
        assert run_plain(ClientOptions("127.0.0.1", 1, "ana")) == 1
    assert "Nobody answers" in capsys.readouterr().err
