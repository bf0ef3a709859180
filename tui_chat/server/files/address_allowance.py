"""How many bytes may be sent from one address: whoever makes many accounts fills no disk alone."""

from typing import Final

from tui_chat.server.core.state.address_keys import address_key, site_key
from tui_chat.server.limits.peer_addresses import LOCAL, is_local
from tui_chat.server.limits.token_bucket import Rate, TokenBucket

QUOTAS_AT_ONCE: Final = 4
"""Quotas of an account that may be sent from an address at once; then one more in a day."""
_DAY: Final = 86_400.0
_MOST: Final = 10_000
"""Addresses that are remembered; those that have waited the longest are forgotten first."""


class AddressAllowance:
    """Counts the bytes from each address, or IPv6 /48; this machine may send all it likes."""

    def __init__(self) -> None:
        self._buckets: dict[str, TokenBucket] = {}
        self._quota = 0

    def has_room(self, host: str, size: int, quota: int, now: float) -> bool:
        """Whether so many bytes may come from an address; `now` is in seconds."""
        bucket = self._bucket(host, quota, now)
        return bucket is None or not bucket.wait(now, size)

    def spend(self, host: str, size: int, quota: int, now: float) -> None:
        """Count bytes that were kept."""
        bucket = self._bucket(host, quota, now)
        if bucket is not None:
            bucket.spend(now, size)

    def __len__(self) -> int:
        return len(self._buckets)

    def _bucket(self, host: str, quota: int, now: float) -> TokenBucket | None:
        if host == LOCAL or is_local(host):
            return None
        if quota != self._quota:
            self._quota = quota
            self._buckets.clear()
        key = address_key(host)
        key = site_key(key) or key
        bucket = self._buckets.pop(key, None)
        if bucket is None:
            while len(self._buckets) >= _MOST:
                del self._buckets[next(iter(self._buckets))]
            bucket = TokenBucket(Rate(QUOTAS_AT_ONCE * quota, quota / _DAY), now)
        self._buckets[key] = bucket
        return bucket
