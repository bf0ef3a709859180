"""The size of a cell, as the system knows it."""

import os
import pty
import struct
from pathlib import Path

import pytest

from tui_chat.client.terminal.cell_size import cell_size

fcntl = pytest.importorskip("fcntl")
termios = pytest.importorskip("termios")


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
