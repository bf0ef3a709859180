"""How long programs take to start: servers until they listen, clients until they say their help."""

import os
import subprocess
import sys
import tempfile
import time
from typing import Final

from bench.clients import OTHERS, Client
from bench.generator import SETTLING
from bench.measuring import Figure, Measured, Scenario
from bench.process import environment, memory_kb, pinned
from bench.screen import showing
from bench.servers import TUI_CHAT, Server, running
from bench.talkers import CHANNEL, GREETING


def listening(server: Server, _seconds: float) -> Measured:
    """A server from its start until a connection is taken, and what it holds then."""
    with running(server, min(os.sched_getaffinity(0))) as started:
        memory = memory_kb(started.pid) / 1000
        return Measured({"start": 1e3 * started.listening_after, "memory": memory})


def helping(client: Client, _seconds: float) -> Measured:
    """The command line alone: `--help` of a client."""
    return _timed(*client.program, "--help")


def python_alone(_: Client, _seconds: float) -> Measured:
    """What Python takes of our starts."""
    return _timed(sys.executable, "-c", "pass")


def asking(client: Client, _seconds: float) -> Measured:
    """Until somebody who has given no name is asked for one."""
    command = (*client.program, "connect", "127.0.0.1")
    with showing(command, min(os.sched_getaffinity(0))) as screen:
        return Measured({"start": 1e3 * screen.seconds_until("Your nickname")})


def sending(client: Client, _seconds: float) -> Measured:
    """`send` of one line to a server of ours, from its start until the line is confirmed."""
    cores = sorted(os.sched_getaffinity(0))
    with running(TUI_CHAT, cores[-1]) as listening:
        time.sleep(SETTLING)  # what a server still does once it listens is no client's
        return _timed(*client.program, "send", "127.0.0.1", str(listening.port), CHANNEL, GREETING)


def _timed(*command: str) -> Measured:
    with (
        pinned(min(os.sched_getaffinity(0))),
        tempfile.TemporaryDirectory(prefix="tui-chat-home-") as home,
    ):
        inherited = {k: v for k, v in environment().items() if not k.startswith("XDG_")}
        whole = {**inherited, "HOME": home}
        started = time.perf_counter()
        subprocess.run(command, check=False, stdout=subprocess.DEVNULL, env=whole)
        return Measured({"start": 1e3 * (time.perf_counter() - started)})


START: Final = Figure("start", "ms")
SERVER_START: Final = Scenario(
    "server-start",
    "start",
    (Figure("start", "ms until it listens"), Figure("memory", "MB of memory (Pss) then")),
    listening,
    is_quick=True,
    skips=frozenset({"limit"}),
)
COMMAND_LINES: Final = (
    Scenario("python", "Python alone: `python -c pass`", (START,), python_alone, skips=OTHERS),
    Scenario("help", "`--help`", (START,), helping, is_quick=True),
    Scenario("send", "`send` of one line", (START,), sending, is_quick=True, skips=OTHERS),
    Scenario("first-screen", "first screen: asks for a nickname", (START,), asking, skips=OTHERS),
)
