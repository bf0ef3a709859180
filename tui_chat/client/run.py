"""Running the client from the command line: full screen, or as plain lines."""

import asyncio
import codecs
import gc
import importlib
import os
import sys
import time
from collections.abc import Coroutine, Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple, TypeVar

from tui_chat import stdio
from tui_chat.client.config.connection_and_ui_options import (
    ClientOptions,
    StartOptions,
    UiOptions,
    corrected,
)
from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.connect.server_address import Address
from tui_chat.client.kitty_graphics import has_placeholders
from tui_chat.client.language.i18n import _
from tui_chat.client.terminal import termination_signals
from tui_chat.client.terminal.terminal_modes_and_cell_size import restored
from tui_chat.client.textual_compat.unused_imports import LIBRARY, TEXT_AREA, leaving_out

if TYPE_CHECKING:
    from tui_chat.client.app import ChatApp as Chat
    from tui_chat.client.screens.server_picker import StartApp

Result = TypeVar("Result")

_CHAT: Final = (
    TEXT_AREA,
    "tui_chat.client.widgets.input.composer",
    "tui_chat.client.widgets.log.message_log",
    "tui_chat.client.screens.chat.chat",
)
_NICKNAME: Final = ("tui_chat.client.screens.nickname",)
_FRAMES: Final = "120"
"""A second, at most. With Textual's own 60 a key that comes behind a frame waits 17 ms for its
paint; messages are painted no oftener (`widgets.pacing`)."""
_TURNS: Final = 8
"""Turns of the loop between two portions: enough from an open connection to our greeting."""
_PATIENCE: Final = 0.01
"""Seconds for those turns: a server with many lines must not delay the screen."""


def run_client(
    options: ClientOptions,
    *,
    also: tuple[ClientOptions, ...] = (),
    ui: UiOptions | None = None,
    plain: bool = False,
    proposal: str | None = None,
) -> int:
    """Show the client until the person leaves; gives the exit status.

    It is 0 if a server took us in, else 1, with a sentence on the error output that says why.
    `also` are more servers in the same window. `plain` lines need no screen; they are what there
    is without a terminal, too. `proposal` is the nickname to propose where none is given.
    """
    if not plain and sys.stdin.isatty() and sys.stdout.isatty() and not sys.stderr.isatty():
        text = _("The full screen is drawn on the error output, which is not a terminal here.")
        stdio.say(f"{stdio.PROGRAM}: {text}")
    if not plain and has_screen() and not speaks_utf8():
        stdio.complain(_encoding_sentence())
        plain = True
    if plain or not has_screen():
        from tui_chat.client.plain.run import run_plain  # noqa: PLC0415

        return run_plain(options, also, ui, proposal=proposal)
    gc.disable()  # importing makes only objects that stay: a tenth of the time to start
    _tell_textual()
    ui = ui or UiOptions()
    ahead = ""
    while True:
        ended = _run_screen(_show((options, *also), ui, proposal, ahead))
        if ended.correction is None:
            break
        try:
            options = corrected(options, *ended.correction, ui.configured)
            ahead = ended.typed_ahead
        except PasswordError as error:
            stdio.complain(str(error))
            return 1
    if ended.sentence:
        stdio.complain(ended.sentence)
    return ended.status


def _run_screen(work: Coroutine[Any, Any, Result]) -> Result:
    """Run `work`; however it ends, the terminal is restored."""
    with restored():
        return stdio.run(work)


class _Ended(NamedTuple):
    """How the full screen ended: the exit status, and why it is not 0.

    `correction` is an address to start again with, and a nickname; `typed_ahead` is text for the
    channel.
    """

    status: int
    sentence: str = ""
    correction: tuple[Address, str] | None = None
    typed_ahead: str = ""


