"""Hides what other systems lack, before anything else is imported, in a process of its own.

`python -m tests.platforms.hiding windows SCRIPT ARGUMENTS`, or `pytest -p tests.platforms.hiding`
with `TUI_CHAT_HIDE=windows`. What it cannot do is be that system: paths, terminals and asyncio's
own workings stay those of this one.
"""

import functools
import os
import select
import sys

WINDOWS_MODULES = ("fcntl", "grp", "pty", "pwd", "resource", "syslog", "termios", "tty")
WINDOWS_NAMES = {
    "os": ("O_DIRECTORY", "O_NOFOLLOW", "chown", "fork", "mkfifo", "setsid", "uname"),
    "signal": ("SIGALRM", "SIGCONT", "SIGHUP", "SIGTSTP", "SIGUSR1", "SIGWINCH"),
    "socket": ("AF_UNIX",),
}
LOOP_METHODS = (
    "add_reader", "add_signal_handler", "add_writer", "create_unix_connection",
    "create_unix_server", "remove_signal_handler",
)  # fmt: skip
"""asyncio's loop on Windows has none of these. It has no `remove_reader` and `remove_writer`
either, but the loop here calls them itself."""


def _hide_selectors(*names: str) -> None:
    if "selectors" in sys.modules:  # inside pytest: asyncio has made its choice
        return
    for name in names:
        delattr(select, name)


def hide_epoll() -> None:
    """As on macOS: there is no epoll, and no /proc."""
    _hide_selectors("epoll")
    from pathlib import Path  # noqa: PLC0415 - not before select has become poorer

    from tui_chat.server.process import control_socket  # noqa: PLC0415

    control_socket._DESCRIPTORS = Path("/no/such/folder")  # type: ignore[misc]


def hide_unix() -> None:
    """As on Windows."""
    _hide_selectors("epoll", "poll")
    import asyncio  # noqa: PLC0415 - it needs on Unix what is hidden next
    import signal  # noqa: PLC0415
    import socket  # noqa: PLC0415
    import subprocess  # noqa: F401, PLC0415
    import tempfile  # noqa: F401, PLC0415

    # On Windows Python makes them of two connected sockets.
    socket.socketpair = functools.partial(socket.socketpair, socket.AF_UNIX)
    for module in WINDOWS_MODULES:
        sys.modules[module] = None  # type: ignore[assignment]
    for module, names in WINDOWS_NAMES.items():
        for name in names:
            vars({"os": os, "signal": signal, "socket": socket}[module]).pop(name, None)

    def refuse(*_arguments: object) -> None:
        raise NotImplementedError

    for name in LOOP_METHODS:
        setattr(asyncio.SelectorEventLoop, name, refuse)


SYSTEMS = {"macos": hide_epoll, "windows": hide_unix}

if system := os.environ.pop("TUI_CHAT_HIDE", ""):
    SYSTEMS[system]()

if __name__ == "__main__":
    import runpy

    SYSTEMS[sys.argv[1]]()
    sys.argv[:2] = []
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
