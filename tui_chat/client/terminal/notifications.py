"""Calling a person who looks elsewhere: bell, notifications, and the title of the window."""

import asyncio
from typing import TYPE_CHECKING

from tui_chat.client.buffers.buffers import BufferKind
from tui_chat.client.config.options import UiOptions
from tui_chat.client.language.i18n import _
from tui_chat.client.terminal import sequences
from tui_chat.client.textual_compat.type_ahead import TypeAhead

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
        self._command_runs = self._command_failed = False

    def write_terminal(self, sequence: str) -> None:
        """Send the terminal an escape sequence; nothing where there is no terminal."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def on_chat_screen_title_changed(self, event: "ChatScreen.TitleChanged") -> None:
        """Say in the title of the window where we are, and what waits."""
        self.write_terminal(sequences.title(f"{event.title} · tui-chat"))

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
        if self.ui.notify_command and not self._command_failed:
            if not self._command_runs:  # one that never ends is not started again and again
                self.run_worker(self._notify(heading, line.text), exit_on_error=False)
        elif self.ui.notifications:
            self.write_terminal(sequences.notification(heading, line.text))

    async def _notify(self, heading: str, text: str) -> None:
        """Run the person's own command; whatever becomes of it, the chat goes on.

        If it cannot be run the person is told once, and the terminal is used from then on.
        """
        quiet = asyncio.subprocess.DEVNULL
        words = (*self.ui.notify_command, sequences.argument(heading), sequences.argument(text))
        self._command_runs = True
        try:
            process = await asyncio.create_subprocess_exec(
                *words, stdin=quiet, stdout=quiet, stderr=quiet
            )
            await process.wait()
        except OSError as error:
            self._command_failed = True
            told = _("The program for notifications, {program}, cannot be run: {reason}.")
            reason = error.strerror or str(error)
            self.notify(told.format(program=words[0], reason=reason), severity="error")
            if self.ui.notifications:
                self.write_terminal(sequences.notification(heading, text))
        finally:
            self._command_runs = False
