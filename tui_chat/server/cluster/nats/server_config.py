"""The configuration of an engine, nats-server, that runs beside a node and only for it."""

import os
import shutil
import socket
import sys
from pathlib import Path
from typing import Any, Final

import msgspec

from tui_chat.private_files import make_folder, read_file, write_draft
from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.key_file import ClusterKey, Peer, is_loopback
from tui_chat.server.cluster.nats.requirements import INSTALL
from tui_chat.server.cluster.network_certificates import issued

PROGRAM: Final = "nats-server"
FOLDER: Final = "engine"
"""Inside the state folder."""
CONFIG_FILE: Final = "engine.conf"
PID_FILE: Final = "engine.pid"
USER: Final = "tui-chat"
MOST_PAYLOAD: Final = 8 << 20
"""Bytes of one message."""


def find_program() -> Path:
    """The nats-server installed beside this Python, or else the system's. Raises ClusterError."""
    beside = Path(sys.executable).parent / PROGRAM
    found = str(beside) if beside.is_file() else shutil.which(PROGRAM)
    if found is None:
        raise ClusterError(f"A network on several machines needs {PROGRAM}: {INSTALL}")
    return Path(found)


def free_port() -> int:
    """A port of the loopback address that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def client_password(key: ClusterKey) -> str:
    """The password with which programs on this machine that have the key reach the engine."""
    return key.password("engine's clients")


def write_config(key: ClusterKey, node: int, state: Path, port: int) -> Path:
    """Write the engine's files; gives the path of its configuration. Raises ClusterError."""
    own = key.peer(node)
    folder = state / FOLDER
    certificate, secret = issued(key.certificate, key.key, {peer.host for peer in key.peers})
    try:
        make_folder(folder)
        for name, text in (
            *(("authority.pem", key.certificate), ("cert.pem", certificate), ("key.pem", secret)),
            (CONFIG_FILE, msgspec.json.encode(_values(key, node, own, folder, port)).decode()),
        ):
            file = folder / name
            write_draft(file, text.encode(), sync=False).replace(file)
    except OSError as error:
        where = error.filename or folder
        raise ClusterError(f"Cannot write {where}: {error.strerror}.") from error
    return folder / CONFIG_FILE


def port_of(state: Path) -> int:
    """The client port of the engine that runs, or last ran, on this state folder; 0 if none did."""
    try:
        values = msgspec.json.decode(read_file(state / FOLDER / CONFIG_FILE))
        return int(values["port"])
    except (OSError, ValueError, KeyError, TypeError, msgspec.DecodeError):
        return 0


def _values(key: ClusterKey, node: int, own: Peer, folder: Path, port: int) -> dict[str, Any]:
    values: dict[str, Any] = {
        "server_name": f"{key.network}-{node}",
        # Only programs on this machine that have the key get in here: no need of encryption.
        "host": "127.0.0.1",
        "port": port,
        "authorization": {"user": USER, "password": client_password(key)},
        "pid_file": str(folder / PID_FILE),
        "max_payload": MOST_PAYLOAD,
        "max_pending": 8 * MOST_PAYLOAD,
        "logtime": False,
        "jetstream": {"store_dir": str(folder), "sync_interval": "always"},
    }
    if len(key.peers) > 1:
        values["cluster"] = _routes(key, own, folder)
    return values


def _routes(key: ClusterKey, own: Peer, folder: Path) -> dict[str, Any]:
    """How engines reach each other: both prove who they are by the key's certificate and secret."""
    secret = key.password("engines")
    return {
        "name": key.network,
        "listen": str(_listening_place(own)),
        "routes": [f"tls://{USER}:{secret}@{peer}" for peer in key.peers if peer != own],
        "authorization": {"user": USER, "password": secret, "timeout": 5},
        "no_advertise": True,
        "tls": {
            "cert_file": str(folder / "cert.pem"),
            "key_file": str(folder / "key.pem"),
            "ca_file": str(folder / "authority.pem"),
            "verify": True,
            "timeout": 5,
        },
    }


def _listening_place(own: Peer) -> Peer:
    """Where the engine listens for others. Behind a router, its address there may be another."""
    if is_loopback(own.host):
        return own
    return Peer("::" if socket.has_dualstack_ipv6() else "0.0.0.0", own.port)  # noqa: S104 - TLS


def check_listening(key: ClusterKey, node: int) -> None:
    """Raise ClusterError if the engine could not listen for the engines of other machines."""
    if len(key.peers) == 1:
        return
    place = _listening_place(key.peer(node))
    dual = place.host == "::"
    family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
    try:
        with socket.create_server(place, family=family, dualstack_ipv6=dual):
            pass
    except OSError as error:
        raise ClusterError(
            f"The engine cannot listen on {place} for the other machines: "
            f"{os.strerror(error.errno or 0)}."
        ) from error
