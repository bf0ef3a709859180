"""Running the plain client from the command line."""

import sys

from tui_chat import output
from tui_chat.client.config.options import ClientOptions
from tui_chat.client.connect.reaching import Configured
from tui_chat.client.headless.headless import INTERRUPTED, VisitError, run
from tui_chat.client.headless.typed_lines import TypedLines
from tui_chat.client.memory.memories import Memories, default_folder
from tui_chat.client.plain.client import PlainClient


def run_plain(
    options: ClientOptions,
    also: tuple[ClientOptions, ...] = (),
    configured: Configured | None = None,
) -> int:
    """Talk by lines until the person leaves; gives the exit status, 1 if no server took us in."""
    interactive = sys.stdin.isatty()
    status = run(_run(options, also, configured, interactive=interactive))
    return 0 if interactive and status == INTERRUPTED else status


async def _run(
    options: ClientOptions,
    also: tuple[ClientOptions, ...],
    configured: Configured | None,
    *,
    interactive: bool,
) -> int:
    # What passes through a pipe is not a person's conversation.
    memories = Memories(default_folder()) if interactive else None
    client = PlainClient(
        options,
        TypedLines(),
        output.say,
        also=also,
        interactive=interactive,
        memories=memories,
        configured=configured,
    )
    await client.run()
    if client.trouble:
        raise VisitError(client.trouble)
    return 0
