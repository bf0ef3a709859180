"""The addresses of peers: read, compared with networks, and in the form for a host."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from tui_chat.server.core.state.address_keys import Address, Network, read_address, read_network

_CACHE_SIZE: Final = 1024
"""Addresses that are kept parsed, the last ones to connect.

Each new connection asks five times; parsing an address costs 6 us, and testing it another 2.
"""
LOCAL: Final = "localhost"
"""The host of clients on a Unix socket."""


def networks(written: Sequence[str]) -> tuple[Network, ...]:
    """The networks written in a configuration. Raises ValueError."""
    return tuple(read_network(text) for text in written)


def is_in(peer: str, these: Sequence[Network]) -> bool:
    """Whether an address lies in one of these networks; a Unix socket lies in none."""
    address = _address(peer)
    return address is not None and any(address in network for network in these)


@lru_cache(_CACHE_SIZE)
def is_local(peer: str) -> bool:
    """Whether a peer is on this machine: on its loopback network or a Unix socket."""
    address = _address(peer)
    return address is None or address.is_loopback


@lru_cache(_CACHE_SIZE)
def host_of(peer: str) -> str:
    """An address in the form for `nick!user@host`: never with a colon in front."""
    address = _address(peer)
    if address is None:
        return LOCAL
    text = str(address)
    return f"0{text}" if text.startswith(":") else text


@lru_cache(_CACHE_SIZE)
def _address(peer: str) -> Address | None:
    """The address of a peer, which is "" for a Unix socket."""
    return read_address(peer.partition("%")[0]) if peer else None
