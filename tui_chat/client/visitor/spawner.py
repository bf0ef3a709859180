"""The process that starts the clients of visitors: it has the client loaded, and forks.

A fork shares the memory of what is loaded, and its first frame need not wait for imports. This
process has one thread, and no loop; the server starts it, and tells it by a socket what to do
(`tui_chat.visitor_protocol`). When the server is gone, it ends all clients and itself.
"""

import contextlib
import fcntl
import gc
import importlib
import os
import resource
import selectors
import signal
import socket
import sys
import termios
import time
import traceback
from os import _exit
from typing import Final, NoReturn

import msgspec

from tui_chat.client.textual_compat.unused_imports import LIBRARY, TEXT_AREA, leaving_out
from tui_chat.visitor_protocol import FAILED, LONGEST, Ended, Kill, Order, Start

_LOADED: Final = (
    *(*LIBRARY, TEXT_AREA, "textual.drivers.linux_driver"),
    *("tui_chat.client.app", "tui_chat.client.screens.chat", "tui_chat.client.screens.nickname"),
    *("tui_chat.client.screens.help", "tui_chat.client.screens.action_and_command_picker"),
    *(
        "tui_chat.client.screens.buffer_and_message_pickers",
        "tui_chat.client.screens.theme_and_emoji_pickers",
    ),
    *("tui_chat.client.plain.run", "tui_chat.client.language.emoji_names"),
    *("tui_chat.client.visitor.client", "tui_chat.client.visitor.audit_hook_sandbox"),
    *("asyncio", "gettext", "emoji", "encodings.idna", "unicodedata", "stringprep"),
    "tui_chat.client.textual_compat.posix_driver",
)
"""What a client may need, so that it need not be read again for each."""
_DEAF: Final = {signal.SIGINT, signal.SIGHUP, signal.SIGTSTP}
"""Ctrl+C and a closed terminal are for the server, which tells us by closing the socket."""


def main() -> None:
    """Serve the socket that is standard input."""
    orders = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDWR), 0)
    with leaving_out():
        for module in _LOADED:
            importlib.import_module(module)
    gc.collect()
    gc.freeze()
    Spawner(orders).run()


class Spawner:
    """Starts clients, and tells the server when they end."""

    def __init__(self, orders: socket.socket) -> None:
        self._orders = orders
        self._running: dict[int, int] = {}
        """The number of each visitor, by process id."""
        self._is_over = False

    def run(self) -> None:
        """Until the server closes the socket."""
        woken, waker = socket.socketpair()
        for one in (woken, waker):
            one.setblocking(False)
        for number in _DEAF:
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)
        self._mine = (woken, waker)
        with contextlib.suppress(OSError):  # the server has gone, as is noticed below
            self._orders.send(b"{}")  # ready
        with selectors.DefaultSelector() as selector:
            selector.register(self._orders, selectors.EVENT_READ, self._take_order)
            selector.register(woken, selectors.EVENT_READ, self._reap)
            while not self._is_over:
                for key, _events in selector.select():
                    key.data()
        for process in self._running:
            _kill(process)

    def _take_order(self) -> None:
        try:
            said, descriptors, _flags, _address = socket.recv_fds(self._orders, LONGEST, 8)
        except OSError:
            said, descriptors = b"", []
        if not said:
            self._is_over = True
            return
        order = msgspec.json.decode(said, type=Order)
        if isinstance(order, Kill):
            for process, number in self._running.items():
                if number == order.number:
                    _kill(process)
            return
        try:
            self._start(order, descriptors)
        finally:
            for descriptor in descriptors:
                os.close(descriptor)

    def _start(self, start: Start, descriptors: list[int]) -> None:
        try:
            process = os.fork()
        except OSError:
            self._tell(Ended(start.number, 1))
            return
        if process:
            self._running[process] = start.number
            return
        _be_client(start, descriptors)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self._mine[0].recv(LONGEST)
        while True:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not process:
                return
            number = self._running.pop(process, None)
            if number is not None:
                self._tell(Ended(number, os.waitstatus_to_exitcode(status)))

    def _tell(self, news: Ended) -> None:
        with contextlib.suppress(OSError):
            self._orders.send(msgspec.json.encode(news))


def _kill(process: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def _be_client(start: Start, descriptors: list[int]) -> NoReturn:
    """In the forked process: become the client, and end with it."""
    status, control = 1, descriptors[-1]
    try:
        _take_over(descriptors)
        control = _CONTROL
        status = _run_client(start)
    except SystemExit as ended:
        status = ended.code if isinstance(ended.code, int) else 1
    except BaseException:  # noqa: BLE001 - nothing of this may go on as a second spawner
        with contextlib.suppress(Exception):
            said = traceback.format_exc()[-_LONGEST_TRACE:].encode(errors="replace")
            os.write(control, FAILED + said)
    finally:
        _exit(status & 0xFF)


_STANDARD: Final = (0, 1, 2)
_CONTROL: Final = 3
"""The descriptor of the control socket in a client."""
_HIGH: Final = 100
_LONGEST_TRACE: Final = 4000


def _take_over(descriptors: list[int]) -> None:
    """Leave all that is the spawner's, its socket too. Raises OSError for a closed terminal."""
    signal.set_wakeup_fd(-1)
    for number in (*_DEAF, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    *ends, control = descriptors
    if len(ends) < len(_STANDARD):
        fcntl.ioctl(ends[0], termios.TIOCSCTTY, 0)
        ends = [ends[0]] * len(_STANDARD)
    _keep_only((*ends, control))


def _run_client(start: Start) -> int:
    from tui_chat.client.visitor import audit_hook_sandbox, client  # noqa: PLC0415 - loaded already

    os.environ.clear()
    os.environ.update(start.environment)
    time.tzset()
    _open_streams()
    audit_hook_sandbox.limit(start.limits)
    audit_hook_sandbox.close()
    return client.run_visitor(start, socket.socket(fileno=_CONTROL))


def _keep_only(descriptors: tuple[int, ...]) -> None:
    """Make these the descriptors 0, 1, 2 and so on, and close all others."""
    high = [fcntl.fcntl(one, fcntl.F_DUPFD, _HIGH) for one in descriptors]
    for target, one in enumerate(high):
        os.dup2(one, target)
    os.closerange(len(high), resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def _open_streams() -> None:
    """Open the standard streams of Python again: it has cached what the old descriptors were."""
    sys.stdin = sys.__stdin__ = open(0, encoding="utf-8", errors="replace", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stdout = sys.__stdout__ = open(1, "w", encoding="utf-8", errors="replace", closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stderr = sys.__stderr__ = open(2, "w", encoding="utf-8", errors="replace", closefd=False)  # type: ignore[misc]  # noqa: SIM115


if __name__ == "__main__":
    main()
