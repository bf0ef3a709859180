"""Running the client from the command line: full screen, or as plain lines."""

import gc
import os
import sys
from collections.abc import Mapping

from tui_chat.client.i18n import _
from tui_chat.client.options import ClientOptions, StartOptions, UiOptions

__all__ = ["ClientOptions", "StartOptions", "run_client", "run_start"]


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
        print(f"tui-chat: {text}")  # noqa: T201
    if plain or not has_screen():
        from tui_chat.client.plain.run import run_plain  # noqa: PLC0415

        return run_plain(options, also)
    gc.disable()  # importing makes only objects that stay: a tenth of the time to start
    from tui_chat.client.app import ChatApp  # noqa: PLC0415 - a terminal is needed for it
    from tui_chat.client.memory import Memories, default_folder  # noqa: PLC0415 - as above

    app = ChatApp(options, *also, ui=ui, memories=Memories(default_folder()))
    app.run()
    if app.sentence:
        print(f"tui-chat: {app.sentence}", file=sys.stderr)  # noqa: T201
    return app.return_code or 0


def run_start(start: StartOptions, *, ui: UiOptions | None = None) -> int:
    """Ask where to go, and go there; gives the exit status."""
    if not has_screen():
        text = _("Say which server: tui-chat connect HOST [PORT].")
        print(f"tui-chat: {text}", file=sys.stderr)  # noqa: T201
        return 2
    gc.disable()
    from tui_chat.client.screens.start import StartApp  # noqa: PLC0415 - as above

    options = StartApp(start, ui).run()
    return 0 if options is None else run_client(options, ui=ui)


def has_screen(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a terminal that can move its cursor."""
    # Textual draws on the error output.
    ends = (sys.stdin, sys.stdout, sys.stderr)
    return environment.get("TERM") != "dumb" and all(end.isatty() for end in ends)
