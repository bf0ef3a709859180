"""`tui-chat account`: who may log in to a server, from its machine."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tui_chat import stdio
from tui_chat.cli.one_line_errors import fail
from tui_chat.cli.shared_click_parameters import Folder, node_name
from tui_chat.cli.unix_only_commands import unix_only

if TYPE_CHECKING:
    from tui_chat.server.config.config_schema import Config
    from tui_chat.server.core.password_hash_and_scram_keys import Secrets
    from tui_chat.server.process.control_socket import ControlReply

# Imports of what a command needs stand inside it, as in the rest of the command line.

_state = click.option("--state", type=Folder(), help="Folder for the server's files.")
_config = click.option(
    "--config", "file", type=click.Path(path_type=Path), help="The server's configuration file."
)


@click.group()
@unix_only
def account() -> None:
    """Manage the accounts of a server, running or not. Passwords are prompted for, or piped in."""


@account.command()
@click.argument("name")
@_state
@_config
def add(name: str, state: Path | None, file: Path | None) -> None:
    """Create the account NAME, even before the server's first start."""
    config = _load(file)
    secrets = _secrets(config, name)
    new = _new_folder(state)
    _order("add", name, state, config, secrets)
    where = f", in the new folder {new}" if new else _on_all_nodes(state)
    stdio.say(f"The account {name} was created{where}.")


@account.command()
@click.argument("name")
@_state
@_config
def password(name: str, state: Path | None, file: Path | None) -> None:
    """Change the password of the account NAME."""
    config = _load(file)
    _order("password", name, state, config, _secrets(config, name))
    stdio.say(f"The password of {name} was changed{_on_all_nodes(state)}.")


@account.command()
@click.argument("name")
@_state
@_config
def drop(name: str, state: Path | None, file: Path | None) -> None:
    """Delete the account NAME, its nicknames and its channels."""
    _order("drop", name, state, _load(file), None)
    stdio.say(f"The account {name} was deleted{_on_all_nodes(state)}.")


@account.command("list")
@_state
@_config
def list_(state: Path | None, file: Path | None) -> None:
    """List all accounts, one per line."""
    found = _order(None, "", state, _load(file), None)
    if found.said:
        stdio.complain(found.said)
    for name in found.accounts:
        stdio.say(name)


@account.command("hash")
@_config
def hash_(file: Path | None) -> None:
    """Print the hash of a password, for the configuration."""
    stdio.say(_secrets(_load(file), "").hash)


def _load(file: Path | None) -> "Config":
    from tui_chat.server.config import config_schema, load  # noqa: PLC0415

    try:
        return load.load(file) if file else config_schema.Config()
    except config_schema.ConfigError as error:
        fail(*error.sentences)


def _secrets(config: "Config", name: str) -> "Secrets":
    """What is kept of the password that the user gives for the account of this name."""
    from tui_chat.server.core.accounts.password_requests_and_checks import weakness  # noqa: PLC0415
    from tui_chat.server.workers.password_hashing import Passwords  # noqa: PLC0415

    if sys.stdin.isatty():
        written = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    else:
        written = sys.stdin.readline().rstrip("\r\n")
    problem = weakness(config.settings("", ""), name, written)
    if problem is not None:
        fail(f"{problem[1]}.")
    return Passwords(config.accounts.hash_cost).secrets(written)


def _new_folder(state: Path | None) -> Path | None:
    """Make the folder of a server that never ran; None if there is one already."""
    from tui_chat.server.config.load import default_state  # noqa: PLC0415
    from tui_chat.server.process.state_folder.creation_and_lock import check_new, prepare_state  # noqa: PLC0415
    from tui_chat.server.store import StoreError  # noqa: PLC0415

    folder = state or default_state()
    if folder.exists():
        return None
    try:
        check_new(folder)
        prepare_state(folder)
    except StoreError as error:
        fail(str(error))
    return folder


def _on_all_nodes(state: Path | None) -> str:
    """For a network on several machines: that the order counts everywhere, and who took it."""
    name = node_name(state)
    return name and f" on all nodes, through {name}"


def _order(
    order: str | None, name: str, state: Path | None, config: "Config", secrets: "Secrets | None"
) -> "ControlReply":
    from tui_chat.server.config.load import default_state  # noqa: PLC0415
    from tui_chat.server.core.events import AccountOrder  # noqa: PLC0415
    from tui_chat.server.process import control_socket  # noqa: PLC0415
    from tui_chat.server.store import StoreError  # noqa: PLC0415

    wanted = control_socket.ControlRequest(AccountOrder(order) if order else None, name, secrets)
    try:
        outcome = control_socket.order(state or default_state(), config.settings("", ""), wanted)
    except (control_socket.ControlError, StoreError) as error:
        fail(str(error))
    if outcome.refusal:
        fail(outcome.refusal)
    return outcome
