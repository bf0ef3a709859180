"""Limits that all connections of an address share: how many there are, and how fast new ones come.

The /64 of an IPv6 address counts as one address: that is what a household is given. Whoever has a
/48 has 65,536 of these, so all of a /48 together have a limit, too.
"""

import ipaddress
from collections.abc import Callable
from typing import Final, NamedTuple
from weakref import WeakValueDictionary

import msgspec

from tui_chat.server.core.state.address_keys import address_key, site_key
from tui_chat.server.limits.peer_addresses import host_of, is_local, networks
from tui_chat.server.limits.token_bucket import Rate, TokenBucket

Cloak = Callable[[str], str] | None
_TOO_MANY: Final = "Too many connections from your address"


class ConnectionLimits(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Limits on connections; 0 is no limit."""

    total: int = 10_000
    """Connections in total."""
    per_address: int = 32
    """Connections from one address; the /64 of an IPv6 address counts as one.

    One more than that may be pending: they have sent nothing yet, or wait for their turn.
    """
    per_site: int = 512
    """Connections from one IPv6 /48, the most that a customer is usually given."""
    burst: int = 32
    """Connections that one address may make at once; more have to wait for their turn."""
    per_second: float = 1
    """Connections a second that one address may make in the long run."""
    exempt: tuple[str, ...] = ("127.0.0.0/8", "::1/128")
    """Networks to which these limits and those of [address_flood] do not apply."""


class RefusedConnectionError(Exception):
    """The connection is refused; the text is one sentence that says why."""


class _Site:
    """What the addresses of one IPv6 /48 share."""

    __slots__ = ("__weakref__", "count", "pending")

    def __init__(self) -> None:
        self.count = 0
        self.pending = 0


class AddressGroup:
    """What the connections of one address share."""

    __slots__ = ("_all", "_pending", "bucket", "count", "host", "new_connections", "site")

    def __init__(
        self,
        everyone: "AddressLimiter",
        bucket: TokenBucket | None,
        new_connections: TokenBucket | None,
        site: _Site | None = None,
    ) -> None:
        self._all = everyone
        self.site = site
        self.bucket = bucket
        """For the lines they send; None where they are not limited."""
        self.new_connections = new_connections
        self.count = 0
        self._pending = 0
        self.host = ""
        """The host of one of them: they mostly have the same one, which is then kept once."""

    @property
    def pending(self) -> int:
        """Sockets that have not sent enough yet to be admitted, or wait for their turn."""
        return self._pending

    @pending.setter
    def pending(self, pending: int) -> None:
        if self.site is not None:
            self.site.pending += pending - self._pending
        self._pending = pending

    def admit(self) -> None:
        """Note that there is one more connection."""
        self._count(1)

    def leave(self) -> None:
        """Note that one of the connections has ended."""
        self._count(-1)

    def _count(self, one: int) -> None:
        self.count += one
        self._all.total += one
        if self.site is not None:
            self.site.count += one


class AdmittedConnection(NamedTuple):
    """A connection that is counted, and its host."""

    host: str
    """The address, as it may stand in `nick!user@host`."""
    shown: str
    """The host that other people see."""
    group: AddressGroup
    is_secure: bool = False
    """Whether a proxy says that the client's side is encrypted."""
    fingerprint: str = ""
    """SHA-256 of the key that a visitor has proven to have, in lower-case hexadecimal."""


class AddressLimiter:
    """Counts the connections of each address and enforces the limits.

    `flood` is the rate for all lines from one address; `cloak`, if given, makes the host that other
    people see. Times are the loop's, in seconds.
    """

    def __init__(self, limits: ConnectionLimits, flood: Rate, cloak: Cloak) -> None:
        self.total = 0
        """Connections that are open now."""
        self._groups: dict[str, AddressGroup] = {}
        """By address key. A text: an address object computes its hash in Python each time."""
        self._sites: WeakValueDictionary[str, _Site] = WeakValueDictionary()
        """Those of the groups."""
        self.use(limits, flood, cloak)

    def use(self, limits: ConnectionLimits, flood: Rate, cloak: Cloak) -> None:
        """Use other limits from now on."""
        self._limits = limits
        self._flood = flood
        self._cloak = cloak
        self._exempt = networks(limits.exempt)
        for key, group in self._groups.items():
            group.bucket, group.new_connections = self._buckets(key, 0.0)

    def count_pending(self, peer: str, now: float) -> AddressGroup:
        """Count an accepted socket that is not admitted yet; the caller takes it off `pending`.

        Raises RefusedConnectionError: even a silent socket uses a descriptor.
        """
        group = self._open_to(peer, now)
        limit = self._limits.per_address if group.new_connections is not None else 0
        if limit and group.pending > limit:
            raise RefusedConnectionError(_TOO_MANY)
        site = self._limited_site(group)
        if site is not None and site.pending > self._limits.per_site:
            raise RefusedConnectionError(_TOO_MANY)
        group.pending += 1
        return group

    def claim_turn(self, peer: str, now: float) -> float:
        """The seconds until the socket may be admitted; 0 if that is now.

        Raises RefusedConnectionError if it may not be admitted at all.
        """
        group = self._open_to(peer, now)
        return 0.0 if group.new_connections is None else group.new_connections.take(now)

    def admit(self, peer: str, now: float, *, is_secure: bool = False) -> AdmittedConnection:
        """Count a connection.

        Raises RefusedConnectionError as `claim_turn` does: others may have connected meanwhile.
        """
        group = self._open_to(peer, now)
        group.admit()
        host = host_of(peer)
        if group.host == host:
            host = group.host  # the same string object for all of them
        group.host = host
        return AdmittedConnection(host, self.shown(peer), group, is_secure)

    def shown(self, peer: str) -> str:
        """The host that other people see of an address."""
        cloak = None if is_local(peer) else self._cloak
        return host_of(peer) if cloak is None else cloak(address_key(peer))

    def tidy(self, now: float) -> None:
        """Forget the addresses without connections whose buckets are full."""
        for key, group in list(self._groups.items()):
            if not (group.count or group.pending) and all(
                bucket is None or bucket.is_full(now)
                for bucket in (group.bucket, group.new_connections)
            ):
                del self._groups[key]

    def __len__(self) -> int:
        return len(self._groups)

    def _open_to(self, peer: str, now: float) -> AddressGroup:
        """The group of a peer that may connect. Raises RefusedConnectionError."""
        limits = self._limits
        if limits.total and self.total >= limits.total:
            raise RefusedConnectionError("The server is full: try again later")
        group = self._group(peer, now)
        limit = limits.per_address if group.new_connections is not None else 0
        if limit and group.count >= limit:
            raise RefusedConnectionError(_TOO_MANY)
        site = self._limited_site(group)
        if site is not None and site.count >= limits.per_site:
            raise RefusedConnectionError(_TOO_MANY)
        return group

    def _limited_site(self, group: AddressGroup) -> _Site | None:
        is_limited = self._limits.per_site and group.new_connections is not None
        return group.site if is_limited else None

    def _group(self, peer: str, now: float) -> AddressGroup:
        key = address_key(peer)
        group = self._groups.get(key)
        if group is None:
            site = self._sites.setdefault(prefix, _Site()) if (prefix := site_key(key)) else None
            group = self._groups[key] = AddressGroup(self, *self._buckets(key, now), site)
        return group

    def _buckets(self, key: str, now: float) -> tuple[TokenBucket | None, TokenBucket | None]:
        """The buckets of an address: for its lines, and for its new connections."""
        if not key or any(ipaddress.ip_address(key) in network for network in self._exempt):
            return None, None
        burst = self._limits.burst
        rate = Rate(burst or 1, self._limits.per_second if burst else 0)
        return TokenBucket(self._flood, now), TokenBucket(rate, now)
