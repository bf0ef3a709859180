"""The terminal after the screen."""

import fcntl
import io
import os
import pty
import struct
import sys
import termios
from pathlib import Path

import pytest

from tui_chat.client.terminal.terminal_modes_and_cell_size import MODES_OFF, cell_size, restored


@pytest.fixture
def ends(monkeypatch: pytest.MonkeyPatch) -> tuple[int, int]:
    master, slave = pty.openpty()
    stream = os.fdopen(slave, "r+b", 0)
    text = io.TextIOWrapper(stream, write_through=True)
    monkeypatch.setattr(sys, "__stdin__", text)
    monkeypatch.setattr(sys, "__stderr__", text)
    return master, slave


def test_typing_is_as_before_whatever_happens(ends: tuple[int, int]) -> None:
    master, slave = ends
    before = termios.tcgetattr(slave)

    def interrupted() -> None:
        with restored():
            changed = termios.tcgetattr(slave)
            changed[3] = int(changed[3]) & ~termios.ECHO
            termios.tcsetattr(slave, termios.TCSANOW, changed)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert termios.tcgetattr(slave) == before
    assert os.read(master, 4096).decode() == MODES_OFF


def test_without_a_terminal_there_is_nothing_to_restore(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "__stdin__", None)
    monkeypatch.setattr(sys, "__stderr__", None)
    with pytest.raises(ValueError, match="ours"), restored():
        raise ValueError("ours")


@pytest.mark.parametrize(
    ("window", "size"),
    [((24, 80, 720, 432), (9, 18)), ((24, 80, 0, 0), (0, 0)), ((0, 0, 0, 0), (0, 0))],
)
def test_it_is_that_of_the_window(window: tuple[int, int, int, int], size: tuple[int, int]) -> None:
    leader, follower = pty.openpty()
    try:
        fcntl.ioctl(leader, termios.TIOCSWINSZ, struct.pack("HHHH", *window))
        assert cell_size(follower) == size
    finally:
        os.close(leader)
        os.close(follower)


def test_without_a_terminal_nothing_is_known() -> None:
    with Path(os.devnull).open() as nothing:
        assert cell_size(nothing.fileno()) == (0, 0)
