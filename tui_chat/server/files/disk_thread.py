"""The thread for files: disks are slow, and nobody on the loop waits for one."""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from tui_chat.server import exception_logging

T = TypeVar("T")


class Worker:
    """Does one thing after the other on a thread of its own."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="files")

    def do(self, work: Callable[[], T], then: Callable[[T | Exception], object]) -> None:
        """Do it there; then, on the loop, `then` with what it gave or raised."""

        def job() -> None:
            try:
                result: T | Exception = work()
            except Exception as error:  # noqa: BLE001 - passed on
                result = error
            with contextlib.suppress(RuntimeError):  # the server has ended
                self._loop.call_soon_threadsafe(_tell, then, result)

        try:
            self._thread.submit(job)
        except RuntimeError as error:  # there is no thread to be had, or all is over
            self._loop.call_soon(_tell, then, error)

    def close(self) -> None:
        """Finish what has begun, and do nothing more."""
        self._thread.shutdown(cancel_futures=True)


def _tell(then: Callable[[T | Exception], object], result: T | Exception) -> None:
    try:
        then(result)
    except Exception as error:  # noqa: BLE001 - others are served on this loop
        exception_logging.report("a request for a file could not be answered", error)
