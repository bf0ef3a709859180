"""Whether somebody would continue us after Ctrl+Z."""

import os

import pytest

from tui_chat.client.textual_compat.job_control import has_job_control


@pytest.mark.parametrize(
    ("own", "of_parent", "expected"),
    [(7, 7, True), (7, 3, False), (os.getpid(), os.getpid(), False)],
    ids=["from a shell", "whose shell is gone", "without a shell"],
)
def test_only_a_shell_continues_what_was_stopped(
    monkeypatch: pytest.MonkeyPatch, own: int, of_parent: int, expected: bool
) -> None:
    monkeypatch.setattr(os, "getsid", lambda process: own if process == 0 else of_parent)
    assert has_job_control() is expected
