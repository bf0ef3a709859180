"""Requests of the core that are answered off the loop; the client's next lines wait."""

import asyncio
import contextlib
import logging
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, Final, Protocol

from tui_chat.server import exception_logging
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId, Request

_log: Final = logging.getLogger(__name__)

Answerer = Callable[[Ask, Callable[[object], None]], None]
"""Takes a question and a function for the answer, which is called later on the loop's thread, never
before the answerer returns. The answer is None if the work failed."""


class Waiting(Protocol):
    """A client whose lines can be kept back."""

    def suspend_input(self) -> None:
        """Keep the client's lines back until `resume_input`, if they are not kept back already."""

    def resume_input(self) -> None:
        """Handle the lines that were kept back."""


class PendingRequests:
    """Passes questions to their answerers; the lines of the client wait meanwhile.

    `answered` is called with the question and its answer, `resume` with a client that can go on;
    `schedule` calls a function soon. An answerer that raises is reported, and the answer is None.
    """

    def __init__(
        self,
        answered: Callable[[Ask, object], None],
        schedule: Callable[[Callable[[], None]], object],
        resume: Callable[[ClientId, Waiting], object] = lambda _id, client: client.resume_input(),
    ) -> None:
        self.answerers: dict[type[Request], Answerer] = {}
        self._answered = answered
        self._schedule = schedule
        self._resume = resume
        self._open: dict[ClientId, int] = {}
        """The number of unanswered questions of each client."""

    def is_open(self, client: ClientId) -> bool:
        """Whether a question of this client is not answered yet."""
        return client in self._open

    def ask(self, question: Ask, client: Waiting) -> None:
        """Have a question answered."""
        waiting = self._open.get(question.client, 0)
        self._open[question.client] = waiting + 1

        def done(answer: object) -> None:
            try:
                self._answered(question, answer)
            except Exception as error:  # noqa: BLE001 - our mistake must not end the chat
                exception_logging.report("an answer could not be sent", error)
            finally:  # or the client would wait for ever
                left = self._open.pop(question.client) - 1
                if left:
                    self._open[question.client] = left
                else:
                    self._release(question.client, client)

        try:
            if not waiting:
                client.suspend_input()
            self.answerers[type(question.request)](question, done)
        except Exception as error:  # noqa: BLE001 - the client would wait for ever
            exception_logging.report(
                f"{type(question.request).__name__} could not be started", error
            )
            self._schedule(lambda: done(None))

    def _release(self, client: ClientId, waiting: Waiting) -> None:
        try:
            self._resume(client, waiting)
        except Exception as error:  # noqa: BLE001 - others are waiting to be told their answers
            exception_logging.report("a waiting client could not continue", error)


def soon(
    work: Callable[[Any], object], schedule: Callable[[Callable[[], None]], object]
) -> Answerer:
    """An answerer that works on the loop, after the current event.

    A failure is logged and answered with None.
    """

    def answer(question: Ask, done: Callable[[object], None]) -> None:
        schedule(lambda: done(_answer(work, question.request)))

    return answer


def in_thread(
    work: Callable[[Any], object], executor: Executor, loop: asyncio.AbstractEventLoop
) -> Answerer:
    """An answerer that works in an executor. A failure is logged and answered with None."""

    def answer(question: Ask, done: Callable[[object], None]) -> None:
        try:
            found = executor.submit(_answer, work, question.request)
        except RuntimeError as error:  # there is no thread to be had
            _log.error("%s could not be answered: %s", type(question.request).__name__, error)
            loop.call_soon(done, None)
            return

        def deliver() -> None:
            failed = found.cancelled() or found.exception() is not None
            done(None if failed else found.result())

        found.add_done_callback(lambda _: _call_soon(loop, deliver))

    return answer


def _answer(work: Callable[[Any], object], request: Request) -> object:
    try:
        return work(request)
    except (OSError, ImportError) as error:
        # Not a mistake of ours: the system had no file, no memory or no room for it.
        why = (error.strerror or type(error).__name__) if isinstance(error, OSError) else error
        _log.error("%s could not be answered: %s", type(request).__name__, why)
        return None
    except Exception as error:  # noqa: BLE001 - a client waits for the answer nevertheless
        told = type(request).__name__, exception_logging.traceback_lines(error)
        _log.error("%s could not be answered\n%s", *told)
        return None


def _call_soon(loop: asyncio.AbstractEventLoop, act: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # the server has ended, and its loop is closed
        loop.call_soon_threadsafe(act)