async def _show(
    wanted: tuple[ClientOptions, ...], ui: UiOptions, proposal: str | None, ahead: str
) -> _Ended:
    """Show the full screen until the person leaves. `ahead` is text that was typed already.

    The servers are called first: they answer while the screen's library is imported, and the
    first thing that is painted is what they said.
    """
    from tui_chat.client.chat_log.log_on_thread import configured_log  # noqa: PLC0415 - as below
    from tui_chat.client.connected_server import Connection  # noqa: PLC0415 - plain lines have their own
    from tui_chat.client.memory.remembered_state_store import Memories, default_folder  # noqa: PLC0415 - as above

    own = ui.abilities.own_machine
    memories = Memories(default_folder()) if own else None
    log = configured_log(ui.settings.config, default_folder()) if own else None
    connections = [Connection(each, memories=memories, log=log) for each in wanted]
    for connection in connections:
        connection.session.use_levels(ui.levels)
        if connection.options.nick or connection is connections[0]:
            connection.begin()
    app: Chat | None = None
    asked = 0

    def end(status: int) -> None:
        nonlocal asked
        asked = status
        if app is not None:
            app.call_later(app.end, status)

    with termination_signals.ending(end):
        # Not in a thread: both threads would compete for the interpreter, and take longer.
        with leaving_out():
            for part in (*LIBRARY, *(_CHAT if wanted[0].nick else _NICKNAME)):
                importlib.import_module(part)
                await _answer()
        from tui_chat.client.app import ChatApp  # noqa: PLC0415 - as above

        if asked:
            await asyncio.gather(*(each.link.close() for each in connections))
            return _Ended(asked)
        app = ChatApp(
            *connections,
            ui=ui,
            memories=memories,
            log=log,
            proposal=proposal,
            typed_ahead=ahead,
        )
        await app.run_async()
    return _Ended(app.return_code or 0, app.sentence, app.correction, app.typed_ahead)


async def _answer() -> None:
    """Let the connections answer their servers."""
    ends = time.monotonic() + _PATIENCE
    for _turn in range(_TURNS):
        await asyncio.sleep(0)
        if time.monotonic() > ends:
            return


def run_start(start: StartOptions, *, ui: UiOptions | None = None) -> int:
    """Show the start screen, then the chosen server; gives the exit status."""
    if not has_screen():
        text = _("Name a server: tui-chat connect HOST [PORT].")
        stdio.complain(text)
        return 2
    if not speaks_utf8():
        stdio.complain(_encoding_sentence())
        return 2
    gc.disable()
    _tell_textual()
    with leaving_out():
        from tui_chat.client.screens.server_picker import StartApp  # noqa: PLC0415 - as above

    app = StartApp(start, ui)
    _run_screen(_ask(app))
    if app.return_value is None:
        return app.return_code or 0
    return run_client(app.return_value, ui=ui)


async def _ask(app: "StartApp") -> None:
    """Show the start screen until the person has chosen."""

    def end(status: int) -> None:
        app.call_later(app.exit, return_code=status)

    with termination_signals.ending(end):
        await app.run_async()


def _tell_textual() -> None:
    """Set what Textual reads of the environment when it is imported."""
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES)
    if has_placeholders():
        # These have all colours, which ssh does not pass on; and the number of a picture is one.
        os.environ.setdefault("TEXTUAL_COLOR_SYSTEM", "truecolor")


def has_screen(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a terminal that can move its cursor."""
    # Textual draws on the error output.
    ends = (sys.stdin, sys.stdout, sys.stderr)
    return environment.get("TERM") != "dumb" and all(end.isatty() for end in ends)


def speaks_utf8() -> bool:
    """Whether the terminal is set to UTF-8, as far as the environment says."""
    try:
        # The screen is drawn on the error output, with characters that need UTF-8.
        return codecs.lookup(sys.stderr.encoding).name == "utf-8"
    except LookupError:
        return False


def _encoding_sentence() -> str:
    text = _(
        "The full screen needs UTF-8, but this terminal is set to {encoding}. Put "
        "LC_ALL=C.UTF-8 in front of the command, or use connect --plain."
    )
    return text.format(encoding=sys.stderr.encoding)
