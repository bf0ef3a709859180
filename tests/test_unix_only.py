import importlib.util

import click
import pytest

from tui_chat import unix_only


def test_where_a_server_can_run_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unix_only.missing() == ""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert unix_only.missing().startswith("A server needs")
