"""Addresses: read from text, the key under which one is counted, whether it lies in a network.

An IPv4 address written as an IPv6 one (RFC 4291 2.5.5.2) is that IPv4 address everywhere.
"""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_CACHE_SIZE: Final = 1024
"""Addresses whose keys are remembered: taking one apart costs 6 us."""
_HOUSEHOLD: Final = 64
"""Bits of an IPv6 address that a provider gives out; the rest is the customer's to choose."""
_SITE: Final = 48
"""As many, where a provider gives the most."""
_MAPPED: Final = 96
"""Bits of an IPv6 address before the IPv4 address that is written in it."""


def read_address(text: str) -> Address:
    """The address that is written there. Raises ValueError."""
    address = ipaddress.ip_address(text)
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return mapped or address


def read_network(text: str, *, strict: bool = True) -> Network:
    """The network that is written there. Raises ValueError, if `strict` also for host bits."""
    network = ipaddress.ip_network(text, strict)
    first = read_address(str(network.network_address))
    if first.version == network.version or network.prefixlen < _MAPPED:
        return network
    return ipaddress.ip_network((first, network.prefixlen - _MAPPED))


@lru_cache(_CACHE_SIZE)
def address_key(host: str) -> str:
    """The key of an address: an IPv4 address, or the /64 of an IPv6 address.

    IPv6's loopback address is its own key, and so is any other text.
    """
    try:
        address = read_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address) and not address.is_loopback:
        low = 128 - _HOUSEHOLD
        address = ipaddress.IPv6Address(int(address) >> low << low)
    return str(address)


def site_key(key: str) -> str:
    """The key of the IPv6 /48 of an address with this key; "" for other addresses."""
    try:
        address = ipaddress.IPv6Address(key)
    except ValueError:
        return ""
    low = 128 - _SITE
    return "" if address.is_loopback else str(ipaddress.IPv6Address(int(address) >> low << low))


def is_within(host: str, networks: Iterable[str]) -> bool:
    """Whether an address is in one of these networks; False for any text that is no address."""
    try:
        address = read_address(host.partition("%")[0])
    except ValueError:
        return False
    return any(address in read_network(one) for one in networks)
