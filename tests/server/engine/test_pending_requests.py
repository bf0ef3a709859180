"""Questions that are answered off the loop."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId, Request
from tui_chat.server.engine.pending_requests import PendingRequests, in_thread, soon


class Sum(Request, frozen=True):
    numbers: tuple[int, ...]


def total(asked: Request) -> int:
    assert isinstance(asked, Sum)
    return sum(asked.numbers)


ASKED = Ask(ClientId(1), Sum((1, 2)))


class Client:
    def __init__(self) -> None:
        self.held: list[str] = []

    def suspend_input(self) -> None:
        self.held.append("hold")

    def resume_input(self) -> None:
        self.held.append("release")


def test_a_client_is_held_until_all_its_questions_are_answered() -> None:
    waiting: list[Callable[[], None]] = []
    answers: list[object] = []
    desk = PendingRequests(lambda _question, answer: answers.append(answer), waiting.append)
    desk.answerers[Sum] = lambda asked, done: waiting.append(lambda: done(total(asked.request)))
    client = Client()
    for numbers in ((1, 2), (3, 4)):
        desk.ask(Ask(ClientId(1), Sum(numbers)), client)
    assert client.held == ["hold"]
    waiting[0]()
    assert client.held == ["hold"]
    waiting[1]()
    assert client.held == ["hold", "release"]
    assert answers == [3, 7]


async def test_work_is_done_in_a_thread_and_delivered_on_the_loop() -> None:
    loop = asyncio.get_running_loop()
    found: asyncio.Future[object] = loop.create_future()
    with ThreadPoolExecutor(1) as executor:
        answer = in_thread(total, executor, loop)
        answer(ASKED, found.set_result)
        assert not found.done()
        assert await found == 3


async def test_work_that_fails_is_answered_with_none() -> None:
    loop = asyncio.get_running_loop()
    found: asyncio.Future[object] = loop.create_future()
    with ThreadPoolExecutor(1) as executor:
        in_thread(lambda _asked: 1 // 0, executor, loop)(
            Ask(ClientId(1), Sum((1,))), found.set_result
        )
        assert await found is None


def test_work_on_the_loop_that_fails_is_answered_with_none_and_holds_nobody() -> None:
    scheduled: list[Callable[[], None]] = []
    answers: list[object] = []
    desk = PendingRequests(lambda _question, answer: answers.append(answer), scheduled.append)
    desk.answerers[Sum] = soon(lambda _asked: 1 // 0, scheduled.append)
    client = Client()
    desk.ask(Ask(ClientId(1), Sum((1, 2))), client)
    assert answers == []
    scheduled.pop()()
    assert answers == [None]
    assert client.held == ["hold", "release"]


async def test_where_there_is_no_thread_the_answer_is_none(
    caplog: pytest.LogCaptureFixture,
) -> None:
    loop = asyncio.get_running_loop()
    found: asyncio.Future[object] = loop.create_future()
    executor = ThreadPoolExecutor(1)
    executor.shutdown()  # from now on it raises what it does without threads
    in_thread(lambda _asked: 3, executor, loop)(ASKED, found.set_result)
    assert not found.done()
    assert await found is None
    assert [record.message.count("\n") for record in caplog.records] == [0]
