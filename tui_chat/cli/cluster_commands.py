"""`tui-chat cluster`: one network on several machines."""

import importlib.util
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from tui_chat import stdio
from tui_chat.cli.one_line_errors import fail
from tui_chat.cli.shared_click_parameters import Folder
from tui_chat.cli.unix_only_commands import unix_only

if TYPE_CHECKING:
    from tui_chat.server.cluster.key_file import ClusterKey

# Imports of what a command needs stand inside it, as in the rest of the command line.

_FEWEST: Final = 3
_file = click.argument("file", metavar="KEY", type=click.Path(path_type=Path))
_state = click.option("--state", type=Folder(), help="Folder for this machine's files.")
_node = click.option(
    "--node", type=click.IntRange(1), help="Number of this machine in the key file."
)


@click.group()
@unix_only
def cluster() -> None:
    """Run one network on several machines. It keeps running when one of them fails."""


@cluster.command()
@click.option(
    "--peers", default="", metavar="HOST[:PORT],...", help="The machines; at least three."
)
@click.option(
    "--nats",
    multiple=True,
    metavar="URL",
    help="Address of your own NATS server, which then keeps the log.",
)
def new(peers: str, nats: tuple[str, ...]) -> None:
    """Print the key file of a new network.

    For example: `tui-chat cluster new --peers a,b,c > net.key`. Copy it to each machine, and run
    `tui-chat server --cluster net.key` there.
    """
    from tui_chat.server.cluster import ClusterError  # noqa: PLC0415
    from tui_chat.server.cluster.key_file import (  # noqa: PLC0415
        ClusterKey,
        check_nats,
        key_text,
        parse_peers,
    )

    try:
        machines = parse_peers(peers)
        for url in nats:
            check_nats(url)
    except ClusterError as error:
        raise click.UsageError(str(error)) from error
    if not nats and len(machines) < _FEWEST:
        raise click.UsageError(_too_few(len(machines)))
    _close_to_others()
    stdio.say(key_text(ClusterKey.new(machines, nats)), end="")
    if not sys.stdout.isatty():
        stdio.complain_without_name(_next_step(list(dict.fromkeys(one.host for one in machines))))


def _next_step(hosts: list[str]) -> str:
    if len(hosts) == 1:
        return (
            "Run each server in a terminal of its own: "
            "tui-chat server --cluster FILE --node NUMBER --port PORT --state FOLDER"
        )
    return (
        f"Copy the file to {', '.join(hosts) or 'each machine'} (scp -p keeps it private). "
        "Then, on each of them: tui-chat server --cluster FILE"
    )


def _too_few(count: int) -> str:
    if count == 0:
        return "Name the machines: --peers a,b,c."
    counted = "One machine is" if count == 1 else "Two machines are"
    return (
        f"{counted} too few: more than half must be left when one fails. Name three; the third can "
        "be a small one without users, which runs `tui-chat cluster witness`."
    )


def _close_to_others() -> None:
    """Let the file that we print to be for its owner alone, as the shell did not make it."""
    with suppress(OSError, ValueError):
        descriptor = sys.stdout.fileno()
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.fchmod(descriptor, stat.S_IRUSR | stat.S_IWUSR)


@cluster.command()
@_file
@_node
@_state
def witness(file: Path, node: int | None, state: Path | None) -> None:
    """Keep the network's log here, without serving users.

    It runs until Ctrl+C. For a small third machine beside two servers: then any one of the three
    may fail.
    """
    key = _key(file)
    from tui_chat.server.cluster import ClusterError  # noqa: PLC0415
    from tui_chat.server.config.load import default_state  # noqa: PLC0415
    from tui_chat.server.process import logging_setup  # noqa: PLC0415
    from tui_chat.server.process.state_folder.creation_and_lock import prepare_state  # noqa: PLC0415
    from tui_chat.server.process.witness import run_witness  # noqa: PLC0415
    from tui_chat.server.store import StoreError  # noqa: PLC0415

    if key.nats:
        fail("This network needs no witness: its NATS servers keep the log.")
    folder = state or default_state()
    try:
        number = node or _own_node(key)
        place = key.peer(number)
        prepare_state(folder)
        logging_setup.set_up(style="auto")
        stdio.run(
            run_witness(
                *(key, number, folder),
                lambda: stdio.say_if_anybody_reads(f"Node {number} ({place}) is a witness."),
            )
        )
    except (ClusterError, StoreError) as error:
        fail(str(error))


