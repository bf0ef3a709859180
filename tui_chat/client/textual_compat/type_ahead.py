"""Keys that are pressed before there is anything to press them for."""

from typing import Final

from textual import events

from tui_chat.client.textual_compat.terminal_app import TerminalApp

_PATIENCE: Final = 50
"""Repaints after which something has the keys, or nothing ever will."""


class TypeAhead(TerminalApp[None]):
    """The part of the application that keeps what is typed while it starts, for its first input."""

    _waiting: list[events.Key | events.Paste] | None = None
    _patience = _PATIENCE

    async def on_event(self, event: events.Event) -> None:
        """Hand an event on, or keep a key until something takes keys."""
        if self._waiting is not None and isinstance(event, events.Key | events.Paste):
            self._waiting.append(event)
        else:
            await super().on_event(event)

    def on_load(self) -> None:
        """Before the first key is read."""
        self._waiting = []

    async def on_ready(self) -> None:
        """The screen exists; its focused widget follows in a moment."""
        waiting = self._waiting
        if waiting is None:
            return
        if self.focused is None and self._patience:
            self._patience -= 1
            self.call_after_refresh(self.on_ready)
            return
        self._waiting = None
        for event in waiting:
            await super().on_event(event)
