"""The sandbox of a visitor's client: from now on the interpreter may do little, for any code.

Python reports each file, process and socket to an audit hook before it acts (PEP 578), and a hook
cannot be removed. Here every report of a kind that is not listed is refused. It is the second
line: the client itself is locked (`tui_chat.client.visitor_permissions`), and the system limits
the process.
"""

import contextlib
import os
import resource
import socket
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from tui_chat.visitor_protocol import Limits

_HARMLESS: Final = (
    *("builtins.", "sys.", "object.", "cpython.", "gc.", "marshal.", "array.", "fcntl.", "termios"),
    *("code.", "function.", "_thread.", "threading.", "time."),
    *("os.putenv", "os.unsetenv", "os.fwalk", "pickle.find_class", "import", "compile", "exec"),
    *("pathlib.Path.glob", "pathlib.Path.rglob", "glob.glob"),
)
"""The beginnings of names of events that reach nothing outside the process."""
_READING: Final = frozenset({"os.listdir", "os.scandir", "os.stat"})
_WRITES: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_AREAS: Final = ("stdlib", "platstdlib", "purelib", "platlib")


class ClosedError(PermissionError):
    """Something that a visitor's client may not do."""


def close() -> None:
    """Refuse files, processes and networks from now on, except those listed here.

    Files of Python, of its packages and of ours may be read. Nothing else may be opened.
    """
    readable = tuple(_readable_folders())

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(_HARMLESS):
            return
        check = _CHECKS.get(event)
        if check is None or not check(arguments, readable):
            raise ClosedError(f"{event} is closed to visitors")

    sys.addaudithook(hook)


def limit(limits: Limits) -> None:
    """Have the system limit this process. No core dump, no new files, no other processes' speed."""
    for kind, most in (
        (resource.RLIMIT_DATA, limits.memory),
        (resource.RLIMIT_CPU, limits.cpu),
        (resource.RLIMIT_NOFILE, limits.files),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, least))
    with contextlib.suppress(OSError):
        os.nice(_NICE)


_NICE: Final = 5
"""How much the server goes before visitors' clients, in the system's own measure."""


def _readable_folders() -> list[str]:
    folders = {str(Path(__file__).resolve().parents[2])}
    for area in _AREAS:
        path = sysconfig.get_path(area)
        if path:
            folders |= {path, os.path.realpath(path)}
    folders |= {str(Path(path)) for path in sys.path if path and Path(path).is_dir()}
    if sys.pycache_prefix:
        folders.add(sys.pycache_prefix)
    return [folder.rstrip(os.sep) + os.sep for folder in folders]


def _may_open(arguments: tuple[Any, ...], readable: tuple[str, ...]) -> bool:
    path, mode, flags = arguments
    if isinstance(path, int):
        return True  # it is open already
    name = os.fsdecode(path)
    if name == os.devnull:
        return True
    if isinstance(flags, int) and flags & _WRITES:
        return False
    if isinstance(mode, str) and set(mode) & set("wax+"):
        return False
    return _is_readable(name, readable)


def _is_readable(name: str, readable: tuple[str, ...]) -> bool:
    real = os.path.realpath(name)
    return f"{real}{os.sep}".startswith(readable)


def _may_read(arguments: tuple[Any, ...], readable: tuple[str, ...]) -> bool:
    path = arguments[0]
    if path is None or isinstance(path, int):
        return False
    return _is_readable(os.fsdecode(path), readable)


def _may_make_socket(arguments: tuple[Any, ...], _readable: tuple[str, ...]) -> bool:
    """Whether a socket leads nowhere by itself: one of a pair, or one that we were given."""
    return arguments[1] in {socket.AF_UNIX, -1}


_Check = Callable[[tuple[Any, ...], tuple[str, ...]], bool]
_CHECKS: Final[dict[str, _Check]] = {
    "open": _may_open,
    "socket.__new__": _may_make_socket,
    **dict.fromkeys(_READING, _may_read),
}
