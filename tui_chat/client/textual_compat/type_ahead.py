"""Keys that are pressed faster than they are handled: each waits for the one before it."""

import math
from collections import deque
from functools import partial
from typing import Any, Final

from textual import events
from textual.app import App
from textual.message_pump import MessagePump
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import TextArea

from tui_chat.client.textual_compat.terminal_app import TerminalApp

_PATIENCE: Final = 50
"""Repaints after which something has the keys, or nothing ever will."""
_LONGEST: Final = 1.0
"""Seconds, or at most twice as many, that keys wait for one before them: only if it is broken."""

_KeyOrPaste = events.Key | events.Paste


class TypeAhead(TerminalApp[None]):
    """The part of the application that has keys do what they would do if they came slowly.

    Textual gives a key to the widget that has the focus when the key comes, though a key before
    it may still open a screen or complete a word: over a slow line, where several keys come at
    once, the name that is typed after Ctrl+G would be sent to everybody. So a key waits until all
    messages that the key before it caused are handled, and the screen that it opened takes keys.
    Only letters that follow each other into a text do not. What is typed while the program starts
    waits for its first input.
    """

    def __init__(self) -> None:
        super().__init__()
        self.typed_at = -math.inf
        """When a key was last pressed, in seconds of the monotonic clock."""
        self._waiting: deque[_KeyOrPaste] = deque()
        self._is_held = False
        self._hold = 0
        """A number for each time that keys are held."""
        self._has_written = False
        self._is_limited = False
        """Whether a timer runs that ends a hold of keys."""
        self._patience = _PATIENCE

    async def on_event(self, event: events.Event) -> None:
        """Hand an event on, or keep a key until the one before it is done."""
        if not isinstance(event, _KeyOrPaste) or event.is_forwarded:
            await super().on_event(event)
            return
        self.typed_at = event.time
        self._waiting.append(event)
        if not self._is_held:
            await self._hand_on()
        elif len(self._waiting) == 1:
            self._limit_hold()

    def on_load(self) -> None:
        """Before the first key is read."""
        self._is_held = True

    async def on_ready(self) -> None:
        """The screen exists; its focused widget follows in a moment."""
        if self.focused is None and self._patience:
            self._patience -= 1
            self.call_after_refresh(self.on_ready)
            return
        await self._release(0)

    async def _hand_on(self) -> None:
        """Hand on what waits, up to the first key that the next ones must wait for."""
        while self._waiting:
            event, widget = self._waiting[0], self.focused
            writes = isinstance(widget, TextArea) and _writes(event)
            if self._has_written and not writes:
                self._has_written = False
                self._hold_keys(widget)
                return
            screen = self.screen
            await super().on_event(self._waiting.popleft())
            self._has_written = writes
            if not writes:
                self._hold_keys(widget, screen)
                return

    def _hold_keys(self, widget: Widget | None, screen: Screen[Any] | None = None) -> None:
        """Hold keys until `widget` and what is above it on `screen` have nothing to do any more."""
        screen = screen or self.screen
        self._is_held = True
        self._hold += 1
        if self._waiting:
            self._limit_hold()
        self.call_later(self._settle, self._hold, screen, _way_up(widget or screen, screen, self))

    def _limit_hold(self) -> None:
        # One timer for all holds: somebody who types fast makes dozens of them a second.
        if self._hold and not self._is_limited:
            self._is_limited = True
            self.set_timer(_LONGEST, partial(self._end_hold, self._hold))

    async def _end_hold(self, hold: int) -> None:
        self._is_limited = False
        if hold != self._hold and self._is_held and self._waiting:
            self._limit_hold()
        await self._release(hold)

    async def _settle(self, hold: int, screen: Screen[Any], way: list[MessagePump]) -> None:
        """Release the keys when these have handled what is in their queues, one after the other."""
        while way:
            if way.pop(0).call_later(self._settle, hold, screen, way):
                return
        if self.screen is screen:
            await self._release(hold)
        else:
            screen = self.screen
            way = _way_up(screen.focused or screen, screen, self)
            self.call_later(self._settle, hold, screen, way)

    async def _release(self, hold: int) -> None:
        if hold == self._hold and self._is_held:
            self._is_held = False
            await self._hand_on()


def _writes(event: _KeyOrPaste) -> bool:
    """Whether a key or a paste does nothing in a text but to put characters there."""
    return isinstance(event, events.Paste) or event.is_printable


def _way_up(widget: Widget, screen: Screen[Any], app: App[Any]) -> list[MessagePump]:
    """Whose queues the effects of a key go through.

    Each comes twice: what a key's handler posts to its own queue is behind what is there already.
    """
    return [each for each in (widget, screen, app) for _twice in range(2)]
