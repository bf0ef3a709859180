"""Notifying a person who looks elsewhere: bell, the terminal's notifications, or a command."""

import asyncio
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import Line
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.language.i18n import _
from tui_chat.client.terminal import title_and_notification_sequences
from tui_chat.client.textual_compat.terminal_app import TerminalApp

_AT_MOST_EVERY: Final = 2.0
"""Seconds between two notifications: a flood of mentions makes one."""


class Notifier:
    """Notifies the person through the terminal of `app`, or by their own command."""

    def __init__(self, app: TerminalApp[None], ui: UiOptions) -> None:
        self._app = app
        self._ui = ui
        self._last_at = float("-inf")
        self._command_runs = self._command_failed = False

    def use(self, ui: UiOptions) -> None:
        """Notify as the person wants from now on."""
        if ui.notify_command != self._ui.notify_command:
            self._command_failed = False
        self._ui = ui

    @property
    def _command(self) -> tuple[str, ...]:
        return self._ui.notify_command if self._ui.abilities.own_machine else ()

    def notify(self, line: Line, buffer: Buffer) -> None:
        """Tell the person of a line, unless they were notified just before."""
        now = asyncio.get_running_loop().time()
        if now - self._last_at < _AT_MOST_EVERY:
            return
        self._last_at = now
        heading = line.sender
        if buffer.kind is BufferKind.CHANNEL:
            heading = f"{line.sender} · {buffer.name}"
        if self._ui.bell:
            self._app.bell()
        if self._command and not self._command_failed:
            if not self._command_runs:  # one that never ends is not started again and again
                self._app.run_worker(self._run_command(heading, line.text), exit_on_error=False)
        elif self._ui.notifications:
            self._app.write_terminal(
                title_and_notification_sequences.notification(heading, line.text)
            )

    async def _run_command(self, heading: str, text: str) -> None:
        """Run the person's own command.

        If it cannot be run the person is told once, and the terminal is used from then on.
        """
        quiet = asyncio.subprocess.DEVNULL
        words = (
            *self._command,
            title_and_notification_sequences.argument(heading),
            title_and_notification_sequences.body(self._command[0], text),
        )
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
            self._app.notify(told.format(program=words[0], reason=reason), severity="error")
            if self._ui.notifications:
                self._app.write_terminal(
                    title_and_notification_sequences.notification(heading, text)
                )
        finally:
            self._command_runs = False
