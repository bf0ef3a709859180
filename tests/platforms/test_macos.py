"""Without epoll and /proc the server runs all the same."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.server.sockets import PATIENCE

HIDDEN = (sys.executable, "-m", "tests.platforms.hiding", "macos", "tui_chat")


@pytest.mark.parametrize("name", ["state", "x" * 120], ids=["short", "long"])
def test_the_server_runs_and_takes_orders(tmp_path: Path, name: str) -> None:
    state = ("--state", str(tmp_path / name))
    process = subprocess.Popen(
        [*HIDDEN, "server", "--port", "0", *state],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        first = process.stdout.readline()
        assert first.startswith("tui-chat listens on ")
        port = first.rstrip(".\n").rpartition(" ")[2]
        said = subprocess.run(
            [*HIDDEN, "send", "--nick", "ana", "127.0.0.1", port, "#tea", "hello"],
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert (said.stderr, said.returncode) == ("", 0)
        made = subprocess.run(
            [*HIDDEN, "account", "add", "ana", *state],
            input="opensesame\n", capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
        assert (made.stderr, made.returncode) == ("", 0)
        process.send_signal(signal.SIGTERM)
        _out, log = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
        process.wait()
    assert process.returncode == 0
    assert "ana" in log
