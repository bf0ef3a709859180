"""Limits on attempts: too many wrong passwords, registrations or values cause a wait."""

from collections.abc import Iterator
from typing import Final

from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.address_keys import site_key

_MOST: Final = 10_000
"""Keys remembered. If there are more, the one that was added first is forgotten."""
_SITE: Final = 16
"""As many times as much is allowed to all addresses of an IPv6 /48."""


def too_many(wait: int) -> str:
    """The refusal of a password that comes `wait` seconds too early."""
    return f"Too many wrong passwords: try again in {wait} seconds"


class AttemptLimit:
    """Allows `burst` attempts in a row for each key, then one more each `pause` milliseconds.

    With `of_addresses` the keys are those of addresses, and all of an IPv6 /48 together are
    allowed 16 times as much: whoever has one has 65,536 addresses.
    """

    def __init__(self, burst: int, pause: int, *, of_addresses: bool = False) -> None:
        self._of_addresses = of_addresses
        self.use(burst, pause)
        self._due: dict[str, Millis] = {}
        """When a key's debt is paid: one number says all (the generic cell rate algorithm)."""

    def use(self, burst: int, pause: int) -> None:
        """Count so from now on."""
        self._slack = burst * pause
        self._pause = pause

    def wait(self, key: str, at: Millis) -> int:
        """Seconds, rounded up, until the key is free again; 0 when it is."""
        return max(self._wait(each, at, pause) for each, pause in self._counted(key))

    def _wait(self, key: str, at: Millis, pause: int) -> int:
        over = self._due.get(key, at) - at + pause - self._slack
        return max(0, -(-over // 1000))

    def _counted(self, key: str) -> Iterator[tuple[str, int]]:
        """What an attempt counts for, each with the milliseconds that it costs there."""
        yield key, self._pause
        if self._of_addresses and (site := site_key(key)):
            yield f"{site}/48", self._pause // _SITE

    def add(self, key: str, at: Millis, count: int = 1) -> None:
        """Count attempts; if they are more than are free, the wait is longer."""
        for each, pause in self._counted(key):
            due = max(self._due.pop(each, at), at)
            self._due[each] = Millis(due + count * pause)
        while len(self._due) > _MOST:
            del self._due[next(iter(self._due))]

    def kept(self) -> dict[str, Millis]:
        """What it has counted, in the order in which it would be forgotten."""
        return dict(self._due)

    def restore(self, kept: dict[str, Millis]) -> None:
        """Go on from what another has counted."""
        self._due = dict(kept)

    def forget(self, key: str) -> None:
        """Clear the count of a key, after a success."""
        self._due.pop(key, None)
