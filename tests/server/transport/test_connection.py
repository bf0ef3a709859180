"""Bytes of a client, with a socket and a clock that the test moves; real ones: test_serving."""

from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.server.transport.exchange import STOPPED, UNLIMITED, Exchange
from tui_chat.server.limits.address_limits import (
    AddressLimiter,
    ConnectionLimits,
)
from tui_chat.server.limits.command_rates import Flood
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.transport.connection import Connection
from tui_chat.wire.message import Message


@pytest.fixture(params=[False, True], ids=["at once", "later"], autouse=True)
def _either_backplane(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes as bytes is answered alike, whether it is applied at once or later from a log."""
    monkeypatch.setattr(Exchange, "applies_later", request.param)


def pings(first: int, last: int) -> bytes:
    return b"".join(b"PING %d\r\n" % number for number in range(first, last))


def pongs(lines: list[str]) -> list[int]:
    return [int(line.rpartition(" ")[2]) for line in lines]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_bytes_may_come_in_any_pieces(size: int, exchange: Exchange) -> None:
    connection, wire = exchange.connect()
    data = "NICK ana\r\nUSER ana 0 * :Aña\r\nPRIVMSG ana :héllo 🫖\r\n".encode()
    for start in range(0, len(data), size):
        connection.data_received(data[start : start + size])
    heard = exchange.heard(wire)
    assert heard[0] == ":tui-chat.local 001 ana :Welcome to the tui-chat network, ana"
    assert heard[-1] == ":ana!ana@192.0.2.1 PRIVMSG ana :héllo 🫖"


@pytest.mark.parametrize(
    ("data", "answers"),
    [
        (b"P" * 511 + b"\r\n", [":tui-chat.local 417 * :Input line was too long"]),
        (b"x" * 600 + b"\nPING 1\n", ["417", "PONG"]),
        (b"@" + b"t" * 4096 + b" PING 1\r\n", ["417"]),
        (b"@" + b"t" * 4094 + b" PING 1\r\n", ["PONG"]),
        (b"PING 1\rPING 2\r\nPING 3\r\n", ["FAIL PING INVALID_MESSAGE", "PONG tui-chat.local 3"]),
        (b"PING \x001\r\nPING 2\r\n", ["FAIL PING INVALID_MESSAGE", "PONG tui-chat.local 2"]),
        (b"PING \xff\r\n", [":tui-chat.local FAIL PING INVALID_UTF8 :Only UTF-8 is spoken here"]),
        (b"\xff\xfe\r\n", ["FAIL * INVALID_UTF8"]),
        (b"\r\n\n\r\n \r\n:\r\n@\r\n", ["FAIL * INVALID_MESSAGE"] * 2),
        (b"PING 1", []),
        (b"PING 1\n", ["PONG"]),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\n", ["FAIL * INVALID_UTF8"]),
    ],
)
def test_any_bytes_are_answered_or_passed_over(
    data: bytes, answers: list[str], exchange: Exchange
) -> None:
    connection, wire = exchange.connect()
    connection.data_received(data)
    heard = exchange.heard(wire)
    assert len(heard) == len(answers)
    assert all(answer in line for answer, line in zip(answers, heard, strict=True))
    assert not wire.closed


def test_a_long_line_is_answered_once_and_not_kept(exchange: Exchange) -> None:
    connection, wire = exchange.connect()
    for _ in range(16):
        connection.data_received(b"x" * 1000)
        assert len(connection._lines._rest) <= 8191
    assert exchange.heard(wire) == [":tui-chat.local 417 * :Input line was too long"]
    connection.data_received(b"\nPING 1\n")
    assert exchange.heard(wire) == [":tui-chat.local PONG tui-chat.local 1"]


@pytest.mark.parametrize("size", [1000, 1 << 15])
@pytest.mark.parametrize("end", [b"", b"\r\nPING 1\r\n"])
def test_a_line_without_an_end_ends_the_connection(
    size: int, end: bytes, exchange: Exchange
) -> None:
    _, witness = exchange.enter("bob")
    connection, wire = exchange.enter("alice")
    for channel in (connection, exchange.node.sockets[0]):
        cast("Connection", channel).data_received(b"JOIN #tea\r\n")
    exchange.heard(witness)
    exchange.heard(wire)
    data = b"PRIVMSG #tea " + b"x" * 16_384 + end
    for start in range(0, len(data), size):
        connection.data_received(data[start : start + size])
    assert exchange.heard(wire) == [
        ":tui-chat.local 417 alice :Input line was too long",
        "ERROR :Closing link: A line of more than 16384 bytes",
    ]
    assert wire.closed
    assert exchange.heard(witness)[-1].endswith("QUIT :A line of more than 16384 bytes")


def test_half_a_line_and_then_a_close_is_a_quit_and_nothing_more(exchange: Exchange) -> None:
    _, witness = exchange.enter("witness")
    connection, _ = exchange.enter("ana")
    exchange.heard(witness)
    connection.data_received(b"PRIVMSG #lobby :half a li")
    connection.connection_lost(None)
    assert exchange.heard(witness) == [":ana!ana@192.0.2.1 QUIT :Connection closed"]


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (None, "Connection closed"),
        (ConnectionResetError(), "Connection lost"),
        (BrokenPipeError(), "Connection lost"),
        (TimeoutError(), "Connection timed out"),
        (OSError(113, "No route to host"), "Connection lost"),
    ],
)
def test_a_lost_connection_is_told_in_words(
    error: Exception | None, reason: str, exchange: Exchange
) -> None:
    _, witness = exchange.enter("witness")
    connection, _ = exchange.enter("ana")
    exchange.heard(witness)
    connection.connection_lost(error)
    assert exchange.heard(witness) == [f":ana!ana@192.0.2.1 QUIT :{reason}"]


def test_who_floods_is_slowed_down_and_loses_nothing() -> None:
    exchange = Exchange(Rate(burst=5, per_second=10))
    connection, wire = exchange.connect()
    connection.data_received(pings(0, 12))
    assert pongs(exchange.heard(wire)) == [0, 1, 2, 3, 4]
    assert not wire.reading
    exchange.loop.run(0.1)
    assert pongs(exchange.heard(wire)) == [5]
    connection.data_received(pings(12, 14))
    exchange.loop.run(10)
    assert pongs(exchange.heard(wire)) == list(range(6, 14))
    assert wire.reading


def test_connections_of_one_address_share_its_rate_and_lose_nothing(exchange: Exchange) -> None:
    limits, rate = ConnectionLimits(), Rate(burst=5, per_second=10)
    addresses = AddressLimiter(limits, rate, None)
    now = exchange.loop.time()
    (ana, hers), (bob, his) = (
        exchange.connect(admitted=addresses.admit("192.0.2.1", now)) for _ in range(2)
    )
    ana.data_received(pings(0, 4))
    bob.data_received(pings(0, 4))
    assert pongs(exchange.heard(hers)) == [0, 1, 2, 3]
    assert pongs(exchange.heard(his)) == [0]
    assert hers.reading
    assert not his.reading
    exchange.loop.run(10)
    assert pongs(exchange.heard(his)) == [1, 2, 3]
    assert his.reading


def test_a_guest_that_is_gone_is_counted_out_once(exchange: Exchange) -> None:
    addresses = AddressLimiter(ConnectionLimits(), UNLIMITED, None)
    connection, _ = exchange.connect(admitted=addresses.admit("192.0.2.1", 0))
    assert addresses.total == 1
    connection.connection_lost(None)
    connection.connection_lost(None)
    assert addresses.total == 0


def test_other_limits_hold_for_those_who_are_connected(exchange: Exchange) -> None:
    connection, wire = exchange.connect()
    connection.set_limits(Rate(burst=1, per_second=1), Timeouts(), exchange.loop.time())
    connection.data_received(pings(0, 3))
    assert pongs(exchange.heard(wire)) == [0]


def test_who_floods_and_hangs_up_has_said_what_was_read() -> None:
    exchange = Exchange(Rate(burst=4, per_second=10))
    _, witness = exchange.enter("witness")
    connection, _ = exchange.enter("ana")
    exchange.heard(witness)
    connection.data_received(b"".join(b"PRIVMSG #lobby %d\r\n" % n for n in range(3)) + b"QUIT\r\n")
    exchange.loop.run(10)
    heard = exchange.heard(witness)
    assert [line.split()[1] for line in heard] == ["PRIVMSG", "PRIVMSG", "PRIVMSG", "QUIT"]


def test_a_mistake_of_ours_in_what_had_to_wait_cuts_that_connection_alone(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    exchange = Exchange(Rate(burst=2, per_second=10))
    connection, wire = exchange.enter("ana")
    other, others = exchange.enter("bob")
    connection.data_received(b"PING 1\r\n" * 3)
    assert not wire.reading
    with monkeypatch.context() as broken:
        broken.setattr(Message, "parse", lambda _line: 1 // 0)
        exchange.loop.run(10)
    assert wire.aborted
    assert "was cut" in caplog.text
    other.data_received(b"PING 2\r\n")
    assert exchange.heard(others)[-1].endswith("PONG tui-chat.local 2")


def test_who_cannot_be_written_to_is_cut_and_the_others_hear_all(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, exchange: Exchange
) -> None:
    _, wire = exchange.enter("ana")
    bob, _ = exchange.enter("bob")
    _, others = exchange.enter("carol")

    def fail(_data: bytes) -> None:
        raise ValueError

    exchange.heard(others)
    monkeypatch.setattr(wire, "write", fail)
    bob.data_received(b"PRIVMSG #lobby :hello\r\n")
    assert exchange.heard(others)[0].endswith("PRIVMSG #lobby :hello")
    assert wire.aborted
    assert "was cut" in caplog.text


def test_what_comes_after_a_quit_does_not_count(exchange: Exchange) -> None:
    connection, wire = exchange.connect()
    connection.data_received(b"QUIT\r\nPING 1\r\n")
    connection.data_received(b"PING 2\r\n")
    assert exchange.heard(wire) == ["ERROR :Closing link: 192.0.2.1 (Quit)"]
    assert wire.closed


def test_a_reader_that_stops_is_closed_with_a_reason_and_costs_the_others_nothing(
    exchange: Exchange,
) -> None:
    people = [exchange.enter(nick) for nick in ("ana", "bob", "slow", "dave")]
    for _, wire in people:
        exchange.heard(wire)
    (ana, _), (_, bob), (_, slow), (_, dave) = people
    slow.full_at = 1000
    for number in range(10):
        ana.data_received(b"PRIVMSG #lobby :%d %s\r\n" % (number, b"x" * 400))
    exchange.loop.run()
    assert slow.aborted
    for wire in bob, dave:
        *messages, quit_ = exchange.heard(wire)
        assert len(messages) == 10
        assert quit_ == ":slow!slow@192.0.2.1 QUIT :Too slow: the send queue is full"


def test_who_is_silent_is_asked_and_then_let_go() -> None:
    exchange = Exchange(timeouts=Timeouts(ping=90, pong=60))
    connection, wire = exchange.enter("ana")
    exchange.loop.run(91)
    connection.check_alive(exchange.loop.time())
    assert exchange.heard(wire) == ["PING tui-chat.local"]
    exchange.loop.run(30)
    connection.check_alive(exchange.loop.time())
    assert exchange.heard(wire) == []
    exchange.loop.run(30)
    connection.check_alive(exchange.loop.time())
    assert exchange.heard(wire) == ["ERROR :Closing link: Ping timeout"]
    assert wire.closed


def test_any_bytes_are_a_sign_of_life() -> None:
    exchange = Exchange(timeouts=Timeouts(ping=90, pong=60))
    connection, wire = exchange.enter("ana")
    for _ in range(5):
        exchange.loop.run(91)
        connection.check_alive(exchange.loop.time())
        connection.data_received(b"PONG x\r\n")
    assert exchange.heard(wire) == ["PING tui-chat.local"] * 5


def test_who_never_registers_is_let_go() -> None:
    exchange = Exchange(timeouts=Timeouts(registration=30))
    connection, wire = exchange.connect()
    exchange.loop.run(20)
    connection.data_received(b"PING 1\r\n")
    connection.check_alive(exchange.loop.time())
    exchange.loop.run(11)
    connection.check_alive(exchange.loop.time())
    assert exchange.heard(wire)[1:] == ["ERROR :Closing link: Registration timed out"]
    assert wire.closed


def test_who_floods_instead_of_registering_is_let_go_as_well() -> None:
    exchange = Exchange(Rate(burst=2, per_second=1), Timeouts(registration=30))
    connection, wire = exchange.connect()
    connection.data_received(pings(0, 1000))
    exchange.loop.run(31)
    assert not wire.reading
    exchange.heard(wire)
    connection.check_alive(exchange.loop.time())
    assert exchange.heard(wire) == ["ERROR :Closing link: Registration timed out"]
    assert wire.closed


def test_who_floods_once_registered_is_not_taken_for_dead() -> None:
    exchange = Exchange(Rate(burst=2, per_second=1), Timeouts(ping=90, pong=60))
    connection, wire = exchange.enter("ana")
    connection.data_received(pings(0, 1000))
    exchange.loop.run(200)
    exchange.heard(wire)
    connection.check_alive(exchange.loop.time())
    assert exchange.heard(wire) == []
    assert not wire.closed


@pytest.mark.parametrize(
    ("peer", "host"),
    [
        (("192.0.2.1", 1), "192.0.2.1"),
        (("2001:db8::1", 1, 0, 0), "2001:db8::1"),
        (("::1", 1, 0, 0), "0::1"),
        (("::ffff:192.0.2.1", 1, 0, 0), "192.0.2.1"),
        (("fe80::1%eth0", 1, 0, 2), "fe80::1"),
        ("", "localhost"),
        (None, "localhost"),
    ],
)
def test_a_host_is_a_name_that_messages_can_carry(
    peer: object, host: str, exchange: Exchange
) -> None:
    connection, wire = exchange.connect(peer)
    connection.data_received(b"QUIT\r\n")
    assert exchange.heard(wire) == [f"ERROR :Closing link: {host} (Quit)"]


@given(st.lists(st.binary(max_size=1500) | st.sampled_from([b"\r\n", b"@", b" ", b":", b"\xff"])))
def test_no_bytes_at_all_raise_or_break_anything(chunks: list[bytes]) -> None:
    exchange = Exchange()
    connection, wire = exchange.connect()
    for chunk in chunks:
        connection.data_received(chunk)
    if not wire.closed:
        connection.data_received(b"\r\nPING the-end\r\n")
        heard = exchange.heard(wire)
        assert heard[-1] == ":tui-chat.local PONG tui-chat.local the-end" or wire.closed


said = st.sampled_from(
    [
        *[b"PRIVMSG #lobby :one", b"PRIVMSG #lobby :two words", "PRIVMSG #lobby :três".encode()]
        * 3,
        *(
            b"PRIVMSG #lobby three",
            b"PRIVMSG #lobby :",
            b"PRIVMSG #LOBBY :four",
            b"NOTICE #lobby :x",
        ),
        *(b"PRIVMSG bob :psst", b"PRIVMSG #none :x", b"PING 1", b"@+x=y PRIVMSG #lobby :tagged"),
        *(b"PRIVMSG #lobby :\xff", b"PRIVMSG #lobby :" + b"x" * 600, b"PRIVMSG #lobby :a\0b"),
        *(b"PART #lobby", b"JOIN #lobby", b"NICK ana2", b"QUIT"),
    ]
)


@given(st.lists(said))
def test_people_hear_the_same_however_the_lines_come(lines: list[bytes]) -> None:
    heard = []
    for at_once in True, False:
        exchange = Exchange(clock=STOPPED)
        people = [exchange.enter(nick) for nick in ("bob", "carol", "ana")]
        for _, wire in people:
            exchange.heard(wire)
        ana, _ = people[-1]
        for chunk in [b"\r\n".join(lines)] if at_once else lines:
            ana.data_received(chunk + b"\r\n")
        heard.append([exchange.heard(wire) for _, wire in people])
    assert heard[0] == heard[1]


@pytest.mark.parametrize(
    ("line", "seen", "limits"),
    [
        (b"JOIN #%d", "366", {"joins_burst": 3, "joins_per_second": 1}),
        (b"NICK n%d", "NICK", {"nicks_burst": 4, "nicks_per_second": 1}),
    ],
)
def test_what_costs_others_more_has_a_pace_of_its_own_and_none_of_it_is_lost(
    line: bytes, seen: str, limits: dict[str, float]
) -> None:
    exchange = Exchange(Flood(burst=1000, per_second=1000, **limits))
    connection, wire = exchange.enter("ana")
    connection.data_received(b"".join(line % number + b"\r\n" for number in range(6)))
    connection.data_received(b"PING :behind them\r\n")
    heard = []
    for _ in range(4):
        lines = exchange.heard(wire)
        heard.append(sum(f" {seen} " in told for told in lines))
        exchange.loop.run(1)
    assert heard == [3, 1, 1, 1]
    assert lines[-1].endswith("behind them")


def test_where_nothing_is_limited_nobody_stands_in_a_queue(
    monkeypatch: pytest.MonkeyPatch,
    exchange: Exchange,
) -> None:
    connection, wire = exchange.enter("ana")
    monkeypatch.setattr(exchange.node.queue, "enqueue_if_busy", lambda *_, **__: True)
    connection.suspend_input()
    connection.data_received(pings(0, 3))
    connection.resume_input()
    assert pongs(exchange.heard(wire)) == [0, 1, 2]


NO_MESSAGE = b"INVALID_MESSAGE :A line has a command, and neither NUL nor CR in it"


@pytest.mark.parametrize(
    ("line", "label", "command"),
    [
        (b"@label=a PRIVMSG #tea :x\0y", b"@label=a ", b"PRIVMSG"),
        (b"@label=a PRIVMSG #tea :x\ry", b"@label=a ", b"PRIVMSG"),
        (b"@label=a \rPING x", b"@label=a ", b"PING"),
        (b"@label=a", b"@label=a ", b"*"),
        (b"@label=a :x", b"@label=a ", b"*"),
        (b"@label=a P\xc3\xa3NG x", b"@label=a ", b"*"),
        (b"@label=a\0 PING x", b"", b"PING"),
        (b"@label=a\0 PING \xff", b"", b"PING"),
        (b"@label=%b PING x\0" % (b"a" * 65), b"", b"PING"),
        (b"PING x\0", b"", b"PING"),
        (b":x", b"", b"*"),
    ],
)
def test_no_line_is_dropped_in_silence(
    line: bytes, label: bytes, command: bytes, exchange: Exchange
) -> None:
    connection, wire = exchange.connect()
    connection.data_received(b"CAP REQ :labeled-response batch\r\n")
    exchange.loop.run()
    wire.written = b""
    connection.data_received(line + b"\r\n")
    exchange.loop.run()
    why = NO_MESSAGE if b"\xff" not in line else b"INVALID_UTF8 :Only UTF-8 is spoken here"
    assert wire.written == label + b":tui-chat.local FAIL %b %b\r\n" % (command, why)


@pytest.mark.parametrize("line", [b"", b" ", b"\r", b" \r \t"])
def test_empty_lines_are_not_answered(line: bytes, exchange: Exchange) -> None:
    connection, wire = exchange.connect()
    connection.data_received(line + b"\r\n")
    exchange.loop.run()
    assert wire.written == b""


@pytest.mark.parametrize("text", [b"x\0y", b"x\ry", b"\xff", b"x" * 600])
def test_a_message_of_several_lines_is_not_said_without_one_of_them(
    text: bytes, exchange: Exchange
) -> None:
    connection, wire = exchange.connect()
    connection.data_received(
        b"CAP REQ :labeled-response batch draft/multiline echo-message message-tags\r\n"
        b"NICK ana\r\nUSER u 0 * :U\r\nCAP END\r\nJOIN #tea\r\n"
    )
    exchange.loop.run()
    wire.written = b""
    connection.data_received(
        b"@label=a BATCH +1 draft/multiline #tea\r\n@batch=1 PRIVMSG #tea :one\r\n"
        b"@batch=1 PRIVMSG #tea :%b\r\n@batch=1 PRIVMSG #tea :three\r\nBATCH -1\r\n" % text
    )
    exchange.loop.run()
    assert b" FAIL PRIVMSG " in wire.written or b" 417 " in wire.written
    assert b":three" not in wire.written
    assert b" :one" not in wire.written
