"""Whether somebody is still there who has what another wants."""

import socket
from collections.abc import Iterator

import pytest

from tests.server.transport.exchange import Exchange, Wire
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.transport.connection import Connection


def told(exchange: Exchange, connection: Connection) -> list[bool]:
    """Whether it lives, once that is told."""
    found: list[bool] = []
    connection.probe(5.0, found.append)
    exchange.loop.run()
    return found


def test_who_was_just_heard_lives(exchange: Exchange) -> None:
    connection, wire = exchange.enter("ana")
    assert told(exchange, connection) == [True]
    assert exchange.heard(wire) == []


def test_who_is_silent_is_asked_and_lives_by_any_word(exchange: Exchange) -> None:
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


def test_who_does_not_answer_when_asked_is_dead_and_others_are_told_why(exchange: Exchange) -> None:
    connection, wire = exchange.enter("ana")
    exchange.loop.run(10)
    found = told(exchange, connection)
    exchange.loop.run(5)
    exchange.loop.run()
    assert found == [False]
    assert exchange.heard(wire)[-1] == "ERROR :Closing link: Ping timeout"
    assert not exchange.node.network.users


def test_who_is_lost_while_it_is_asked_is_dead(exchange: Exchange) -> None:
    connection, _wire = exchange.enter("ana")
    exchange.loop.run(10)
    found = told(exchange, connection)
    connection.connection_lost(None)
    exchange.loop.run(10)
    assert found == [False]


Ghost = tuple[Exchange, Connection, Wire, socket.socket]


@pytest.fixture
def talker() -> Iterator[Ghost]:
    """Somebody who said three lines where one a second may be, on a socket, and its other end."""
    exchange = Exchange(Rate(burst=4, per_second=1))
    connection, wire = exchange.enter("ana")
    ours, peer = socket.socketpair()
    with ours, peer:
        wire.socket = ours
        connection.data_received(b"PRIVMSG ana one\r\nPRIVMSG ana two\r\nPRIVMSG ana three\r\n")
        assert len(exchange.heard(wire)) == 2
        yield exchange, connection, wire, peer


def test_who_speaks_too_fast_and_is_there_lives(talker: Ghost) -> None:
    exchange, connection, wire, _peer = talker
    assert told(exchange, connection) == [True]
    connection.end_if_hung_up()
    exchange.loop.run(5)
    assert exchange.heard(wire) == [":ana!ana@192.0.2.1 PRIVMSG ana :three"]


def test_who_spoke_too_fast_and_hung_up_is_dead_and_says_nothing_more(talker: Ghost) -> None:
    exchange, connection, wire, peer = talker
    peer.close()
    assert told(exchange, connection) == [False]
    exchange.loop.run(5)
    assert exchange.heard(wire) == [
        "ERROR :Closing link: Connection lost before all that came in was heard"
    ]
    assert wire.closed


def test_who_spoke_too_fast_and_hung_up_is_heard_while_nobody_comes_back(talker: Ghost) -> None:
    exchange, _connection, wire, peer = talker
    peer.close()
    exchange.loop.run(5)
    assert exchange.heard(wire) == [":ana!ana@192.0.2.1 PRIVMSG ana :three"]


def test_a_ghost_is_buried_once(talker: Ghost) -> None:
    exchange, connection, wire, peer = talker
    peer.close()
    connection.end_if_hung_up()
    connection.end_if_hung_up()
    assert len(exchange.heard(wire)) == 1
    assert not exchange.node.network.users
