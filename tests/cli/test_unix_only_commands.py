import importlib.util

import click
import pytest

from tui_chat.cli import unix_only_commands


def test_where_a_server_can_run_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unix_only_commands.missing() == ""
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    assert unix_only_commands.missing().startswith("A server needs")


def test_a_command_ends_with_that_sentence_where_it_cannot_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    @unix_only_commands.unix_only
    def serve(port: int) -> int:
        return port

    assert serve(6667) == 6667
    assert serve.__name__ == "serve"
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(click.ClickException, match="A server needs Linux"):
        serve(6667)
