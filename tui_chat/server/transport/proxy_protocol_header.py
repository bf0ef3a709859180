"""The PROXY protocol, versions 1 and 2: a proxy says for whom it connects.

haproxy.org/download/3.0/doc/proxy-protocol.txt
"""

import ipaddress
from typing import Final, NamedTuple

from tui_chat.server.core.state.address_keys import read_address
from tui_chat.wire.errors import ProtocolError

MAX_HEADER: Final = 4096
"""Bytes of a header at most; the addresses need 52, and a proxy may add what we pass over."""
_FIRST: Final = b"PROXY "
_LONGEST_FIRST: Final = 107
_SIGNATURE: Final = b"\r\n\r\n\x00\r\nQUIT\n"
_FIXED: Final = 16
"""Bytes of a version 2 header before its addresses."""
_TLS: Final = 0x20
"""The kind of what says that the client spoke TLS (2.2.6)."""


class Proxied(NamedTuple):
    """A header: its bytes, the client's address, and whether it spoke TLS to the proxy."""

    length: int
    host: str
    """"" when the proxy speaks for itself or does not know."""
    is_secure: bool = False


def may_begin(seen: bytes) -> bool:
    """Whether a connection that begins so may begin with a header."""
    return any(start.startswith(seen[: len(start)]) for start in (_FIRST, _SIGNATURE))


def parse(seen: bytes) -> Proxied | None:
    """The header that a connection begins with; None if more must be seen.

    Raises ProtocolError for what is none.
    """
    if seen.startswith(_SIGNATURE):
        return _second(seen)
    if seen.startswith(_FIRST):
        return _first(seen)
    if may_begin(seen):
        return None
    raise ProtocolError("no PROXY header")


def _first(seen: bytes) -> Proxied | None:
    line, end, _ = seen[:_LONGEST_FIRST].partition(b"\r\n")
    if not end:
        if len(seen) >= _LONGEST_FIRST:
            raise ProtocolError("a PROXY line that does not end")
        return None
    length = len(line) + 2
    match line.decode("ascii", "replace").split(" "):
        case ["PROXY", "UNKNOWN", *_]:
            return Proxied(length, "")
        case ["PROXY", "TCP4" | "TCP6", source, _, source_port, target_port]:
            if source_port.isdecimal() and target_port.isdecimal():
                return Proxied(length, _address(source))
    raise ProtocolError("a PROXY line that is not right")


def _second(seen: bytes) -> Proxied | None:
    if len(seen) < _FIXED:
        return None
    length = _FIXED + int.from_bytes(seen[14:16], "big")
    if length > MAX_HEADER:
        raise ProtocolError("a PROXY header that is too long")
    if len(seen) < length:
        return None
    version, order = divmod(seen[12], 16)
    if version != 2 or order > 1:
        raise ProtocolError("a PROXY header of another version")
    size = {0x11: 4, 0x21: 16}.get(seen[13], 0)
    if order == 0 or not size:
        return Proxied(length, "")
    rest = seen[_FIXED:length]
    behind = 2 * size + 4
    if len(rest) < behind:
        raise ProtocolError("a PROXY header without its addresses")
    host = _address(str(ipaddress.ip_address(rest[:size])))
    return Proxied(length, host, _was_secure(rest[behind:]))


def _was_secure(extras: bytes) -> bool:
    """Whether what follows the addresses says that the client spoke TLS."""
    while len(extras) >= 3:
        kind, size = extras[0], int.from_bytes(extras[1:3], "big")
        value = extras[3 : 3 + size]
        if kind == _TLS and value:
            return bool(value[0] & 1)
        extras = extras[3 + size :]
    return False


def _address(text: str) -> str:
    try:
        return str(read_address(text))
    except ValueError as error:
        raise ProtocolError("a PROXY header with no address") from error
