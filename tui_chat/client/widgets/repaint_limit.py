"""Limits how often the screen is repainted."""

from collections.abc import Callable
from time import monotonic
from typing import Final

from textual.message_pump import MessagePump

from tui_chat.client.textual_compat.delayed_call import later

INTERVAL: Final = 1 / 30
"""The seconds between frames: a thousand messages a second then cost 27 % of a core, not 50."""
FLOOD_INTERVAL: Final = 1 / 10
"""The seconds between frames in a flood, which nobody can read: keys need the time more."""
FLOOD: Final = 300.0
"""So many events a second are a flood: several screens of lines."""
_AFTER_KEY: Final = 0.025
"""Seconds in which a key is painted without the log, with which it takes three times as long."""
_MOST_GIVEN_WAY: Final = 0.3
"""Seconds after which new lines are painted even if the person types without a pause."""


class Pacer:
    """Calls `action` after `ask`: at once when it was quiet, else when the interval has passed.

    What the person types comes first: see `give_way`. `clock` tells seconds.
    """

    __slots__ = ("_action", "_asked", "_clock", "_interval", "_key_at", "_last", "_news", "_owner")

    def __init__(
        self,
        owner: MessagePump,
        action: Callable[[], None],
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._owner = owner
        self._clock = clock
        self._action = action
        self._asked = False
        self._interval = INTERVAL
        self._last = 0.0
        self._news = 0
        self._key_at = 0.0

    def give_way(self) -> None:
        """A key was pressed: other painting can wait until the key is painted."""
        self._key_at = self._clock()

    def ask(self, news: int = 1) -> None:
        """There is something to paint; `news` is how much has come since it was last asked."""
        self._news += news
        if self._asked:
            return
        self._asked = True
        wait = self._last + self._interval - self._clock()
        if wait > 0:
            later(self._owner, wait, self._act)
        else:
            self._owner.call_later(self._act)

    def _act(self) -> None:
        now = self._clock()
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
        self._interval = INTERVAL
        self._action()
        # Painting a huge channel takes longer than the interval: then half of the time is for keys.
        self._interval = max(INTERVAL, 2 * (self._clock() - now))
