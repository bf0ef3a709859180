"""Checks passwords in a few threads, with a queue of limited length."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Final

from tui_chat.server.core.accounts.password_requests_and_checks import (
    CheckConfigured,
    CheckPassword,
    CheckProof,
    HashPassword,
    MakeChallenge,
)
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import Request
from tui_chat.server.core.settings import AccountPolicy
from tui_chat.server.engine.node import Node
from tui_chat.server.engine.pending_requests import Answerer, in_thread
from tui_chat.server.limits.command_rates import RatedWork
from tui_chat.server.workers.fair_request_queue import FairRequestQueue

if TYPE_CHECKING:
    from tui_chat.server.workers.password_hashing import Passwords

_THREADS: Final = max(1, min(4, (os.cpu_count() or 1) // 2))
"""Never all processors: the chat must go on while people log in."""


_NICE: Final = 10
_NEW: Final = 4.0
"""Checks that a new password counts for: a hash, and keys of SCRAM that take longer."""
_PROOF: Final = 0.1
"""Checks that a step of SCRAM counts for: the client has the work there."""


def work(request: Request) -> float:
    """How much work a question about passwords is, as a multiple of the check of one."""
    match request:
        case HashPassword():
            return _NEW
        case MakeChallenge() | CheckProof():
            return _PROOF
    return 1.0


class PasswordWorker:
    """Answers a node's requests about passwords."""

    def __init__(self, policy: AccountPolicy, decoy_key: bytes = b"") -> None:
        """`decoy_key` as in `Passwords`."""
        self._policy = policy
        self._decoy_key = decoy_key
        self._threads = ThreadPoolExecutor(
            _THREADS, thread_name_prefix="passwords", initializer=_lower_priority
        )
        self._passwords: Passwords | None = None

    def serve(self, node: Node) -> None:
        """Answer from now on."""
        loop = asyncio.get_running_loop()
        answerer = in_thread(self._answer, self._threads, loop)
        queue = FairRequestQueue(
            answerer,
            node.limit_key,
            loop.call_soon,
            most=self._policy.hash_queue,
            at_once=_THREADS,
            cost=work,
        )
        serve_passwords(node, queue)

    def close(self) -> None:
        """Stop; requests that wait are not answered."""
        self._threads.shutdown(cancel_futures=True)

    def _answer(self, request: Request) -> object:
        if self._passwords is None:  # loaded at the first login
            from tui_chat.server.workers.password_hashing import Passwords  # noqa: PLC0415

            self._passwords = Passwords(self._policy.hash_cost, self._decoy_key)
        return self._passwords.answer(request)


def _lower_priority() -> None:
    """Lower the priority of this thread, which only Linux can: the chat comes first."""
    if sys.platform == "linux":
        # Where it is not allowed: a thread that failed here would end all of them.
        with contextlib.suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _NICE)


def serve_passwords(node: Node, answerer: Answerer) -> None:
    """Use this answerer for all of a node's requests about passwords.

    Each counts towards the password rate of its client, whatever the command.
    """

    def charging(question: Ask, done: Callable[[object], None]) -> None:
        node.charge(question.client, RatedWork.PASSWORDS, work(question.request))
        answerer(question, done)

    kinds: list[type[Request]] = [MakeChallenge, CheckProof]
    # Each use of a password is a class of its own, beside the command that it belongs to.
    for uses in (HashPassword, CheckPassword, CheckConfigured):
        kinds += uses.__subclasses__()
    for kind in kinds:
        node.answer_with(kind, charging)
