"""Whose password comes next, and who is refused when too many wait."""

import contextlib
from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st

from tui_chat.server.core.accounts.password_requests_and_checks import CheckPassword, HashPassword
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.events import ClientId, Request
from tui_chat.server.workers.fair_request_queue import FairRequestQueue
from tui_chat.server.workers.password_worker import work
from tui_chat.wire.names import Folded

CHECK = CheckPassword(Folded("ana"), "sesame", None)
HASH = HashPassword("ana", "sesame")


class Bench:
    """A queue, one thread that the test moves, and who was served and refused."""

    def __init__(self, most: int = 1000) -> None:
        self.homes: dict[int, str | None] = {}
        self.begun: list[tuple[int, Callable[[object], None]]] = []
        self.served: list[int] = []
        self.refused: list[int] = []
        self._later: list[Callable[[], None]] = []
        self.queue = FairRequestQueue(
            lambda question, done: self.begun.append((question.client, done)),
            lambda client: self.homes.get(client, f"#{client}"),
            self._later.append,
            most=most,
            at_once=1,
            cost=work,
        )

    def asks(self, client: int, request: Request = CHECK) -> None:
        def done(answer: object) -> None:
            (self.refused if answer is None else self.served).append(client)

        self.queue(Ask(ClientId(client), request), done)

    def serve(self) -> None:
        """Answer all, one after the other."""
        self.settle()
        while self.begun:
            self.begun.pop()[1](True)
            self.settle()

    def settle(self) -> None:
        while self._later:
            self._later.pop(0)()


def test_who_asks_once_waits_for_one_question_of_each_other_at_most() -> None:
    bench = Bench()
    for _ in range(40):
        for client in range(20):
            bench.asks(client)
    bench.asks(99)
    bench.serve()
    assert bench.served.index(99) <= 21
    assert len(bench.served) == 801


def test_those_who_share_an_address_share_its_part_of_the_work() -> None:
    bench = Bench()
    bench.homes = dict.fromkeys(range(20), "192.0.2.1")
    for client in range(20):
        bench.asks(client)
    bench.asks(99)
    bench.serve()
    assert bench.served.index(99) <= 2


def test_a_check_does_not_wait_for_the_new_passwords_of_others() -> None:
    bench = Bench()
    for client in range(20):
        bench.asks(client, HASH)
    bench.asks(99)
    bench.serve()
    assert bench.served[:2] == [0, 99]


def test_who_was_served_before_comes_behind_who_was_not() -> None:
    bench = Bench()
    bench.asks(0)
    bench.asks(1)
    bench.begun.pop()[1](True)
    bench.asks(1)
    bench.asks(3)
    bench.serve()
    assert bench.served == [0, 1, 3, 1]


def test_those_who_are_always_new_do_not_keep_the_others_waiting_for_ever() -> None:
    bench = Bench(most=64)
    bench.asks(1)
    bench.asks(1, HASH)
    for newcomer in range(100, 1000):
        bench.asks(newcomer)
        bench.asks(newcomer + 1000)
        bench.begun.pop(0)[1](True)
    assert bench.served.count(1) == 2


def test_where_too_many_wait_one_of_whoever_asks_most_is_refused() -> None:
    bench = Bench(most=4)
    bench.asks(0)  # under way
    for _ in range(6):
        bench.asks(1)
    bench.asks(2)
    bench.asks(3)
    bench.settle()
    assert bench.refused == [1, 1, 1, 1]
    bench.serve()
    assert sorted(bench.served) == [0, 1, 1, 2, 3]


def test_for_those_who_have_left_nothing_is_done() -> None:
    bench = Bench()
    bench.asks(1)
    bench.asks(2)
    bench.asks(3)
    bench.homes[2] = None
    bench.serve()
    assert (bench.served, bench.refused) == ([1, 3], [2])
    bench.asks(2)
    assert bench.refused == [2]  # never before it returns
    bench.settle()
    assert bench.refused == [2, 2]


def test_an_answer_that_fails_does_not_stop_the_queue() -> None:
    bench = Bench()

    def fail(_answer: object) -> None:
        raise ArithmeticError

    bench.queue(Ask(ClientId(1), CHECK), fail)
    bench.asks(2)
    with contextlib.suppress(ArithmeticError):
        bench.begun.pop()[1](True)
    bench.serve()
    assert bench.served == [2]


@given(st.lists(st.tuples(st.integers(0, 5), st.sampled_from([CHECK, HASH]), st.booleans())))
def test_every_question_is_answered_once_and_nothing_is_remembered_for_ever(
    asked: list[tuple[int, Request, bool]],
) -> None:
    bench = Bench(most=7)
    for client, request, serves in asked:
        bench.asks(client, request)
        if serves and bench.begun:
            bench.begun.pop()[1](True)
    bench.serve()
    answered = sorted(bench.served + bench.refused)
    assert answered == sorted(client for client, _, _ in asked)
    assert len(bench.queue) == 0
    assert len(bench.queue._finished) <= 6
    assert not bench.queue._counts
