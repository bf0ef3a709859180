"""The thread for files."""

import asyncio

from tui_chat.server.files.disk_thread import Worker


async def test_results_and_failures_come_back_to_the_loop_in_order() -> None:
    worker = Worker(asyncio.get_running_loop())
    told: asyncio.Queue[object] = asyncio.Queue()
    worker.do(lambda: 1 / 1, told.put_nowait)
    worker.do(lambda: 1 / 0, told.put_nowait)
    worker.do(lambda: 3, told.put_nowait)
    results = [await told.get() for _ in range(3)]
    worker.close()
    assert results[0::2] == [1, 3]
    assert isinstance(results[1], ZeroDivisionError)


async def test_a_listener_that_fails_hinders_no_other() -> None:
    worker = Worker(asyncio.get_running_loop())
    told: asyncio.Queue[object] = asyncio.Queue()
    worker.do(lambda: 1, lambda _: 1 / 0)
    worker.do(lambda: 2, told.put_nowait)
    assert await told.get() == 2
    worker.close()


async def test_after_the_end_nothing_is_done_but_told() -> None:
    worker = Worker(asyncio.get_running_loop())
    worker.close()
    told: asyncio.Queue[object] = asyncio.Queue()
    worker.do(lambda: 1, told.put_nowait)
    assert isinstance(await told.get(), RuntimeError)
