"""Who may come from where, how many and how fast: limits that all connections of an address share.

The /64 of an IPv6 address counts as one address: that is what a household is given.
"""

import ipaddress
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import msgspec

from tui_chat.server.core.state.address_keys import address_key
from tui_chat.server.limits.rates import Rate, TokenBucket

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Disguise = Callable[[str], str] | None
_LATELY: Final = 1024
"""Addresses of those who came last, of which is remembered what they are.

Asked five times for each who comes; taking an address apart costs 6 us, what it is another 2.
"""
_TOO_MANY: Final = "Too many connections from your address"
LOCAL: Final = "localhost"
"""The host of those who come through a Unix socket."""


class ConnectionLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many may be connected; 0 is no limit."""

    total: int = 10_000
    """Connections in all."""
    per_address: int = 32
    """Connections from one address; the /64 of an IPv6 address counts as one.

    Besides, one more than that may stand at the door: say nothing yet, or wait for their turn.
    """
    burst: int = 32
    """Connections that one address may make at once; more have to wait for their turn."""
    per_second: float = 1
    """Connections a second that one address may make in the long run."""
    exempt: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Networks that these limits, and those of the flood of an address, are not for."""


class TurnedAwayError(Exception):
    """Somebody may not connect; the text is one sentence that says why."""


class Group:
    """What the connections of one address share."""

    __slots__ = ("_all", "at_door", "bucket", "count", "host", "newcomers")

    def __init__(
        self, everyone: "Addresses", bucket: TokenBucket | None, newcomers: TokenBucket | None
    ) -> None:
        self._all = everyone
        self.bucket = bucket
        """For what they say; None where that is not limited."""
        self.newcomers = newcomers
        self.count = 0
        self.at_door = 0
        """Who has not said enough yet to be counted in, or waits for its turn."""
        self.host = ""
        """The host of one of them: mostly they have the same."""

    def leave(self) -> None:
        """Count one of them out."""
        self.count -= 1
        self._all.total -= 1


class Guest(NamedTuple):
    """Somebody who connects."""

    host: str
    """The address, as it may stand in `nick!user@host`."""
    shown: str
    """What others are shown instead."""
    group: Group
    is_secure: bool = False
    """Its line is encrypted, though not by us."""


class Addresses:
    """Keeps count of who is connected from where.

    `flood` is how fast all connections of an address may speak together; `disguise` gives what
    is shown instead of an address, if anything. Times are the loop's, in seconds.
    """

    def __init__(self, limits: ConnectionLimits, flood: Rate, disguise: Disguise) -> None:
        self.total = 0
        """Who is connected now."""
        self._groups: dict[str, Group] = {}
        """By what is counted as one. As text: an address works out its hash in Python each time."""
        self.use(limits, flood, disguise)

    def use(self, limits: ConnectionLimits, flood: Rate, disguise: Disguise) -> None:
        """Hold everybody to these from now on."""
        self._limits = limits
        self._flood = flood
        self._disguise = disguise
        self._exempt = networks(limits.exempt)
        for key, group in self._groups.items():
            group.bucket, group.newcomers = self._buckets(key, 0.0)

    def approach(self, peer: str, now: float) -> Group:
        """Count somebody in who stands at the door; whoever leaves it is to be counted out.

        Raises TurnedAwayError: each is a descriptor, also of those who say nothing.
        """
        group = self._open_to(peer, now)
        limit = self._limits.per_address if group.newcomers is not None else 0
        if limit and group.at_door > limit:
            raise TurnedAwayError(_TOO_MANY)
        group.at_door += 1
        return group

    def knock(self, peer: str, now: float) -> float:
        """How many seconds somebody must wait for its turn; 0 if it may enter now.

        Raises TurnedAwayError if it may not come at all.
        """
        group = self._open_to(peer, now)
        return 0.0 if group.newcomers is None else group.newcomers.take(now)

    def enter(self, peer: str, now: float, *, is_secure: bool = False) -> Guest:
        """Count somebody in.

        Raises TurnedAwayError as `knock` does: others may have come in between.
        """
        group = self._open_to(peer, now)
        group.count += 1
        self.total += 1
        host = host_of(peer)
        if group.host == host:
            host = group.host  # one text for all of them
        group.host = host
        disguise = None if is_local(peer) else self._disguise
        shown = host if disguise is None else disguise(address_key(peer))
        return Guest(host, shown, group, is_secure)

    def tidy(self, now: float) -> None:
        """Forget the addresses that nobody is connected from and that owe nothing."""
        for key, group in list(self._groups.items()):
            if not (group.count or group.at_door) and all(
                bucket is None or bucket.is_full(now) for bucket in (group.bucket, group.newcomers)
            ):
                del self._groups[key]

    def __len__(self) -> int:
        return len(self._groups)

    def _open_to(self, peer: str, now: float) -> Group:
        """Where somebody is counted who may come. Raises TurnedAwayError."""
        limits = self._limits
        if limits.total and self.total >= limits.total:
            raise TurnedAwayError("The server is full: try again later")
        group = self._group(peer, now)
        limit = limits.per_address if group.newcomers is not None else 0
        if limit and group.count >= limit:
            raise TurnedAwayError(_TOO_MANY)
        return group

    def _group(self, peer: str, now: float) -> Group:
        key = address_key(peer)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = Group(self, *self._buckets(key, now))
        return group

    def _buckets(self, key: str, now: float) -> tuple[TokenBucket | None, TokenBucket | None]:
        """For what is said from an address, and for who comes from there."""
        if not key or any(ipaddress.ip_address(key) in network for network in self._exempt):
            return None, None
        rate = Rate(self._limits.burst or 1, self._limits.per_second)
        return TokenBucket(self._flood, now), TokenBucket(rate, now)


def networks(written: Sequence[str]) -> tuple[_Network, ...]:
    """Networks as they stand in a configuration. Raises ValueError."""
    return tuple(ipaddress.ip_network(text) for text in written)


def is_in(peer: str, these: Sequence[_Network]) -> bool:
    """Whether an address lies in one of these networks; a Unix socket lies in none."""
    address = _address(peer)
    return address is not None and any(address in network for network in these)


@lru_cache(_LATELY)
def is_local(peer: str) -> bool:
    """Whether it is this machine, over its loopback network or a Unix socket."""
    address = _address(peer)
    return address is None or address.is_loopback


@lru_cache(_LATELY)
def host_of(peer: str) -> str:
    """An address as it may stand in `nick!user@host`: never with a colon in front."""
    address = _address(peer)
    if address is None:
        return LOCAL
    text = str(address)
    return f"0{text}" if text.startswith(":") else text


@lru_cache(_LATELY)
def _address(peer: str) -> _Address | None:
    """The address of a peer, which is "" for a Unix socket."""
    if not peer:
        return None
    address = ipaddress.ip_address(peer.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped:
        return address.ipv4_mapped
    return address
