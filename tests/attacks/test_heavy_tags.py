"""Long tags count for as many messages as have the same bytes: everybody in a channel gets them."""

import pytest

from tests.server.transport.exchange import UNLIMITED, Exchange
from tui_chat.server.limits.address_limits import AddressLimiter, ConnectionLimits
from tui_chat.server.limits.token_bucket import Rate

TEXTS = b"".join(b"PRIVMSG #tea :%-480d\r\n" % number for number in range(100))
TAGS = b"".join(b"@+x=%s TAGMSG #tea\r\n" % (b"y" * 4_000) for _ in range(100))


def carried(data: bytes, rate: Rate) -> int:
    """The bytes that another member gets of them in ten seconds."""
    exchange = Exchange(rate)
    members = [exchange.connect() for _ in range(2)]
    for number, (connection, _wire) in enumerate(members):
        connection.data_received(b"CAP REQ message-tags\r\nNICK n%d\r\nUSER u 0 * :U\r\n" % number)
        connection.data_received(b"CAP END\r\nJOIN #tea\r\n")
    exchange.loop.run(60)
    for _connection, wire in members:
        exchange.heard(wire)
    members[0][0].data_received(data)
    exchange.loop.run(10)
    return sum(map(len, exchange.heard(members[1][1])))


def test_tags_carry_no_more_than_texts() -> None:
    rate = Rate(burst=8, per_second=2)
    assert 4_000 < carried(TAGS, rate) <= 1.3 * carried(TEXTS, rate)


def test_the_connections_of_an_address_share_what_tags_cost() -> None:
    exchange = Exchange(UNLIMITED)
    limiter = AddressLimiter(ConnectionLimits(), Rate(burst=14, per_second=1), None)
    (one, _), (other, wire) = (
        exchange.connect(admitted=limiter.admit("192.0.2.1", exchange.loop.time()))
        for _ in range(2)
    )
    one.data_received(b"@+x=%s PING 1\r\n" % (b"y" * 4_000) * 3)
    other.data_received(b"PING 2\r\n")
    assert exchange.heard(wire) == []
    exchange.loop.run(10)
    assert len(exchange.heard(wire)) == 1


@pytest.mark.parametrize("length", [0, 400])
def test_ordinary_tags_cost_nothing(length: int) -> None:
    exchange = Exchange(Rate(burst=3, per_second=1))
    connection, wire = exchange.connect()
    exchange.heard(wire)
    connection.data_received(b"@+draft/reply=%s PING 1\r\n" % (b"y" * length) * 4)
    assert len(exchange.heard(wire)) == 3
