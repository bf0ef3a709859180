"""Limits on attempts: too many wrong passwords, registrations or values cause a wait."""

from typing import Final

from tui_chat.server.core.events import Millis

_MOST: Final = 10_000
"""Keys remembered. If there are more, the one that was added first is forgotten."""


def too_many(wait: int) -> str:
    """The refusal of a password that comes `wait` seconds too early."""
    return f"Too many wrong passwords: try again in {wait} seconds"


class AttemptLimit:
    """Allows `burst` attempts in a row for each key, then one more each `pause` milliseconds."""

    def __init__(self, burst: int, pause: int) -> None:
        self.use(burst, pause)
        self._due: dict[str, Millis] = {}
        """When a key's debt is paid: one number says all (the generic cell rate algorithm)."""

    def use(self, burst: int, pause: int) -> None:
        """Count so from now on."""
        self._slack = burst * pause
        self._pause = pause

    def wait(self, key: str, at: Millis) -> int:
        """Seconds, rounded up, until the key is free again; 0 when it is."""
        over = self._due.get(key, at) - at + self._pause - self._slack
        return max(0, -(-over // 1000))

    def add(self, key: str, at: Millis, count: int = 1) -> None:
        """Count attempts; if they are more than are free, the wait is longer."""
        due = max(self._due.pop(key, at), at)
        self._due[key] = Millis(due + count * self._pause)
        if len(self._due) > _MOST:
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
