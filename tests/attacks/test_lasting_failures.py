"""No failure has lasting effects: counters, flags and schedules stay right if a call raises."""

import asyncio
import logging
import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, cast

import pytest

from tests.server.sockets import Client, fast_config
from tests.server.transport.exchange import Exchange
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId, Request
from tui_chat.server.core.settings import AccountPolicy
from tui_chat.server.engine.node import Node
from tui_chat.server.engine.overload_fair_queue import FairQueue
from tui_chat.server.engine.pending_requests import PendingRequests, in_thread
from tui_chat.server.limits.total_sendq_limit import end_slowest_readers
from tui_chat.server.output.tick_outbox import Outbox
from tui_chat.server.process import periodic_checks, serve_until_signal
from tui_chat.server.process.server import Server
from tui_chat.server.store.sqlite_history import SqliteHistory
from tui_chat.server.store.sqlite_record_store import SqliteRecords
from tui_chat.server.transport import lingering_close
from tui_chat.server.transport.connection import Connection
from tui_chat.server.transport.lingering_close import LingeringClose
from tui_chat.server.transport.poller import Poller, cut
from tui_chat.server.workers import storage_setup_and_threads
from tui_chat.server.workers.fair_request_queue import FairRequestQueue
from tui_chat.server.workers.password_worker import PasswordWorker


class UnforeseenError(Exception):
    """Something that nobody has thought of."""


class Question(Request, frozen=True):
    """Something to ask."""


class Held:
    """A client whose lines can be held back, unless it fails."""

    def __init__(self, *, fails: bool = False) -> None:
        self.is_held = False
        self._fails = fails

    def suspend_input(self) -> None:
        self.is_held = True
        if self._fails:
            raise OSError

    def resume_input(self) -> None:
        self.is_held = False


def fail(*_: object, **__: object) -> Any:
    raise UnforeseenError


@pytest.fixture
def told(caplog: pytest.LogCaptureFixture) -> Callable[[], int]:
    """How many errors the operator has been told of."""
    return lambda: sum(record.levelno >= logging.ERROR for record in caplog.records)


# Questions


@pytest.mark.parametrize("client", [Held(), Held(fails=True)], ids=["answerer", "hold"])
def test_a_question_that_cannot_be_asked_holds_nobody(
    client: Held, told: Callable[[], int]
) -> None:
    later: list[Callable[[], None]] = []
    answers: list[object] = []
    desk = PendingRequests(lambda _question, answer: answers.append(answer), later.append)
    desk.answerers[Question] = fail
    desk.ask(Ask(ClientId(1), Question()), client)
    later.pop()()
    assert (answers, client.is_held, told()) == ([None], False, 1)


def test_an_answer_that_cannot_be_told_holds_nobody(told: Callable[[], int]) -> None:
    desk = PendingRequests(fail, lambda _act: None)
    desk.answerers[Question] = lambda _request, done: done(1)
    client = Held()
    desk.ask(Ask(ClientId(1), Question()), client)
    assert (client.is_held, told()) == (False, 1)


def test_questions_that_fail_take_no_place_in_the_queue() -> None:
    queue = FairQueue(lambda _now: (0.0, 0))
    answered: list[object] = []
    works = False

    def answerer(_question: Ask, done: Callable[[object], None]) -> None:
        if not works:
            raise UnforeseenError
        done(1)

    counted = queue.counting(answerer)
    for _ in range(3):
        with pytest.raises(UnforeseenError):
            counted(Ask(ClientId(1), Question()), answered.append)
    works = True
    counted(Ask(ClientId(1), Question()), answered.append)
    assert answered == [1]
    assert queue._unanswered == 0


def test_passwords_that_cannot_be_asked_about_take_no_place_in_their_queue(
    told: Callable[[], int],
) -> None:
    later: list[Callable[[], None]] = []
    answered: list[object] = []
    works = False

    def answerer(_question: Ask, done: Callable[[object], None]) -> None:
        if not works:
            raise UnforeseenError
        done(1)

    queue = FairRequestQueue(answerer, str, later.append, most=8, at_once=1)
    for _ in range(3):
        queue(Ask(ClientId(1), Question()), answered.append)
    while later:
        later.pop(0)()
    works = True
    queue(Ask(ClientId(1), Question()), answered.append)
    assert (answered, told()) == ([None, None, None, 1], 3)


async def test_a_thread_that_ends_with_no_ordinary_exception_is_answered_too() -> None:
    loop = asyncio.get_running_loop()
    found: Future[object] = Future()

    class Executor(ThreadPoolExecutor):
        def submit(self, *_: Any, **__: Any) -> Future[Any]:
            return found

    answer: asyncio.Future[object] = loop.create_future()
    in_thread(lambda _: None, Executor(1), loop)(Ask(ClientId(1), Question()), answer.set_result)
    found.set_exception(SystemExit())
    assert await answer is None


async def test_passwords_are_checked_where_a_thread_may_not_give_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def forbid(*_: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "setpriority", forbid)
    desk = PasswordWorker(AccountPolicy(hash_cost=0))
    loop = asyncio.get_running_loop()
    for _ in range(2):
        assert await loop.run_in_executor(desk._threads, lambda: 1) == 1
    desk.close()


# Turns


def test_whoever_fails_in_its_turn_stops_no_queue(told: Callable[[], int]) -> None:
    later: list[Callable[[], None]] = []
    heard: list[int] = []
    queue = FairQueue(lambda _now: (100.0, 0))

    def wait(_seconds: float, act: Callable[[], None]) -> None:
        later.append(act)

    queue.enqueue_if_busy(fail, wait, busy=False)
    queue.enqueue_if_busy(lambda: heard.append(1), wait, busy=False)
    queue._work = lambda _now: (0.0, 0)
    while later:
        later.pop(0)()
    assert (heard, len(queue), told()) == ([1], 0, 1)


