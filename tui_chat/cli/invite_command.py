"""`tui-chat invite`: let people in past the server's password, from its machine."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tui_chat import stdio
from tui_chat.cli.one_line_errors import fail
from tui_chat.cli.shared_click_parameters import Folder, node_name
from tui_chat.cli.unix_only_commands import unix_only

if TYPE_CHECKING:
    from tui_chat.server.process.control_socket import ControlReply, ControlRequest

# Imports of what the command needs stand inside it, as in the rest of the command line.

_MOST_USES: Final = 500
_MOST_HOURS: Final = 24 * 366


@click.command()
@click.option(
    "--uses",
    type=click.IntRange(1, _MOST_USES),
    default=1,
    show_default=True,
    help="How many people can use it.",
)
@click.option(
    "--hours",
    type=click.IntRange(1, _MOST_HOURS),
    default=24,
    show_default=True,
    help="How many hours they have to join for the first time.",
)
@click.option(
    "--account",
    is_flag=True,
    help="Also let them create an account, even if others can't.",
)
@click.option("--list", "listing", is_flag=True, help="List the invitations and exit.")
@click.option(
    "--revoke", metavar="ID", help="Revoke an invitation, also for people who joined with it."
)
@click.option("--state", type=Folder(), help="Folder for the server's files.")
@unix_only
def invite(
    uses: int, hours: int, account: bool, listing: bool, revoke: str | None, state: Path | None
) -> None:
    """Print a line that lets people join the running server.

    `tui-chat connect LINE` then needs no password and no account, and trusts the right server. If
    the server has a page for browsers, there is a link to it as well.
    """
    from tui_chat.server.process.control_socket import ControlRequest  # noqa: PLC0415
    from tui_chat.server.process.invitation_orders import NewInvitationOrder  # noqa: PLC0415

    if listing:
        reply = _ask(state, ControlRequest(invitations=True))
        stdio.say("\n".join(reply.lines) or "There are no invitations.")
        return
    if revoke is not None:
        stdio.say(_ask(state, ControlRequest(revoke=revoke)).said + _on_all_nodes(state))
        return
    reply = _ask(state, ControlRequest(invite=NewInvitationOrder(uses, hours, account)))
    stdio.say("\n".join(reply.lines))
    said = reply.said + _on_all_nodes(state)
    if sys.stdout.isatty():
        _show_code(reply.lines)
        stdio.say(said)
    else:
        stdio.complain_without_name(said)


def _show_code(lines: tuple[str, ...]) -> None:
    """The link to the page as a QR code, else the command, if the terminal is wide enough."""
    import shutil  # noqa: PLC0415

    from tui_chat.qr_code import ansi_rows, qr_cells  # noqa: PLC0415

    text = next((line for line in lines if line.startswith("http")), lines[0])
    if len(qr_cells(text)[0]) <= shutil.get_terminal_size().columns:
        stdio.show("\n".join(ansi_rows(text)) + "\n")


def _on_all_nodes(state: Path | None) -> str:
    """For a network on several machines: that the order counts everywhere, and who took it."""
    name = node_name(state)
    return name and f" It counts on all nodes; {name} has taken the order."


def _ask(state: Path | None, wanted: "ControlRequest") -> "ControlReply":
    from tui_chat.server.config.config_schema import Config  # noqa: PLC0415
    from tui_chat.server.config.load import default_state  # noqa: PLC0415
    from tui_chat.server.process import control_socket  # noqa: PLC0415
    from tui_chat.server.store import StoreError  # noqa: PLC0415

    settings = Config().settings("", "")
    try:
        reply = control_socket.order(state or default_state(), settings, wanted)
    except (control_socket.ControlError, StoreError) as error:
        fail(str(error))
    if reply.refusal:
        fail(reply.refusal)
    return reply
