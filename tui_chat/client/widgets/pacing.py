"""Repainting as often as eyes can follow, and no oftener."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from textual.message_pump import MessagePump

from tui_chat.client.textual_compat.later import later

INTERVAL: Final = 1 / 30
"""Seconds: a thousand messages a second then cost 27 % of a core instead of 50."""
FLOOD_INTERVAL: Final = 1 / 10
"""Seconds between frames of a text that nobody can read: keys need the time more."""
FLOOD: Final = 300.0
"""News a second from which on it is a flood: several screens of them."""
_AFTER_KEY: Final = 0.025
"""Seconds in which the echo of a key is painted by itself: with the log it takes thrice as long."""
_MOST_GIVEN_WAY: Final = 0.3
"""Seconds after which who types without a pause sees news all the same."""


class Pacer:
    """Calls `action` after `ask`: at once when it was quiet, else when the interval has passed.

    What the person types comes first: see `give_way`.
    """

    __slots__ = ("_action", "_asked", "_key_at", "_last", "_news", "_owner")

    def __init__(self, owner: MessagePump, action: Callable[[], None]) -> None:
        self._owner = owner
        self._action = action
        self._asked = False
        self._last = 0.0
        self._news = 0
        self._key_at = 0.0

    def give_way(self) -> None:
        """A key was pressed: what else there is to paint can wait until its echo is painted."""
        self._key_at = monotonic()

    def ask(self, news: int = 1) -> None:
        """There is something to paint; `news` is how much has come since it was last asked."""
        self._news += news
        if self._asked:
            return
        self._asked = True
        wait = self._last + INTERVAL - monotonic()
        if wait > 0:
            later(self._owner, wait, self._act)
        else:
            self._owner.call_later(self._act)

    def _act(self) -> None:
        now = monotonic()
        passed = now - self._last
        if passed < FLOOD_INTERVAL and self._news > FLOOD * passed:
            later(self._owner, FLOOD_INTERVAL - passed, self._act)
            return
        since_key = now - self._key_at
        if since_key < _AFTER_KEY and self._news > 1 and passed < _MOST_GIVEN_WAY:
            later(self._owner, _AFTER_KEY - since_key, self._act)
            return
        self._asked = False
        self._news = 0
        self._last = now
        self._action()
