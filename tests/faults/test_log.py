"""A log that nobody reads, of a server in a process of its own."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.durability.process import CONFIG
from tests.durability.talkers import Line


def start(folder: Path, log: int) -> subprocess.Popen[bytes]:
    """A server whose standard error is `log`."""
    (folder / "config.toml").write_text(CONFIG)
    options = ("--state", str(folder / "state"), "--config", str(folder / "config.toml"))
    return subprocess.Popen(
        (sys.executable, "-m", "tui_chat", "server", "--port", "0", *options),
        stdout=subprocess.PIPE,
        stderr=log,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


async def test_a_full_pipe_for_the_log_stops_nobody_and_all_is_told_when_it_is_read(
    tmp_path: Path,
) -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    size = 0
    while True:  # so full that not a line of the log finds room
        try:
            size += os.write(writing, b"-" * 4096)
        except BlockingIOError:
            break
    os.set_blocking(writing, True)
    server = start(tmp_path, writing)
    os.close(writing)
    try:
        assert server.stdout is not None
        found = re.search(rb"port (\d+)", server.stdout.readline())
        assert found is not None
        people = []
        for number in range(3):
            person = Line()
            await person.connect(int(found[1]), f"ana{number}")
            person.send("JOIN #tea")
            await person.until("366")
            people.append(person)
        people[0].send("PRIVMSG #tea :anybody there?")
        await people[2].until("PRIVMSG", "anybody there?")
    finally:
        server.terminate()
        with os.fdopen(reading, "rb") as log:
            log.read(size)
            told = log.read().decode()
        assert server.wait(30) == 0
        server.stdout.close()  # type: ignore[union-attr]
    assert "ana2 joined #tea" in told
