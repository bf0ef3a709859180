"""How long starts take, and what a program holds then: the command line, the server, the client.

`python -m bench.startup` prints the table alone. Clients run under a real pseudo-terminal; WeeChat
is measured beside ours where it is installed.
"""

import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from statistics import median
from typing import Final

from bench.process import memory_kb
from bench.screen import showing
from bench.servers import INSPIRCD, NGIRCD, TUI_CHAT, Running, Server, running
from bench.table import number

CHANNEL: Final = "#bench"
WORDS: Final = "first-words-here"
ROUNDS: Final = 5
IDLE_SECONDS: Final = 3.0
TUI: Final = (sys.executable, "-m", "tui_chat")


@dataclass(frozen=True)
class Client:
    """A terminal client, and the command that brings it straight into CHANNEL."""

    title: str
    program: str

    def command(self, port: int) -> Sequence[str]:
        """What to run to be a newcomer at a port of this machine."""
        if self.program == "weechat":
            return ("weechat", "-t", f"irc://newcomer@127.0.0.1:{port}/{CHANNEL}")
        where = ("127.0.0.1", str(port), "--nick", "newcomer", "--channel", CHANNEL)
        return (*TUI, "connect", *where)


CLIENTS: Final = (Client("tui-chat", sys.executable), Client("WeeChat", "weechat"))


def measure_all(rounds: int = ROUNDS) -> dict[str, float]:
    """Medians, by what they are (with the unit at the end); what is not installed is left out."""
    gathered: dict[str, list[float]] = {}
    for _ in range(rounds):
        for name, value in _one_round():
            gathered.setdefault(name, []).append(value)
    return {name: median(values) for name, values in gathered.items()}


def markdown(figures: dict[str, float]) -> str:
    """The table of what `measure_all` gives."""
    rows = [f"| {name} | {number(value)} |" for name, value in figures.items()]
    return "\n".join(["| start-up and rest | |", "| --- | ---: |", *rows])


def _one_round() -> Iterator[tuple[str, float]]:
    yield "bare `python -c pass`, ms", 1e3 * _seconds_of(sys.executable, "-c", "pass")
    yield "`tui-chat --help`, ms", 1e3 * _seconds_of(*TUI, "--help")
    for server in (TUI_CHAT, INSPIRCD, NGIRCD):
        if server.is_here:
            yield from _of_server(server)
    with running(TUI_CHAT) as listening:
        question = (*TUI, "connect", "127.0.0.1", str(listening.port))
        with showing(question) as screen:
            seconds = screen.seconds_until("Your nickname")
            yield "tui-chat connect: until the nickname is asked, ms", 1e3 * seconds
        for client in CLIENTS:
            if shutil.which(client.program):
                yield from _of_client(client, listening)


def _of_server(server: Server) -> Iterator[tuple[str, float]]:
    title = server.title.strip("*")
    with running(server) as listening:
        yield f"{title} server: until it listens, ms", 1e3 * listening.listening_after
        yield f"{title} server: memory (Pss), MB", memory_kb(listening.pid) / 1000


def _of_client(client: Client, listening: Running) -> Iterator[tuple[str, float]]:
    with (
        _greeting(listening.port),
        showing(client.command(listening.port)) as screen,
    ):
        seconds = screen.seconds_until(WORDS)
        yield f"{client.title} client: until the channel's first words, ms", 1e3 * seconds
        yield f"{client.title} client: memory (Pss), MB", screen.memory_kb() / 1000
        screen.bytes_within(0.5)  # what the start leaves behind
        before = screen.cpu_seconds()
        yield f"{client.title} client: bytes written at rest", screen.bytes_within(IDLE_SECONDS)
        spent = screen.cpu_seconds() - before
        yield f"{client.title} client: processor at rest, %", 100 * spent / IDLE_SECONDS


def _seconds_of(*command: str) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started


@contextmanager
def _greeting(port: int) -> Iterator[None]:
    """Somebody in CHANNEL who says WORDS to each newcomer."""
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(f"NICK greeter\r\nUSER greeter 0 * :g\r\nJOIN {CHANNEL}\r\n".encode())
        entered = threading.Event()
        threading.Thread(target=_greet, args=(link, entered), daemon=True).start()
        if not entered.wait(10):
            raise RuntimeError("the greeter was not let in")
        yield
        with suppress(OSError):
            link.shutdown(socket.SHUT_RDWR)


def _greet(link: socket.socket, entered: threading.Event) -> None:
    with suppress(OSError), link.makefile(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if " 366 " in line:
                entered.set()
            elif " JOIN " in line and not line.startswith(":greeter!"):
                link.sendall(f"PRIVMSG {CHANNEL} :{WORDS}\r\n".encode())
            elif line.startswith("PING"):
                link.sendall(line.replace("PING", "PONG", 1).encode())


if __name__ == "__main__":
    print(markdown(measure_all()))
