"""Addresses: the key under which one is counted, and whether it lies in a network."""

import ipaddress
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

_CACHE_SIZE: Final = 1024
"""Addresses whose keys are remembered: taking one apart costs 6 us."""
_HOUSEHOLD: Final = 64
"""Bits of an IPv6 address that a provider gives out; the rest is the customer's to choose."""
_SITE: Final = 48
"""As many, where a provider gives the most."""


@lru_cache(_CACHE_SIZE)
def address_key(host: str) -> str:
    """The key of an address: an IPv4 address, or the /64 of an IPv6 address.

    An IPv4 address written as an IPv6 one counts as itself, and so does IPv6's loopback address.
    Any other text is its own key.
    """
    try:
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        if not address.is_loopback:
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
        address = ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    return any(address in ipaddress.ip_network(one) for one in networks)
