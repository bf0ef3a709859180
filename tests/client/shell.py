"""tui-chat from a shell: with a home of its own, and a real server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tui_chat.server.config.config_schema import Config, Listen
from tui_chat.server.limits.command_rates import Flood
from tui_chat.server.process.server_thread import BackgroundServer

PATIENCE = 60.0


def server_config(**sections: object) -> Config:
    return Config(**{"listen": Listen(port=0), "flood": Flood(per_second=0), **sections})  # type: ignore[arg-type]


class Shell:
    """Runs tui-chat with `home` as the home folder."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            **os.environ,
            "HOME": str(home),
            "XDG_CONFIG_HOME": str(home / "config"),
            "XDG_DATA_HOME": str(home / "data"),
            "XDG_STATE_HOME": str(home / "state"),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
            "LOGNAME": "carla",
        }

    def command(self, *words: object) -> list[str]:
        return [sys.executable, "-m", "tui_chat", *map(str, words)]

    def run(self, *words: object, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.command(*words),
            env=self.environment,
            input=typed,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    @contextmanager
    def started(self, *words: object) -> Iterator[subprocess.Popen[str]]:
        """A program that runs meanwhile, and is interrupted at the end."""
        with subprocess.Popen(
            self.command(*words),
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as program:
            try:
                yield program
            finally:
                program.send_signal(signal.SIGINT)
                program.wait(PATIENCE)


def configure(shell: Shell, text: str) -> Path:
    """Write the client's configuration."""
    file = shell.home / "config" / "tui-chat" / "client.toml"
    file.parent.mkdir(parents=True)
    file.write_text(text)
    return file


@contextmanager
def a_server(state: Path | None = None, **sections: object) -> Iterator[int]:
    """A server on this machine; gives its port. It encrypts if it has a state folder."""
    if state is not None:
        state.mkdir(exist_ok=True)
    with BackgroundServer(server_config(**sections), state) as running:
        yield running.server.port
