"""The server as a process of its own: signals, the service manager, the state folder."""

import asyncio
import contextlib
import gc
import logging
import os
import resource
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Final

from tui_chat.server import exception_logging
from tui_chat.server.config.config_schema import Config
from tui_chat.server.process import logging_setup, sd_notify
from tui_chat.server.process.server import Server, ServerError

_log: Final = logging.getLogger(__name__)
_COLLECTED_AT: Final = 10_000
"""New objects after which garbage is looked for."""


def serve(
    config: Config,
    announce: Callable[[Server], None],
    state: Path | None = None,
    read_again: Callable[[], Config] | None = None,
    record: Path | None = None,
) -> None:
    """Run until SIGINT or SIGTERM; `announce` is called when the server listens.

    The server's files are in the folder `state`. SIGHUP and REHASH call `read_again` for the
    configuration. All events are recorded in the new file `record`. Raises ServerError.
    """
    with asyncio.Runner() as runner, logging_setup.batched(runner.get_loop().call_soon):
        runner.run(_serve(Server(config, state, read_again, record=record), announce))


async def _serve(server: Server, announce: Callable[[Server], None]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    starting = asyncio.current_task()
    assert starting is not None  # noqa: S101 - this is a coroutine
    is_starting = True

    def end() -> None:
        stop.set()
        if is_starting:  # on several machines that may take until the others are there
            starting.cancel()

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, end)
    _want_all_files()
    on_terminal = os.isatty(0)

    def hang_up() -> None:
        if on_terminal and not os.isatty(0):
            stop.set()  # its terminal was closed, and it should not go on unseen
        else:
            _reload(server)

    async with contextlib.AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(server)
        except asyncio.CancelledError:
            if not stop.is_set():
                raise
            return
        is_starting = False
        loop.add_signal_handler(signal.SIGHUP, hang_up)
        announce(server)
        # Objects made so far live as long as the process: the collector need not scan them.
        gc.collect()
        gc.freeze()
        # A thousand newcomers at once are no reason to look for garbage fifty times.
        gc.set_threshold(_COLLECTED_AT)
        sd_notify.ready()
        # So that the first encrypted connection need not wait.
        prepared = loop.run_in_executor(None, server.endpoints.prepare)
        prepared.add_done_callback(_tell_failure)
        prepared.add_done_callback(lambda _: gc.freeze())  # what was imported for it stays, too
        ended = server.ended or loop.create_future()
        ended.add_done_callback(lambda _: stop.set())
        await stop.wait()
        sd_notify.stopping()
        _log.info("stopping: telling all clients")
        await asyncio.wait([prepared])
    if ended.done():
        raise ServerError(ended.result())


def _tell_failure(work: asyncio.Future[None]) -> None:
    """Tell the operator at once, not when the server ends."""
    error = None if work.cancelled() else work.exception()
    if error is not None:
        exception_logging.report(
            "encryption could not be prepared; the next encrypted connection tries again", error
        )


def _reload(server: Server) -> None:
    sd_notify.reloading()
    try:
        _log.info("%s", server.reload())
    finally:  # or the service manager would wait for ever
        sd_notify.ready()


def _want_all_files() -> None:
    """Raise the limit on open files to what the system allows: each connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
