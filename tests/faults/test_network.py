"""Names that nobody knows, certificates that have expired: told in words, at the command line.

Who accepts and never speaks, and who is gone without a word, are in
`tests/client/connect/test_reconnecting_link.py`
and `tests/server/transport/test_connection.py`.
"""

import subprocess
import sys
from pathlib import Path

from tests.durability.process import Process
from tests.server.certified import lasting


def run(*words: str) -> tuple[int, str]:
    """A command that is to fail: its exit status and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "tui_chat", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stderr


def test_a_server_that_no_name_server_knows_is_told_in_one_sentence() -> None:
    status, said = run("send", "nosuch.invalid", "6667", "#tea", "hello")
    assert (status, said.count("\n")) == (1, 1)
    assert "nosuch.invalid" in said


def test_an_address_to_listen_on_that_is_unknown_is_told_in_one_sentence(tmp_path: Path) -> None:
    status, said = run("server", "--host", "nosuch.invalid", "--state", str(tmp_path))
    assert (status, said.count("\n")) == (1, 1)
    assert "nosuch.invalid" in said


async def test_an_expired_certificate_is_told_to_the_operator_and_stops_nobody(
    tmp_path: Path,
) -> None:
    expired = lasting(tmp_path / "expired", days=-2)
    config = f'[tls]\ncertificate = "{expired.chain}"\nkey = "{expired.key}"\n'
    process = Process(tmp_path, config)
    await process.start()
    await process.stop()
    assert any(" expired on " in line for line in process.said)
