"""Bans from the network: of addresses, accounts, and masks of users."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.address_keys import Address, Network, read_address, read_network

_CACHE_SIZE: Final = 1000
"""Hosts that are remembered: each is compared with all bans in a row."""


class Ban(NamedTuple):
    """One ban: of `account` if that is set, else of `addresses` if set, else of `pattern`."""

    target: str
    """As it is shown: an address or network, `account:name`, or `nick!user@host`."""
    account: str
    """Folded."""
    addresses: Network | None
    reason: str
    by: str
    at: Millis
    until: Millis
    """0 for ever."""
    pattern: re.Pattern[str]
    """The mask, if it is one, in lower case: made once, for every newcomer is compared with it."""


class Origin(NamedTuple):
    """The properties of a user that bans are compared with."""

    nick: str
    username: str
    hosts: tuple[str, ...]
    """The host it shows and the one it comes from."""
    account: str
    """Folded."""


class NetworkBans:
    """All bans, in the order they were made."""

    def __init__(self) -> None:
        self._bans: dict[str, Ban] = {}

    def __len__(self) -> int:
        return len(self._bans)

    def add(self, ban: Ban) -> None:
        """Put one in, in place of one of the same target."""
        self._bans.pop(ban.target, None)
        self._bans[ban.target] = ban

    def remove(self, target: str) -> Ban | None:
        """Take one out."""
        return self._bans.pop(target, None)

    def all(self, at: Millis) -> tuple[Ban, ...]:
        """The bans that have not expired."""
        return tuple(ban for ban in self._bans.values() if not 0 < ban.until <= at)

    def find_address(self, host: str, at: Millis) -> Ban | None:
        """The first ban that keeps everybody from this address out."""
        address = _read_address(host)
        if address is None:
            return None
        return next(
            (ban for ban in self.all(at) if ban.addresses and address in ban.addresses), None
        )

    def find(self, origin: Origin, at: Millis) -> Ban | None:
        """The first ban that applies to the origin and has not expired."""
        if not self._bans:
            return None
        return next((ban for ban in self.all(at) if fits(ban, origin)), None)


def fits(ban: Ban, origin: Origin) -> bool:
    """Whether the ban is for somebody."""
    if ban.account:
        return ban.account == origin.account
    if ban.addresses is not None:
        found = map(_read_address, origin.hosts)
        return any(address in ban.addresses for address in found if address is not None)
    return any(
        ban.pattern.fullmatch(f"{origin.nick}!{origin.username}@{host}".lower())
        for host in origin.hosts
    )


def read_addresses(written: str) -> Network | None:
    """The address or network that is written there, None if it is neither."""
    try:
        return read_network(written, strict=False)
    except ValueError:
        return None


@lru_cache(_CACHE_SIZE)
def _read_address(host: str) -> Address | None:
    try:
        return read_address(host)
    except ValueError:
        return None
