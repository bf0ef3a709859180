"""Running the plain client from the command line."""

import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING

from tui_chat import stdio
from tui_chat.client.chat_log.log_on_thread import configured_log
from tui_chat.client.config.connection_and_ui_options import ClientOptions, UiOptions
from tui_chat.client.headless.headless_client_base import INTERRUPTED, HeadlessError, run
from tui_chat.client.headless.stdin_lines import TypedLines
from tui_chat.client.memory.remembered_state_store import Memories, default_folder
from tui_chat.client.plain.client import PlainClient

if TYPE_CHECKING:
    from tui_chat.client.plain.terminal_input import TerminalInput


def run_plain(
    options: ClientOptions,
    also: tuple[ClientOptions, ...] = (),
    ui: UiOptions | None = None,
    *,
    proposal: str | None = None,
) -> int:
    """Run the plain client; gives the exit status, 1 if no server accepted us.

    `proposal` is the nickname to propose where none is given.
    """
    interactive = sys.stdin.isatty()
    status = run(_run(options, also, ui or UiOptions(), proposal, interactive=interactive))
    return 0 if interactive and status == INTERRUPTED else status


async def _run(
    options: ClientOptions,
    also: tuple[ClientOptions, ...],
    ui: UiOptions,
    proposal: str | None,
    *,
    interactive: bool,
) -> int:
    # Input from a pipe is not a conversation to remember.
    keeps = interactive and ui.abilities.own_machine
    memories = Memories(default_folder()) if keeps else None
    terminal = _terminal() if interactive else None
    client = PlainClient(
        options,
        terminal or TypedLines(),
        terminal.write if terminal is not None else stdio.say,
        also=also,
        interactive=interactive,
        memories=memories,
        log=configured_log(ui.settings.config, default_folder()) if keeps else None,
        configured=ui.configured,
        abilities=ui.abilities,
        proposal=proposal,
        settings=ui.settings,
    )
    with terminal.editing() if terminal is not None else nullcontext():
        await client.run()
    if client.error:
        raise HeadlessError(client.error)
    return 0


def _terminal() -> "TerminalInput | None":
    """The terminal, if its line can be edited by us."""
    from tui_chat.client.plain.terminal_input import TerminalInput, can_edit  # noqa: PLC0415

    return TerminalInput() if can_edit() else None
