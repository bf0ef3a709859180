"""Running the full-screen client from the command line."""

import gc
import sys

from tui_chat.client.options import ClientOptions

__all__ = ["ClientOptions", "run_client"]


def run_client(options: ClientOptions) -> int:
    """Show the client until the person leaves; gives the exit status.

    It is 0 if a server took us in, else 1, with a sentence on the error output that says why.
    """
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        print("tui-chat: the full screen needs a terminal.", file=sys.stderr)  # noqa: T201
        return 1
    gc.disable()  # importing makes only objects that stay: a tenth of the time to start
    from tui_chat.client.app import ChatApp  # noqa: PLC0415 - a terminal is needed for it

    app = ChatApp(options)
    app.run()
    if app.sentence:
        print(f"tui-chat: {app.sentence}", file=sys.stderr)  # noqa: T201
    return app.return_code or 0
