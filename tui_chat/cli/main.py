"""The command line: `tui-chat` alone, its version, and the table of its commands."""

import sys
from typing import NoReturn

import click

from tui_chat import __version__, stdio
from tui_chat.cli import client_commands, cluster_commands, server_commands
from tui_chat.cli.account_commands import account
from tui_chat.cli.invite_command import invite
from tui_chat.cli.one_line_errors import OneSentenceGroup

# Imports of what a command needs stand inside it: `--help` must not wait for a screen library.


@click.group(
    cls=OneSentenceGroup,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda context, _option, wanted: _tell_version(context) if wanted else None,
    help="Show the version and exit.",
)
@click.pass_context
def main(context: click.Context) -> None:
    """Chat in the terminal, on a server of your own. Any IRC client can join.

    Without a command, it asks which server to join.
    """
    if context.invoked_subcommand is None:
        from tui_chat.client.run import has_screen  # noqa: PLC0415

        if not has_screen():
            stdio.say(context.get_help())
            return
        from tui_chat.cli.start_screen import start  # noqa: PLC0415

        sys.exit(start(client_commands.settings(None)))


main.add_command(account)
main.add_command(cluster_commands.cluster)
main.add_command(invite)
for _command in (*client_commands.COMMANDS, *server_commands.COMMANDS):
    main.add_command(_command)


def _tell_version(context: click.Context) -> NoReturn:
    """Ours, and those of what most depends on, without importing it."""
    import importlib.metadata  # noqa: PLC0415
    import platform  # noqa: PLC0415

    stdio.say(f"tui-chat, version {__version__}")
    textual = importlib.metadata.version("textual")
    stdio.say(f"{platform.python_implementation()} {platform.python_version()}, Textual {textual}")
    context.exit()