@cluster.command()
@_file
@_state
def status(file: Path, state: Path | None) -> None:
    """Show which nodes are up to date, and which engine leads. Exit status 1 means a problem.

    Run it on a machine where the server or the witness is running.
    """
    key = _key(file)
    from tui_chat.server.cluster import ClusterError, cluster_status  # noqa: PLC0415
    from tui_chat.server.cluster.nats.server_config import port_of  # noqa: PLC0415
    from tui_chat.server.config.load import default_state  # noqa: PLC0415

    async def look() -> cluster_status.Status:
        connection = await cluster_status.connect(key, port_of(state or default_state()))
        try:
            return await cluster_status.look(connection, key.network)
        finally:
            await connection.close()

    try:
        found = stdio.run(look())
    except ClusterError as error:
        fail(str(error))
    for line in cluster_status.lines(key, found):
        stdio.say(line)
    problems = cluster_status.problems(key, found)
    stdio.say(" ".join(problems) or "No problems found.")
    sys.exit(1 if problems else 0)


@cluster.command()
@_file
@_node
@_state
@click.option(
    "--config",
    "configured",
    type=click.Path(path_type=Path),
    help="The server's configuration file.",
)
def refound(file: Path, node: int | None, state: Path | None, configured: Path | None) -> None:
    """Start a new log from what is left, if the old one is lost.

    First stop all servers, and run `tui-chat cluster witness` on the other machines. Then run this
    on the machine with the newest history. Its history becomes that of the network. So do its
    accounts and registered channels, unless a snapshot of the network is newer.
    """
    key = _key(file)
    from tui_chat.server.cluster import ClusterError  # noqa: PLC0415
    from tui_chat.server.config.config_schema import Config, ConfigError  # noqa: PLC0415
    from tui_chat.server.config.load import default_state, load  # noqa: PLC0415
    from tui_chat.server.process.state_folder.creation_and_lock import prepare_state  # noqa: PLC0415
    from tui_chat.server.process.state_folder.refounding_from_snapshot import refound_network  # noqa: PLC0415
    from tui_chat.server.store import StoreError  # noqa: PLC0415

    def may_replace(entries: int) -> bool:
        return click.confirm(
            f"The log is not lost; it has {entries} entries. Discard all after the last snapshot",
            err=True,
        )

    folder = state or default_state()
    try:
        number = node or (1 if key.nats else _own_node(key))
        prepare_state(folder)
        config = load(configured) if configured else Config()
        settings = config.settings("", "")
        place = stdio.run(refound_network(key, number, folder, settings, may_replace))
    except ConfigError as error:
        fail(*error.sentences)
    except (ClusterError, StoreError) as error:
        fail(str(error))
    where = "what this machine has" if place is None else f"entry {place.sequence} of its old log"
    stdio.say(
        f"The network goes on from {where}. Start the server here, then the others, with empty "
        "--state folders: they copy the history from here."
    )


def _key(file: Path) -> "ClusterKey":
    """The key in a file, on a machine that has what a network needs; else a sentence, and the end.

    Call it before the import of modules that need the extra.
    """
    from tui_chat.server.cluster import ClusterError  # noqa: PLC0415
    from tui_chat.server.cluster.key_file import read_key  # noqa: PLC0415
    from tui_chat.server.cluster.nats.connection_options import import_nats  # noqa: PLC0415

    try:
        key = read_key(file)
        import_nats()
    except ClusterError as error:
        fail(str(error))
    return key


def _own_node(key: "ClusterKey") -> int:
    from tui_chat.server.cluster.key_file import own_node  # noqa: PLC0415

    return own_node(key)


def tell_engine() -> bool:
    """Tell whether this machine can be one of a network's, where the extra is installed for it."""
    if importlib.util.find_spec("nats") is None or importlib.util.find_spec("fcntl") is None:
        return True
    from tui_chat.client.doctor.finding import bad, good  # noqa: PLC0415
    from tui_chat.server.cluster import ClusterError  # noqa: PLC0415
    from tui_chat.server.cluster.nats.requirements import check_program  # noqa: PLC0415
    from tui_chat.server.cluster.nats.server_config import find_program  # noqa: PLC0415

    try:
        program = find_program()
        check_program(program)
    except ClusterError as error:
        finding, fine = bad("Several machines", str(error)), False
    else:
        finding, fine = good("Several machines", str(program)), True
    stdio.say("\n".join(finding.lines()))
    return fine
