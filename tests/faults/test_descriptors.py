"""A process that may open no more files."""

import asyncio
import resource
from pathlib import Path

from tests.durability.process import Process
from tests.durability.talkers import Line

ROOM = 8


def files(pid: int) -> int:
    """How many it has open."""
    return len(list(Path(f"/proc/{pid}/fd").iterdir()))


async def test_without_files_to_open_those_inside_go_on_and_others_come_in_later(
    tmp_path: Path,
) -> None:
    process = Process(tmp_path)
    await process.start()
    try:
        ana = Line()
        await ana.connect(process.port, "ana")
        ana.send("JOIN #tea")
        await ana.until("366")
        used = files(process.pid)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (used + ROOM, used + ROOM))
        crowd = [await asyncio.open_connection("127.0.0.1", process.port) for _ in range(3 * ROOM)]
        ana.send("PRIVMSG #tea :still here")
        await ana.until("PRIVMSG", "still here")
        assert [one.params[-1] for one in await ana.history("#tea")][-1] == "still here"
        for _, writer in crowd:
            writer.close()
        bob = Line()
        await bob.connect(process.port, "bob")  # it waits in the queue until there is room
        bob.send("JOIN #tea")
        await ana.until("JOIN", "#tea")
    finally:
        await process.kill()
    told = [line for line in process.said if "cannot accept" in line]
    assert told
    assert not any("Traceback" in line for line in process.said)
