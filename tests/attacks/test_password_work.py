"""Checks of passwords count against the client that causes them, and are shared out fairly."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import plain
from tests.server.transport.exchange import Exchange
from tests.server.world import CHEAP_PASSWORDS
from tui_chat.server.core.effects import Ask
from tui_chat.server.core.settings import AccountPolicy, Operator, Settings
from tui_chat.server.engine.pending_requests import Answerer
from tui_chat.server.limits.command_rates import Flood
from tui_chat.server.transport.connection import Connection
from tui_chat.server.workers.fair_request_queue import FairRequestQueue
from tui_chat.server.workers.password_worker import serve_passwords, work

BURST = 5
FLOOD = Flood(burst=10_000, per_second=10_000, passwords_burst=BURST, passwords_per_second=1)
RULES = Settings(
    auto_join=(),
    operators=(Operator("root", CHEAP_PASSWORDS.secrets("opensesame").hash),),
    accounts=AccountPolicy(wrong_passwords=10_000, registrations=10_000),
)


class Asked:
    """All questions about passwords; they are answered when the test says so."""

    def __init__(self) -> None:
        self.open: list[tuple[Ask, Callable[[object], None]]] = []
        self.clients: list[int] = []

    def __call__(self, question: Ask, done: Callable[[object], None]) -> None:
        self.open.append((question, done))
        self.clients.append(question.client)

    def answer_next(self) -> None:
        question, done = self.open.pop(0)
        done(CHEAP_PASSWORDS.answer(question.request))


def network(answerer: Callable[[Exchange], Answerer]) -> Exchange:
    exchange = Exchange(FLOOD)
    # A machine that is busy with something else must not put them in another queue.
    exchange.node.queue.enqueue_if_busy = lambda *_, **__: False  # type: ignore[method-assign]
    exchange.node.configure(RULES)
    serve_passwords(exchange.node, answerer(exchange))
    connection, _wire = exchange.connect()
    connection.data_received(b"NICK ana\r\nUSER a 0 * :A\r\n")
    return exchange


def say(connection: Connection, *lines: str) -> None:
    connection.data_received("".join(f"{line}\r\n" for line in lines).encode())


def run(exchange: Exchange, asked: Asked) -> None:
    """All that can be done before the clock moves."""
    exchange.loop.run()
    while asked.open:
        asked.answer_next()
        exchange.loop.run()


WAYS = {
    "NickServ": ["PRIVMSG NickServ :IDENTIFY ana wrong"],
    "a list": ["PRIVMSG z,NickServ :IDENTIFY ana wrong"],
    "a list of one": ["PRIVMSG nickserv,NickServ,NICKSERV :IDENTIFY ana wrong"],
    "with tags": ["@a=b PRIVMSG z,NickServ :IDENTIFY ana wrong"],
    "NS": ["NS IDENTIFY ana wrong"],
    "SASL": ["AUTHENTICATE PLAIN", plain("ana", "wrong")],
    "OPER": ["OPER root wrong"],
}


@pytest.mark.parametrize("lines", WAYS.values(), ids=WAYS)
def test_every_way_to_have_a_password_checked_has_the_same_pace(lines: list[str]) -> None:
    asked = Asked()
    exchange = network(lambda _exchange: asked)
    connection, _ = exchange.enter("mallory")
    for _ in range(50):
        say(connection, *lines)
    run(exchange, asked)
    # One line may lead to several before it is known how many: they are paid for afterwards.
    most = BURST + 4
    assert BURST <= len(asked.clients) <= most
    for _ in range(10):
        exchange.loop.run(1)
        run(exchange, asked)
    assert len(asked.clients) <= most + 10


def test_before_registration_too() -> None:
    asked = Asked()
    exchange = network(lambda _exchange: asked)
    connection, _ = exchange.enter("ana2")
    say(connection, "REGISTER * * opensesame")
    run(exchange, asked)
    asked.clients.clear()
    stranger, _ = exchange.connect()
    for _ in range(50):
        say(stranger, "AUTHENTICATE PLAIN", plain("ana2", "wrong"), "AUTHENTICATE *")
    run(exchange, asked)
    assert BURST <= len(asked.clients) <= BURST + 1


def test_new_passwords_count_for_more() -> None:
    asked = Asked()
    exchange = network(lambda _exchange: asked)
    connection, _ = exchange.enter("mallory")
    for number in range(50):
        say(connection, f"REGISTER new{number} * opensesame", "NS LOGOUT")
    run(exchange, asked)
    assert len(asked.clients) == 2  # of four checks each


def test_what_needs_no_password_is_not_slowed_down() -> None:
    asked = Asked()
    exchange = network(lambda _exchange: asked)
    connection, wire = exchange.enter("mallory")
    for _ in range(50):
        say(connection, "PRIVMSG NickServ :INFO ana", "AUTHENTICATE PLAIN", "AUTHENTICATE *")
    assert sum("No such account" in line for line in exchange.heard(wire)) == 50
    assert asked.clients == []


@pytest.mark.parametrize("lines", WAYS.values(), ids=WAYS)
def test_twenty_who_ask_without_end_keep_another_waiting_for_one_question_each(
    lines: list[str],
) -> None:
    asked = Asked()
    exchange = network(
        lambda exchange: FairRequestQueue(
            asked, exchange.node.limit_key, exchange.loop.call_soon, most=64, at_once=1, cost=work
        )
    )
    hostile = []
    for number in range(20):
        connection, wire = exchange.connect((f"198.51.100.{number}", 50000))
        say(connection, f"NICK h{number}", f"USER h 0 * :{number}")
        exchange.heard(wire)
        hostile.append(connection)
    for connection in hostile:
        for _ in range(20):
            say(connection, *lines)
    exchange.loop.run()
    for _ in range(30):  # they are in the middle of it
        asked.answer_next()
        exchange.loop.run()
    before = len(asked.clients)
    ana, wire = exchange.enter("bea")
    say(ana, "PRIVMSG NickServ :IDENTIFY ana opensesame")
    exchange.loop.run()
    for _ in range(25):
        if asked.open and ana.client not in asked.clients:
            asked.answer_next()
            exchange.loop.run()
    assert ana.client in asked.clients[before:]
    assert asked.clients.index(ana.client) - before <= 20


def test_a_new_password_is_no_way_round() -> None:
    """Neither is it put before a check: a hash takes six times as long."""
    asked = Asked()
    exchange = network(
        lambda exchange: FairRequestQueue(
            asked, exchange.node.limit_key, exchange.loop.call_soon, most=64, at_once=1, cost=work
        )
    )
    for number in range(20):
        connection, _wire = exchange.connect((f"198.51.100.{number}", 50000))
        say(connection, f"NICK h{number}", f"USER h 0 * :{number}", "REGISTER * * opensesame")
    exchange.loop.run()
    ana, _ = exchange.enter("bea")
    say(ana, "PRIVMSG NickServ :IDENTIFY ana opensesame")
    exchange.loop.run()
    asked.answer_next()
    exchange.loop.run()
    assert asked.clients[1] == ana.client
