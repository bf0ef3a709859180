"""`--check-config`: whether a server would start now, on this machine, with this configuration.

A server is really started, with its files in a temporary folder, and stopped at once: so a
configuration that passes the check does start. The real state folder is not changed. Ports held by
the server that runs on that folder are no fault, because the check is meant for use before a reload
or restart.
"""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from tui_chat import stdio
from tui_chat.server.cluster import ClusterError
from tui_chat.server.config.config_schema import Cluster, Config, Listen
from tui_chat.server.files.file_store import FILE as FILES
from tui_chat.server.files.file_store import MIGRATIONS as FILES_MIGRATIONS
from tui_chat.server.process import control_socket
from tui_chat.server.process.server import Server, ServerError
from tui_chat.server.process.state_folder import creation_and_lock
from tui_chat.server.process.state_folder.backup import SMALL_FILES
from tui_chat.server.process.state_folder.node_name_file import refuse_alone, refuse_other_network
from tui_chat.server.store import StoreError
from tui_chat.server.store.history_schema import FILE as HISTORY
from tui_chat.server.store.history_schema import MIGRATIONS as HISTORY_MIGRATIONS
from tui_chat.server.store.missing_database_check import check_together
from tui_chat.server.store.sqlite_opening_and_migration import check_database
from tui_chat.server.store.sqlite_record_store import check_records
from tui_chat.server.transport.certificates import CertificateError
from tui_chat.server.transport.listeners import InUse, addresses, never

_EVERYWHERE: Final = {"", "0.0.0.0", "::"}  # noqa: S104 - compared, not bound


def problems(config: Config, folder: Path) -> tuple[str, ...]:
    """Sentences that say why the server would not start; none if it would."""
    return tuple(dict.fromkeys(_problems(config, folder)))


def _problems(config: Config, folder: Path) -> Iterator[str]:
    try:
        _check_state(folder)
    except (ServerError, StoreError) as error:
        yield str(error)
    held = _held(folder)
    if not config.cluster.key:
        try:
            refuse_alone(folder)
        except StoreError as error:
            yield str(error)
    else:
        try:
            stdio.run(_check_membership(config.cluster, folder, runs=held is not never))
        except (ClusterError, StoreError) as error:
            yield str(error)
        config = replace(config, cluster=Cluster())  # the check is no further node of the network
    with tempfile.TemporaryDirectory(prefix="tui-chat-check-") as scratch:
        try:
            for name in SMALL_FILES:
                if (folder / name).is_file():
                    copy = Path(scratch) / name
                    copy.touch(mode=0o600)
                    shutil.copyfile(folder / name, copy)
            stdio.run(_start(config, Path(scratch), held))
        except (ServerError, CertificateError) as error:
            yield str(error).replace(scratch, str(folder))
        except OSError as error:
            yield f"Cannot use {error.filename or scratch}: {error.strerror}."


async def _check_membership(settings: Cluster, folder: Path, *, runs: bool) -> None:
    from tui_chat.server.cluster import key_and_nats_startup  # noqa: PLC0415 - rarely used

    key, _node = key_and_nats_startup.read_membership(settings)
    refuse_other_network(folder, key.network)
    await key_and_nats_startup.check_membership(settings, runs=runs)


async def _start(config: Config, state: Path, in_use: InUse) -> None:
    async with Server(config, state, may_be_in_use=in_use) as server:
        server.endpoints.prepare()


def _check_state(folder: Path) -> None:
    """Raise StoreError if a server could not have its files there."""
    if not folder.exists():
        creation_and_lock.check_writable(
            folder, next(one for one in folder.absolute().parents if one.exists())
        )
        return
    creation_and_lock.check_writable(folder, folder)
    creation_and_lock.secure(folder, only_look=True)
    check_together(folder)
    check_records(folder)
    check_database(folder / HISTORY, HISTORY_MIGRATIONS)
    check_database(folder / FILES, FILES_MIGRATIONS)


def _held(folder: Path) -> InUse:
    """Which places the server holds that runs on the folder."""
    if not (folder / creation_and_lock.FILE).exists():
        return never
    try:
        with creation_and_lock.locked(folder):
            return never
    except StoreError:
        pass  # it runs
    try:
        held = control_socket.places_of(folder)
    except control_socket.ControlError:
        return lambda _place: True  # it cannot be asked: it is taken for the one in the way
    return lambda place: any(_is_same(place, one) for one in held)


def _is_same(place: Listen, held: Listen) -> bool:
    """Whether one of the two is in the way of the other."""
    if place.path or held.path:
        return Path(place.path).absolute() == Path(held.path).absolute()
    if place.port != held.port:
        return False
    if place.host in _EVERYWHERE or held.host in _EVERYWHERE:
        return True
    return bool(dict(addresses(place.host)).items() & dict(addresses(held.host)).items())
