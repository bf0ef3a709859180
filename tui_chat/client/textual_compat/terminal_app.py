"""A full-screen program that no byte from its terminal, and no end of it, surprises."""

import asyncio
import codecs
import os
import sys
from functools import partial
from typing import Final, TypeVar

from rich.console import RenderableType
from textual.driver import Driver

from tui_chat.client.textual_compat.emoji_width_filter import needs_simple_emoji, use_safe_widths
from tui_chat.client.textual_compat.sanitized_terminal_output import SafeApp
from tui_chat.client.textual_compat.xterm_parser_patch import use_input_filter

Result = TypeVar("Result")

TERMINAL_LOST: Final = 129
"""The exit status where the terminal is gone: that of SIGHUP, which mostly says so."""


class TerminalApp(SafeApp[Result]):
    """Reads its terminal through our drivers; a mistake anywhere is an exit status of 1."""

    is_own_machine = True
    """Whether the person owns the machine: then a traceback of ours is printed at the end, and the
    program stops for the shell that it was started from."""

    def __init__(self) -> None:
        super().__init__()
        if needs_simple_emoji():
            use_safe_widths(self)

    def on_load(self) -> None:
        """Let tasks begin as they do everywhere else: when it is their turn.

        Textual has them begin at once where Python can (3.12 and newer), and there
        `asyncio.open_connection` fails by an assertion until 3.12.8 and 3.13.1: no connection that
        is lost would come back.
        """
        asyncio.get_running_loop().set_task_factory(None)

    def on_mount(self) -> None:
        """Paint everything after a stop: the terminal has forgotten it, and Textual would not."""
        self.app_resume_signal.subscribe(self, lambda _app: self.refresh(layout=True))

    def write_terminal(self, sequence: str) -> None:
        """Send the terminal an escape sequence. Nothing is done if there is no terminal."""
        if self._driver is not None and not self.is_headless:
            self._driver.write(sequence)

    def action_suspend_process(self) -> None:
        """Ctrl+Z: stop for the shell that we were started from, if there is one to go on later."""
        if self.is_own_machine and has_job_control():
            super().action_suspend_process()

    def get_driver_class(self) -> type[Driver]:
        """Our driver, in place of the one that Textual would use here."""
        use_input_filter()
        return driver_class(super().get_driver_class())

    def watch_app_focus(self, focused: bool) -> None:
        """Where the terminal is looked at again, keys reach the screen that came up meanwhile."""
        if focused and self.screen_stack:
            self.screen._update_auto_focus()  # noqa: SLF001 - as when it comes up

    def panic(self, *renderables: RenderableType) -> None:
        """End after a mistake. Textual leaves the status as it is if it was made in a thread."""
        self._return_code = self._return_code or 1
        self.failed()
        super().panic(*renderables)

    def _print_error_renderables(self) -> None:
        if not self.is_own_machine:
            self._exit_renderables.clear()
        super()._print_error_renderables()

    def terminal_lost(self) -> None:
        """End: nobody sees us any more."""
        self.call_later(self.exit, return_code=TERMINAL_LOST)


def has_job_control() -> bool:
    """Whether a shell would continue us after a stop: it is our parent, in the same session.

    Else Ctrl+Z must do nothing: Textual stops the process even if nobody would continue it. A
    shell that does gives each job a process group; one that runs a script, and other programs
    that start us, do not.
    """
    if not hasattr(os, "getsid"):
        return False
    try:
        parent = os.getppid()
        is_job = os.getpgid(parent) != os.getpgrp()
        return is_job and os.getsid(parent) == os.getsid(0) != os.getpid()
    except OSError:  # the parent is gone
        return False


def driver_class(textuals: type[Driver]) -> type[Driver]:
    """The driver to use in place of the one that Textual has chosen for this platform."""
    if textuals.__module__ == "textual.drivers.linux_driver":
        from tui_chat.client.textual_compat.posix_driver import (  # noqa: PLC0415 - not on Windows
            PosixDriver,
        )

        return PosixDriver
    if textuals.__module__ == "textual.drivers.web_driver":
        _decode_with_replacement(textuals.__module__)
    return textuals


def _decode_with_replacement(module: str) -> None:
    """Have a driver that decodes its input by itself replace the bytes that are not UTF-8."""
    driver = sys.modules[module]
    made = codecs.getincrementaldecoder
    driver.__dict__["getincrementaldecoder"] = lambda name: partial(made(name), errors="replace")
