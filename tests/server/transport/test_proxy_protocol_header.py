import ipaddress
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.server.transport.proxy_protocol_header import MAX_HEADER, Proxied, may_begin, parse
from tui_chat.wire.errors import ProtocolError

SIGNATURE = b"\r\n\r\n\x00\r\nQUIT\n"


def second(kind: int, rest: bytes, order: int = 0x21) -> bytes:
    return SIGNATURE + struct.pack(">BBH", order, kind, len(rest)) + rest


def addresses(source: str, target: str) -> bytes:
    packed = ipaddress.ip_address(source).packed + ipaddress.ip_address(target).packed
    return packed + struct.pack(">HH", 56324, 6667)


IPV4 = addresses("192.0.2.7", "192.0.2.1")
IPV6 = addresses("2001:db8::7", "2001:db8::1")
MAPPED = addresses("::ffff:192.0.2.7", "2001:db8::1")
SPOKE_TLS = b"\x20\x00\x05\x01\x00\x00\x00\x00"
SPOKE_NONE = b"\x20\x00\x05\x00\x00\x00\x00\x00"
NAMED = b"\x02\x00\x03abc"

HEADERS = [
    (b"PROXY TCP4 192.0.2.7 192.0.2.1 56324 6667\r\n", "192.0.2.7", False),
    (b"PROXY TCP6 2001:db8::7 2001:db8::1 56324 6667\r\n", "2001:db8::7", False),
    (b"PROXY TCP6 ::ffff:192.0.2.7 ::1 56324 6667\r\n", "192.0.2.7", False),
    (b"PROXY UNKNOWN\r\n", "", False),
    (b"PROXY UNKNOWN ffff::1 ffff::1 65535 65535\r\n", "", False),
    (second(0x11, IPV4), "192.0.2.7", False),
    (second(0x21, IPV6), "2001:db8::7", False),
    (second(0x21, MAPPED), "192.0.2.7", False),
    (second(0x21, IPV6 + NAMED + SPOKE_TLS), "2001:db8::7", True),
    (second(0x11, IPV4 + SPOKE_NONE), "192.0.2.7", False),
    (second(0x00, b""), "", False),
    (second(0x11, IPV4, order=0x20), "", False),
    (second(0x31, b"x" * 216), "", False),
]
WRONG = [
    b"PROXY TCP4 192.0.2.7\r\n",
    b"PROXY TCP4 nobody 192.0.2.1 1 2\r\n",
    b"PROXY TCP4 192.0.2.7 192.0.2.1 x 2\r\n",
    b"PROXY TCP5 192.0.2.7 192.0.2.1 1 2\r\n",
    b"PROXY " + b"x" * 120,
    b"NICK ana\r\n",
    b"\x16\x03\x01",
    second(0x11, IPV4[:6]),
    second(0x11, IPV4, order=0x31),
    second(0x11, IPV4, order=0x22),
    second(0x11, b"x" * MAX_HEADER),
]


@pytest.mark.parametrize(("header", "host", "is_secure"), HEADERS)
def test_a_header_tells_for_whom_and_what_follows_is_left(
    header: bytes, host: str, is_secure: bool
) -> None:
    assert parse(header + b"NICK ana\r\n") == Proxied(len(header), host, is_secure)


@pytest.mark.parametrize("header", [header for header, _, _ in HEADERS])
def test_a_part_of_a_header_is_not_enough(header: bytes) -> None:
    for length in range(len(header)):
        assert may_begin(header[:length])
        assert parse(header[:length]) is None


@pytest.mark.parametrize("data", WRONG)
def test_what_is_no_header_is_refused(data: bytes) -> None:
    with pytest.raises(ProtocolError):
        parse(data)


@given(st.sampled_from([b"", b"PROXY ", SIGNATURE, SIGNATURE + b"\x21\x11"]), st.binary())
def test_no_bytes_raise_anything_else(start: bytes, rest: bytes) -> None:
    try:
        header = parse(start + rest)
    except ProtocolError:
        return
    assert header is None or header.length <= len(start + rest)
