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


async def test_without_files_to_open_who_makes_an_account_is_told_and_can_do_so_later(
    tmp_path: Path,
) -> None:
    process = Process(tmp_path)
    await process.start()
    try:
        ana = Line()
        await ana.connect(process.port, "ana")
        before = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (1, before[1]))  # it keeps the others
        ana.send("REGISTER * * :correct horse")
        refused = (await ana.until("FAIL"))[-1]
        assert refused.params == (
            *("REGISTER", "TEMPORARILY_UNAVAILABLE", "ana"),
            "The server cannot check passwords right now: try again later",
        )
        resource.prlimit(process.pid, resource.RLIMIT_NOFILE, before)
        await ana.make_account()
    finally:
        await process.kill()
    (told,) = [line for line in process.said if "could not be answered" in line]
    assert told.rstrip().endswith("could not be answered: Too many open files")
    assert not any("Traceback" in line or "File " in line for line in process.said), process.said
