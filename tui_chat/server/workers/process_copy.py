"""Work on what is in memory at one instant, while the loop goes on and changes it.

It is done in a copy of this process (fork), as Redis does for its snapshots. The kernel copies a
page of memory only when one of both writes to it. So the loop stands still for the fork alone:
about 10 ms for each 100 MB of memory.
"""

import asyncio
import contextlib
import gc
import os
import signal
import warnings
from collections.abc import Callable
from typing import Final, Never

_PATIENCE: Final = 60
"""Seconds after which a copy that has not finished is ended by the kernel."""
_MOST_FILES: Final = 1 << 20


async def in_copy_of_process(work: Callable[[], bytes]) -> bytes:
    """What `work` gives, in memory as it is when this is awaited. Raises ChildProcessError.

    `work` may use nothing that other threads use, such as locks, files and the log. Where this
    process cannot be copied, the work is done in it, at once.
    """
    if not hasattr(os, "fork"):
        return work()
    read, write = os.pipe()
    try:
        pid = _fork()
    except OSError:  # there is not enough memory, or there are too many processes
        os.close(read)
        os.close(write)
        return work()
    if not pid:
        _work(work, write)
    os.close(write)
    return await asyncio.to_thread(_result, read, pid)


def _fork() -> int:
    with warnings.catch_warnings():
        # From Python 3.12 on, it warns of threads: they may hold locks, which the copy needs not.
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _work(work: Callable[[], bytes], write: int) -> Never:
    """In the copy: write the result, and end."""
    status = 1
    with contextlib.suppress(BaseException):
        gc.disable()  # it would write to every page
        signal.alarm(_PATIENCE)
        # A connection that the other process closes would stay open for its client.
        os.closerange(0, write)
        os.closerange(write + 1, _MOST_FILES)
        with open(write, "wb") as pipe:
            pipe.write(work())
        status = 0
    os._exit(status)


def _result(read: int, pid: int) -> bytes:
    with open(read, "rb") as pipe:
        result = pipe.read()
    _, status = os.waitpid(pid, 0)
    if status:
        raise ChildProcessError("a copy of this process has failed")
    return result
