"""Several machines in one: each with a network that can be unplugged, and a disk that can be full.

They are namespaces of Linux, which a user of their own may make too; nothing of them is seen by
other programs, and they are gone when we end. Elsewhere, all nodes share this machine as it is.
"""

import asyncio
import contextlib
import ctypes
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

T = TypeVar("T")
_MARK: Final = "TUI_CHAT_TEST_MACHINES"
_ENTER: Final = 'ip link set lo up && mount -t tmpfs tmpfs /run && exec "$@"'
_UNSHARE: Final = ("unshare", "--map-root-user", "--mount", "--net", "sh", "-c", _ENTER, "sh")
_PROBE: Final = "ip link add probe type bridge && ip netns add probe && mount -t tmpfs tmpfs /run"
_BRIDGE: Final = "engines"
_CLONE_NEWNET: Final = 0x40000000
_ROOM: Final = "1g"
"""Of a disk; what nobody writes takes no memory."""


class Machine:
    """This machine, as it is."""

    address: str = "127.0.0.1"
    """At which other machines reach this one."""
    prefix: tuple[str, ...] = ()
    """Begins the command of a program that runs there."""

    def socket(self) -> socket.socket:
        """A new TCP socket there, which does not block."""
        made = socket.socket()
        made.setblocking(False)
        return made

    async def run(self, act: Callable[[], Awaitable[T]]) -> T:
        """The result of `act`, with all its connections made there."""
        return await act()


class IsolatedMachine(Machine):
    """A machine with a network of its own; `number` is from 1 to 250. See `enter`."""

    def __init__(self, number: int) -> None:
        self._name = f"machine{number}"
        self._link = f"link{number}"
        self.address = f"10.77.0.{number}"
        self.prefix = ("nsenter", f"--net=/run/netns/{self._name}")
        _run("ip", "netns", "add", self._name)
        _run(*f"ip link add {self._link} type veth peer name eth0 netns {self._name}".split())
        address = f"addr add {self.address}/24 dev eth0"
        for command in ("link set lo up", address, "link set eth0 up"):
            _run(*self.prefix, "ip", *command.split())
        _run("ip", "link", "set", self._link, "up")
        self.plug_in()
        self._inside = os.open(f"/run/netns/{self._name}", os.O_RDONLY)
        self._outside = os.open("/proc/thread-self/ns/net", os.O_RDONLY)

    def unplug(self) -> None:
        """Nothing goes to other machines or comes from them; nobody is told so."""
        _run("ip", "link", "set", self._link, "nomaster")

    def plug_in(self) -> None:
        """End what `unplug` began."""
        _run("ip", "link", "set", self._link, "master", _BRIDGE)

    def socket(self) -> socket.socket:
        """See `Machine`."""
        with self._entered():
            return super().socket()

    async def run(self, act: Callable[[], Awaitable[T]]) -> T:
        """See `Machine`; it runs in a thread with a loop of its own."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        async def whole() -> T:
            return await act()

        def inside() -> None:
            with self._entered():
                try:
                    result = asyncio.run(whole())
                except BaseException as error:  # noqa: BLE001 - whoever waits gets it
                    loop.call_soon_threadsafe(done.set_exception, error)
                else:
                    loop.call_soon_threadsafe(done.set_result, result)

        thread = threading.Thread(target=inside)
        thread.start()
        try:
            return await done
        finally:
            thread.join()

    @contextlib.contextmanager
    def _entered(self) -> Iterator[None]:
        _set_network(self._inside)
        try:
            yield
        finally:
            _set_network(self._outside)


class Disk:
    """A disk of its own for a folder; see `enter`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700)
        _run("mount", "-t", "tmpfs", "-o", f"size={_ROOM},mode=0700", "tmpfs", str(folder))

    def fill(self) -> None:
        """Leave no room on it."""
        while True:
            found = os.statvfs(self.folder)
            used = (found.f_blocks - found.f_bfree) * found.f_frsize
            with contextlib.suppress(subprocess.CalledProcessError):  # more is used by now
                return self._resize(str(max(used, found.f_frsize)))  # 0 would be without end

    def make_room(self) -> None:
        """End what `fill` began."""
        self._resize(_ROOM)

    def _resize(self, size: str) -> None:
        _run("mount", "-o", f"remount,size={size}", str(self.folder))


def enter() -> str:
    """Start this program again where `IsolatedMachine` and `Disk` work, unless it was already.

    Where that is impossible, gives the reason; else "".
    """
    if os.environ.pop(_MARK, ""):
        _run("ip", "link", "add", _BRIDGE, "type", "bridge")
        _run("ip", "link", "set", _BRIDGE, "up")
        return ""
    missing = [one for one in ("unshare", "nsenter", "ip", "mount") if shutil.which(one) is None]
    if missing:
        return f"there is no program {missing[0]}"
    tried = subprocess.run(
        [*_UNSHARE, "sh", "-c", _PROBE], capture_output=True, text=True, check=False
    )
    if tried.returncode:
        return f"this system does not allow namespaces: {tried.stderr.strip()}"
    arguments = [*_UNSHARE, sys.executable, *sys.orig_argv[1:]]
    return os.execvpe(arguments[0], arguments, {**os.environ, _MARK: "1"})  # noqa: S606


def unmount(folder: Path) -> None:
    """Let go of the disks below a folder, so that it can be deleted."""
    mounted = [line.split()[1] for line in Path("/proc/mounts").read_text().splitlines()]
    for one in reversed(mounted):
        if one.startswith(f"{folder}/"):
            _run("umount", "--lazy", one)  # a killed program may not have ended yet


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)


def _set_network(namespace: int) -> None:
    """Have this thread in another network."""
    if ctypes.CDLL(None, use_errno=True).setns(namespace, _CLONE_NEWNET):
        raise OSError(ctypes.get_errno(), "setns")
