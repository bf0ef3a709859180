"""Calling a person who looks elsewhere: bell, notifications, and the title of the window."""

import asyncio
from typing import TYPE_CHECKING

from tui_chat.client import terminal
from tui_chat.client.buffers import BufferKind
from tui_chat.client.options import UiOptions
from tui_chat.client.type_ahead import TypeAhead

if TYPE_CHECKING:
    from tui_chat.client.screens.chat import ChatScreen

_AT_MOST_EVERY = 2.0
"""Seconds between two calls: a flood of mentions is one of them."""


class Ringing(TypeAhead):
    """The part of the application that speaks to the terminal beside its screen."""

    def __init__(self, ui: UiOptions) -> None:
        super().__init__()
        self.ui = ui
        self._rang_at = float("-inf")

    def write_terminal(self, sequence: str) -> None:
        """Send the terminal an escape sequence; nothing where there is no terminal."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def on_chat_screen_title_changed(self, event: "ChatScreen.TitleChanged") -> None:
        """Say in the title of the window where we are, and what waits."""
        self.write_terminal(terminal.title(f"{event.title} · tui-chat"))

    def on_chat_screen_rang(self, event: "ChatScreen.Rang") -> None:
        """Call the person; not for every line of a flood."""
        now = asyncio.get_running_loop().time()
        if now - self._rang_at < _AT_MOST_EVERY:
            return
        self._rang_at = now
        line, place = event.line, event.place
        heading = line.sender
        if place.kind is BufferKind.CHANNEL:
            heading = f"{line.sender} · {place.name}"
        if self.ui.bell:
            self.bell()
        if self.ui.notify_command:
            self.run_worker(self._notify(heading, line.text), exit_on_error=False)
        elif self.ui.notifications:
            self.write_terminal(terminal.notification(heading, line.text))

    async def _notify(self, heading: str, text: str) -> None:
        """Run the person's own command; whatever becomes of it, the chat goes on."""
        quiet = asyncio.subprocess.DEVNULL
        process = await asyncio.create_subprocess_exec(
            *self.ui.notify_command, heading, text, stdin=quiet, stdout=quiet, stderr=quiet
        )
        await process.wait()