def test_a_queue_that_could_not_be_moved_is_moved_by_the_next() -> None:
    queue = FairQueue(lambda _now: (100.0, 0))
    later: list[Callable[[], None]] = []
    with pytest.raises(UnforeseenError):
        queue.enqueue_if_busy(lambda: None, fail, busy=True)
    queue.enqueue_if_busy(lambda: None, lambda _seconds, act: later.append(act), busy=True)
    assert later


def test_a_flush_that_could_not_be_scheduled_is_scheduled_by_the_next() -> None:
    scheduled: list[int] = []
    works = False

    def schedule() -> None:
        if not works:
            raise RuntimeError
        scheduled.append(1)

    outbox = Outbox(schedule)
    with pytest.raises(RuntimeError):
        outbox.want_flush()
    works = True
    outbox.want_flush()
    assert scheduled == [1]


# Connections


class Stubborn:
    """A connection that cannot be closed, or one that can."""

    def __init__(self, *, fails: bool) -> None:
        self._fails = fails
        self.is_closed = False

    def abort(self) -> None:
        if self._fails:
            raise OSError
        self.is_closed = True

    def ready(self, _events: int) -> None: ...


def test_whoever_cannot_be_cut_costs_the_others_nothing(told: Callable[[], int]) -> None:
    cut(Stubborn(fails=True), OSError())
    assert told() == 2


async def test_whoever_cannot_be_closed_does_not_keep_others_open(
    monkeypatch: pytest.MonkeyPatch, told: Callable[[], int]
) -> None:
    monkeypatch.setattr(lingering_close, "PATIENCE", 0.0)
    leaving = LingeringClose(asyncio.get_running_loop(), cast("Poller", None))
    stubborn, other = Stubborn(fails=True), Stubborn(fails=False)
    leaving.limit(stubborn)
    leaving.limit(other)
    leaving._look()
    assert (other.is_closed, told()) == (True, 1)


def test_whoever_wants_a_nickname_is_told_even_if_its_holder_cannot_be_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exchange = Exchange()
    holder, _wire = exchange.enter("ana")
    exchange.loop.run(10)
    alive: list[bool] = []
    holder.probe(5.0, alive.append)
    monkeypatch.setattr(Node, "disconnect", fail)
    with pytest.raises(UnforeseenError):
        holder.connection_lost(None)
    assert alive == [False]


def test_a_ping_that_could_not_be_sent_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    exchange = Exchange()
    connection, _wire = exchange.enter("ana")
    with monkeypatch.context() as broken:
        broken.setattr(Node, "send_to", fail)
        with pytest.raises(UnforeseenError):
            connection._keepalive._ping(connection)
    assert not connection._keepalive.is_pinged


# Tasks in the background


async def test_the_sweep_goes_on_after_a_connection_that_fails(
    monkeypatch: pytest.MonkeyPatch, told: Callable[[], int]
) -> None:
    swept = asyncio.Event()
    counts: list[int] = []

    def count(sockets: Any) -> int:
        counts.append(len(sockets))
        if len(counts) == 1:
            raise OSError
        if len(counts) == 3:
            swept.set()
        return end_slowest_readers(sockets)

    monkeypatch.setattr(periodic_checks, "_PAUSE", 0.0)
    monkeypatch.setattr(periodic_checks, "end_slowest_readers", count)
    async with Server(fast_config()) as server, await Client.named(server, "ana"):
        monkeypatch.setattr(Connection, "check_alive", fail)
        await asyncio.wait_for(swept.wait(), 10)
    assert told() >= 1


async def test_the_history_is_looked_after_again_after_a_failure_and_closed_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: Callable[[], int]
) -> None:
    again = asyncio.Event()
    loop = asyncio.get_running_loop()
    tried: list[int] = []

    def tidy(_self: object) -> bool:
        tried.append(1)
        if len(tried) == 1:
            raise KeyError
        loop.call_soon_threadsafe(again.set)
        return False

    monkeypatch.setattr(storage_setup_and_threads, "_PAUSE", 0.0)
    monkeypatch.setattr(storage_setup_and_threads.Storage, "_tidy", tidy)
    async with Server(fast_config(), tmp_path):
        await asyncio.wait_for(again.wait(), 10)
    assert told() == 1


async def test_encryption_that_cannot_be_prepared_is_told_at_once(told: Callable[[], int]) -> None:
    loop = asyncio.get_running_loop()
    work = loop.run_in_executor(None, fail)
    work.add_done_callback(serve_until_signal._tell_failure)
    await asyncio.wait([work])
    await asyncio.sleep(0)
    assert told() == 1


async def test_the_records_are_closed_though_the_history_cannot_be(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed: list[int] = []
    monkeypatch.setattr(SqliteHistory, "close", fail)
    monkeypatch.setattr(SqliteRecords, "close", lambda _self: closed.append(1))
    kept = storage_setup_and_threads.Storage(fast_config().history, tmp_path)
    with pytest.raises(UnforeseenError):
        await kept.close()
    assert closed == [1]


async def test_an_order_that_fails_does_not_keep_its_sender_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Server(fast_config(), tmp_path):
        monkeypatch.setattr("tui_chat.server.process.control_socket.begin", fail)
        reader, writer = await asyncio.open_unix_connection(str(tmp_path / "control.sock"))
        writer.write(b"{}\n")
        assert await asyncio.wait_for(reader.read(), 10) == b""
        writer.close()
