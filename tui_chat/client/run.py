"""Running the client from the command line: full screen, or as plain lines."""

import asyncio
import gc
import importlib
import os
import sys
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from tui_chat import output
from tui_chat.client.i18n import _
from tui_chat.client.leaving_out import leaving_out
from tui_chat.client.options import ClientOptions, StartOptions, UiOptions

if TYPE_CHECKING:
    from tui_chat.client.app import ChatApp

__all__ = ["ClientOptions", "StartOptions", "run_client", "run_start"]

_LIBRARY: Final = (
    "rich.style",
    "rich.text",
    "rich.console",
    "textual",
    "textual.dom",
    "textual.widget",
    "textual.screen",
    "textual.app",
)
"""What any screen needs, in portions between which a server is answered."""
_CHAT: Final = (
    "textual.widgets._text_area",
    "tui_chat.client.widgets.composer",
    "tui_chat.client.widgets.message_log",
    "tui_chat.client.screens.chat",
)
_NICKNAME: Final = ("tui_chat.client.screens.nickname",)
_FRAMES: Final = "120"
"""A second, at most. With Textual's own 60 a key that comes behind a frame waits 17 ms for its
paint; messages are painted no oftener (`widgets.pacing`)."""
_TURNS: Final = 8
"""Of the loop, between two portions: from a connection that stands to the greeting."""
_PATIENCE: Final = 0.01
"""Seconds for that: a server that has much to tell does not keep the screen waiting."""


def run_client(
    options: ClientOptions,
    *,
    also: tuple[ClientOptions, ...] = (),
    ui: UiOptions | None = None,
    plain: bool = False,
) -> int:
    """Show the client until the person leaves; gives the exit status.

    It is 0 if a server took us in, else 1, with a sentence on the error output that says why.
    `also` are more servers in the same window. `plain` lines need no screen; they are what there
    is without a terminal, too.
    """
    if not plain and sys.stdin.isatty() and sys.stdout.isatty() and not sys.stderr.isatty():
        text = _("The full screen is drawn on the error output, which is no terminal here.")
        output.say(f"{output.PROGRAM}: {text}")
    if plain or not has_screen():
        from tui_chat.client.plain.run import run_plain  # noqa: PLC0415

        return run_plain(options, also, ui.configured if ui is not None else None)
    gc.disable()  # importing makes only objects that stay: a tenth of the time to start
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES)
    app = output.run(_show((options, *also), ui or UiOptions()))
    if app.sentence:
        output.complain(app.sentence)
    return app.return_code or 0


async def _show(wanted: tuple[ClientOptions, ...], ui: UiOptions) -> "ChatApp":
    """Show the full screen until the person leaves.

    The servers are called first: they answer while the screen's library is imported, and the
    first thing that is painted is what they said.
    """
    from tui_chat.client.connection import Connection  # noqa: PLC0415 - plain lines have their own
    from tui_chat.client.memory import Memories, default_folder  # noqa: PLC0415 - as above

    memories = Memories(default_folder())
    connections = [Connection(each, memories=memories) for each in wanted]
    for connection in connections:
        connection.session.use_levels(ui.levels)
        if connection.options.nick or connection is connections[0]:
            connection.begin()
    # Not in a thread: it would fight with this one over the interpreter, and take longer.
    with leaving_out():
        for part in (*_LIBRARY, *(_CHAT if wanted[0].nick else _NICKNAME)):
            importlib.import_module(part)
            await _answer()
    from tui_chat.client.app import ChatApp  # noqa: PLC0415 - as above

    app = ChatApp(*connections, ui=ui, memories=memories)
    await app.run_async()
    return app


async def _answer() -> None:
    """Have the servers answered that said something."""
    ends = time.monotonic() + _PATIENCE
    for _turn in range(_TURNS):
        await asyncio.sleep(0)
        if time.monotonic() > ends:
            return


def run_start(start: StartOptions, *, ui: UiOptions | None = None) -> int:
    """Ask where to go, and go there; gives the exit status."""
    if not has_screen():
        text = _("Say which server: tui-chat connect HOST [PORT].")
        output.complain(text)
        return 2
    gc.disable()
    os.environ.setdefault("TEXTUAL_FPS", _FRAMES)
    with leaving_out():
        from tui_chat.client.screens.start import StartApp  # noqa: PLC0415 - as above

    options = output.run(StartApp(start, ui).run_async())
    return 0 if options is None else run_client(options, ui=ui)


def has_screen(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a terminal that can move its cursor."""
    # Textual draws on the error output.
    ends = (sys.stdin, sys.stdout, sys.stderr)
    return environment.get("TERM") != "dumb" and all(end.isatty() for end in ends)
