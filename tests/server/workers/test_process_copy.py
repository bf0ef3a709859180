"""Long work is done in a copy of the process, while the loop goes on."""

import asyncio
import os
import socket
import time
from pathlib import Path

import pytest

from tui_chat.server.workers.process_copy import in_copy_of_process

LONG = 60.0
"""Seconds after which the work gives up: the loop stood still."""


async def test_the_loop_has_its_turns_meanwhile_and_its_changes_are_not_seen(
    tmp_path: Path,
) -> None:
    end = tmp_path / "end"
    state = ["as it was"]

    def work() -> bytes:
        until = time.monotonic() + LONG
        while not end.exists():
            if time.monotonic() > until:
                return b"nobody let it end"
        return state[0].encode()

    working = asyncio.create_task(in_copy_of_process(work))
    turns = 0
    while turns < 1000:
        await asyncio.sleep(0)
        turns += 1
        assert not working.done()
    state[0] = "changed"
    end.touch()
    assert await working == b"as it was"


async def test_connections_that_are_closed_meanwhile_are_closed(tmp_path: Path) -> None:
    ours, theirs = socket.socketpair()
    end = tmp_path / "end"

    def work() -> bytes:
        until = time.monotonic() + LONG
        while not end.exists() and time.monotonic() < until:
            pass
        return b"late" if time.monotonic() > until else b"done"

    working = asyncio.create_task(in_copy_of_process(work))
    await asyncio.sleep(0)
    ours.close()
    theirs.setblocking(False)
    assert await asyncio.get_running_loop().sock_recv(theirs, 1) == b""
    end.touch()
    assert await working == b"done"
    theirs.close()


async def test_a_copy_that_fails_is_told_and_no_part_of_its_result_is_used() -> None:
    with pytest.raises(ChildProcessError):
        await in_copy_of_process(lambda: b"" + b"x" * (1 // 0))
    with pytest.raises(ChildProcessError):
        await in_copy_of_process(lambda: os._exit(3))


async def test_without_copies_the_work_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> int:
        raise BlockingIOError

    pid = str(os.getpid()).encode()
    monkeypatch.setattr(os, "fork", refuse)
    assert await in_copy_of_process(lambda: str(os.getpid()).encode()) == pid
    monkeypatch.delattr(os, "fork")
    assert await in_copy_of_process(lambda: str(os.getpid()).encode()) == pid
