"""Whether somebody is still there who has what another wants."""

from tests.server.test_connection import Exchange
from tui_chat.server.connection import Connection


def told(exchange: Exchange, connection: Connection) -> list[bool]:
    """Whether it lives, once that is told."""
    found: list[bool] = []
    connection.prove(5.0, found.append)
    exchange.loop.run()
    return found


def test_who_was_just_heard_lives() -> None:
    exchange = Exchange()
    connection, wire = exchange.enter("ana")
    assert told(exchange, connection) == [True]
    assert exchange.heard(wire) == []


def test_who_is_silent_is_asked_and_lives_by_any_word() -> None:
    exchange = Exchange()
    connection, wire = exchange.enter("ana")
    exchange.loop.run(10)
    found = told(exchange, connection)
    assert found == []
    assert exchange.heard(wire) == ["PING tui-chat.local"]
    exchange.loop.run(4)
    connection.data_received(b"PONG x\r\n")
    exchange.loop.run(10)
    assert found == [True]
    assert not wire.closed


def test_who_does_not_answer_when_asked_is_dead_and_others_are_told_why() -> None:
    exchange = Exchange()
    connection, wire = exchange.enter("ana")
    exchange.loop.run(10)
    found = told(exchange, connection)
    exchange.loop.run(5)
    exchange.loop.run()
    assert found == [False]
    assert exchange.heard(wire)[-1] == "ERROR :Closing link: Ping timeout"
    assert not exchange.node.network.users


def test_who_is_lost_while_it_is_asked_is_dead() -> None:
    exchange = Exchange()
    connection, _wire = exchange.enter("ana")
    exchange.loop.run(10)
    found = told(exchange, connection)
    connection.connection_lost(None)
    exchange.loop.run(10)
    assert found == [False]
