"""The servers that are measured: how each is configured, started and stopped."""

import os
import resource
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from bench.build import program
from bench.process import environment, pinned
from tui_chat.server.transport import certificates

CONFIGURATIONS: Final = Path(__file__).parent / "peers"
ROOT: Final = Path(__file__).parent.parent
START_SECONDS: Final = 20.0
STOP_SECONDS: Final = 10.0


@dataclass(frozen=True)
class Place:
    """Where a server is to run."""

    folder: Path
    """For what it needs and what it leaves."""
    port: int
    is_secure: bool = False
    """Whether clients come over TLS."""


@dataclass(frozen=True)
class Server:
    """A server that can be measured. `command` writes what it needs into the place's folder."""

    name: str
    title: str
    command: Callable[[Place], Sequence[str]]
    version: Callable[[], str]
    needs: str | None = None
    """The program that must be on this machine; None when it comes with the project."""
    burst: int = 1000
    """Newcomers that it takes best at the same time."""

    @property
    def is_here(self) -> bool:
        """Whether it can be started on this machine."""
        return self.needs is None or shutil.which(self.needs) is not None


@dataclass(frozen=True)
class Running:
    """A server that listens."""

    pid: int
    port: int
    listening_after: float
    """Seconds from its start until it took a connection."""


def free_port() -> int:
    """A port of the loopback address on which nobody listens now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def configured(template: str, place: Place) -> str:
    """The path of a configuration made from `peers/<template>`.

    For TLS, what stands in `peers/<template>.tls` follows it, and a certificate is made.
    """
    text = (CONFIGURATIONS / template).read_text()
    plain_port = place.port
    if place.is_secure:
        text += (CONFIGURATIONS / f"{template}.tls").read_text()
        certificates.own(place.folder, ("localhost",))
        plain_port = free_port()
    values = {"plain_port": plain_port, "port": place.port, "folder": place.folder}
    for name, value in values.items():
        text = text.replace(f"{{{name}}}", str(value))
    path = place.folder / template
    path.write_text(text)
    return str(path)


def first_line(*command: str) -> str:
    """The first line that a command prints: its version."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout or done.stderr).partition("\n")[0].strip()


@contextmanager
def running(
    server: Server, core: int | None = None, *, is_secure: bool = False
) -> Iterator[Running]:
    """Starts a server on its own port, on one core, and stops it afterwards.

    Raises RuntimeError, with the end of what it printed, when it does not listen.
    """
    with tempfile.TemporaryDirectory(prefix="tui-chat-bench-") as name:
        folder = Path(name)
        # Some servers leave root's rights behind before they write here.
        folder.chmod(0o777)
        port = free_port()
        output = folder / "output.txt"
        command = list(server.command(Place(folder, port, is_secure)))
        # A server that crashes leaves no file of its memory in the tree.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        started = time.perf_counter()
        with output.open("wb") as sink, pinned(core):
            process = subprocess.Popen(
                command, stdout=sink, stderr=sink, cwd=ROOT, env=environment()
            )
        try:
            _wait_until_it_listens(process, port, output)
            yield Running(process.pid, port, time.perf_counter() - started)
        finally:
            _stop(process)


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, output: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.002)
    raise RuntimeError(f"the server does not listen: {output.read_text(errors='replace')[-500:]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _limit(place: Place) -> Sequence[str]:
    return (str(program("limit")), str(place.port))


def _naive(place: Place) -> Sequence[str]:
    return (sys.executable, "-m", "bench.naive_server", str(place.port))


def _ngircd(place: Place) -> Sequence[str]:
    return ("/usr/sbin/ngircd", "-n", "-f", configured("ngircd.conf", place))


def _inspircd(place: Place) -> Sequence[str]:
    config = configured("inspircd.conf", place)
    as_root = ["--runasroot"] if os.geteuid() == 0 else []
    return ("/usr/sbin/inspircd", "--nofork", "--nopid", *as_root, f"--config={config}")


def _ergo(binary: str, place: Place) -> Sequence[str]:
    return (binary, "run", "--conf", configured("ergo.yaml", place))


def _compiler_version() -> str:
    return first_line("cc", "--version")


def _python_version() -> str:
    return f"CPython {sys.version.partition(' ')[0]}"


def _tui_chat(template: str, place: Place) -> Sequence[str]:
    # It needs nothing for TLS: both kinds come to one port, and it makes its own certificate.
    config = configured(template, replace(place, is_secure=False))
    options = ("--port", str(place.port), "--state", str(place.folder), "--config", config)
    return (sys.executable, "-m", "tui_chat", "server", *options)


_TUI_CHAT_VERSION: Final = partial(first_line, sys.executable, "-m", "tui_chat", "--version")
TUI_CHAT: Final = Server(
    "tui-chat",
    "**tui-chat**",
    partial(_tui_chat, "tui-chat.toml"),
    _TUI_CHAT_VERSION,
)
TUI_CHAT_HISTORY: Final = Server(
    "tui-chat-history",
    "**tui-chat**, history kept",
    partial(_tui_chat, "tui-chat-history.toml"),
    _TUI_CHAT_VERSION,
)
INSPIRCD: Final = Server(
    "inspircd",
    "InspIRCd (C++)",
    _inspircd,
    partial(first_line, "/usr/sbin/inspircd", "--version"),
    "/usr/sbin/inspircd",
)
NGIRCD: Final = Server(
    "ngircd",
    "ngircd (C)",
    _ngircd,
    partial(first_line, "/usr/sbin/ngircd", "-V"),
    "/usr/sbin/ngircd",
    # Its listen backlog is 10: more at once wait a second for the next try.
    burst=8,
)
NAIVE: Final = Server("naive", "tutorial server", _naive, _python_version)
LIMIT: Final = Server("limit", "limit (C, no IRC)", _limit, _compiler_version)


def ergo(binary: str) -> Server:
    """Ergo is in no Debian package: its binary is given."""
    version = partial(first_line, binary, "--version")
    return Server("ergo", "Ergo (Go)", partial(_ergo, binary), version, binary)


def servers(ergo_binary: str = "ergo") -> tuple[Server, ...]:
    """All, whether they are on this machine or not: ours first, the limit last."""
    return (TUI_CHAT, TUI_CHAT_HISTORY, INSPIRCD, NGIRCD, ergo(ergo_binary), NAIVE, LIMIT)
