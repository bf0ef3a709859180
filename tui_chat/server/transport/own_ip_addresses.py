"""The addresses under which other computers reach this one."""

import fcntl
import ipaddress
import socket
import struct
from collections.abc import Iterable, Iterator
from typing import Final

_ELSEWHERE: Final = ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1"))
"""Addresses that are nobody's (RFC 5737, RFC 3849): a route to them is the one to the network."""
_GET_ADDRESS: Final = 0x8915
_GET_FLAGS: Final = 0x8913
"""ioctl numbers of Linux (netdevice(7)); other systems answer with an error."""
_UP: Final = 1
_INTERNAL: Final = ("docker", "br-", "veth", "virbr", "cni", "flannel", "podman")
"""What the names of interfaces begin with that lead only to containers on this computer."""


def network_addresses() -> tuple[str, ...]:
    """IPv4 first, and of each kind the one of the default route first; nothing is sent.

    Loopback and link-local addresses are left out. Empty if this computer is in no network.
    """
    return in_order((*route_addresses(), *_interface_addresses()))


def in_order(found: Iterable[str]) -> tuple[str, ...]:
    """The addresses that others can reach, each once, IPv4 first."""
    usable = [
        address
        for address in map(ipaddress.ip_address, found)
        if not (address.is_loopback or address.is_link_local or address.is_unspecified)
    ]
    return tuple(dict.fromkeys(map(str, sorted(usable, key=lambda one: one.version))))


def route_addresses() -> Iterator[str]:
    """The addresses from which this computer reaches others; nothing is sent to find them."""
    for family, anywhere in _ELSEWHERE:
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as probe:
                probe.connect((anywhere, 9))
                yield probe.getsockname()[0]
        except OSError:
            continue


def _interface_addresses() -> Iterator[str]:
    """The IPv4 address of every interface that is up."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for _index, name in socket.if_nameindex():
            if name.startswith(_INTERNAL):
                continue
            request = struct.pack("256s", name.encode()[:15])
            try:
                flags = fcntl.ioctl(probe.fileno(), _GET_FLAGS, request)
                if struct.unpack_from("H", flags, 16)[0] & _UP:
                    answer = fcntl.ioctl(probe.fileno(), _GET_ADDRESS, request)
                    yield socket.inet_ntoa(answer[20:24])
            except OSError:
                continue  # it has none
