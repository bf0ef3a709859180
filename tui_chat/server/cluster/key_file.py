"""The key file of a network on several machines: TOML, as printed by `tui-chat cluster new`.

Anyone who has the file can take part in the network and read all that is said there.
"""

import ipaddress
import os
import re
import secrets
import stat
import tomllib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple, Self
from urllib.parse import urlsplit

import msgspec

from tui_chat.private_files import read_file
from tui_chat.server.cluster import ClusterError
from tui_chat.server.cluster.network_certificates import check_pair, new_authority
from tui_chat.server.limits.cloaks import derived
from tui_chat.server.transport.own_ip_addresses import network_addresses

DEFAULT_PEER_PORT: Final = 7100
"""The port of each machine's engine for the others, unless the key file says otherwise."""
_MOST_BYTES: Final = 65536
_NETWORK: Final = re.compile(r"[a-z0-9]{4,32}")
_HOST: Final = re.compile(r"[A-Za-z0-9]([A-Za-z0-9_.-]{0,252})")
_HEAD: Final = """\
# The key of a tui-chat network on several machines: each of them gets a copy of this file.
# Whoever has it can take part in the network, and read all that is said there.
"""
_NATS_HINT: Final = """
# To use NATS servers of yours (2.11 or newer, with JetStream) instead of those that tui-chat runs:
# nats = ["tls://user:password@nats.example:4222"]
# nats_trust = "ca.pem"  # who vouches for their certificates; without it, who the system trusts
"""


class Peer(NamedTuple):
    """A machine of the network: the address at which the other engines reach its engine."""

    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"


class _Stored(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of the file."""

    network: str
    peers: tuple[str, ...]
    secret: str
    cloak_key: str
    certificate: str
    key: str
    nats: tuple[str, ...] = ()
    nats_trust: str = ""


class ClusterKey(msgspec.Struct, frozen=True):
    """What all machines of a network share."""

    network: str
    """The network's id: letters a to z and digits."""
    peers: tuple[Peer, ...]
    """The machines, the first of which is node 1; may be empty with `nats`."""
    secret: bytes
    cloak_key: bytes
    """Cloaks and other lasting secrets of the network are derived from it."""
    certificate: str
    """A certificate authority, in PEM. It signs the engines' certificates; clients may see it."""
    key: str
    """Its private key, in PEM without a password."""
    nats: tuple[str, ...] = ()
    """URLs of existing NATS servers, with user and password. Empty: each machine runs its own."""
    nats_trust: str = ""
    """A PEM file of authorities that sign the certificates of `nats`; "" means the system's."""

    def password(self, purpose: str) -> str:
        """A password derived from the secret for this purpose; it is the same on all machines."""
        return derived(self.secret, purpose).hex()

    def peer(self, node: int) -> Peer:
        """The machine with this number. Raises ClusterError if there is none."""
        if not 1 <= node <= len(self.peers):
            raise ClusterError(
                f"There is no node {node}: the key file names {len(self.peers)} machines."
            )
        return self.peers[node - 1]

    @classmethod
    def new(cls, peers: Sequence[Peer], nats: Sequence[str] = ()) -> Self:
        """The key of a new network. Takes a tenth of a second."""
        certificate, key = new_authority({peer.host for peer in peers})
        return cls(
            network=secrets.token_hex(5),
            peers=tuple(peers),
            secret=secrets.token_bytes(32),
            cloak_key=secrets.token_bytes(32),
            certificate=certificate,
            key=key,
            nats=tuple(nats),
        )


def parse_peers(text: str) -> tuple[Peer, ...]:
    """The machines in a list like "a,b:7101,[::1]:7102". Raises ClusterError."""
    peers = tuple(_parse_peer(one.strip()) for one in text.split(",") if one.strip())
    for peer in peers:
        if peers.count(peer) > 1:
            raise ClusterError(
                f"{peer} is named twice: give each machine a host or port of its own."
            )
    return peers


def _parse_peer(text: str) -> Peer:
    try:
        parts = urlsplit(f"//{text}")
        host, port = parts.hostname or "", parts.port or DEFAULT_PEER_PORT
        if ":" in host:
            ipaddress.IPv6Address(host)
    except ValueError:
        host, port = "", 0
    is_host = ":" in host or _HOST.fullmatch(host) is not None
    if not is_host or str(Peer(host, port)) not in {text.lower(), f"{text.lower()}:{port}"}:
        raise ClusterError(f'"{text}" is not a host, or a host and a port as "b:7101".')
    return Peer(host, port)


def key_text(key: ClusterKey) -> str:
    """The key as the text of its file."""
    peers = ", ".join(f'"{peer}"' for peer in key.peers)
    nats = ", ".join(msgspec.json.encode(one).decode() for one in key.nats)
    return (
        f'{_HEAD}network = "{key.network}"\n'
        f"peers = [{peers}]\n"
        f'secret = "{key.secret.hex()}"\n'
        f'cloak_key = "{key.cloak_key.hex()}"\n'
        f'certificate = """\n{key.certificate}"""\n'
        f'key = """\n{key.key}"""\n' + (f"nats = [{nats}]\n" if nats else _NATS_HINT)
    )


def read_key(file: Path) -> ClusterKey:
    """The key in a file. Raises ClusterError."""
    try:
        data = read_file(file, _MOST_BYTES)
        mode = file.stat().st_mode
    except OSError as error:
        raise ClusterError(f"Cannot read the key file {file}: {error.strerror}.") from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ClusterError(
            f"Other users of this machine can read the key file {file}: chmod 600 {file}"
        )
    try:
        return _parse(data, file)
    except (ValueError, msgspec.ValidationError) as error:
        raise ClusterError(
            f"The key file {file} is damaged ({_reason(error)}): copy it again from another "
            "machine."
        ) from error


def _reason(error: Exception) -> str:
    return re.sub(r"\s+", " ", str(error)).strip(" .")[:200] or "it is not what it was"


def _parse(data: bytes, file: Path) -> ClusterKey:
    """Raises ValueError, msgspec.ValidationError or ClusterError if the operator made a mistake."""
    values: Any = tomllib.loads(data.decode("utf-8"))
    stored = msgspec.convert(values, _Stored)
    if _NETWORK.fullmatch(stored.network) is None:
        raise ValueError('"network" is not an id')
    secret, cloak_key = bytes.fromhex(stored.secret), bytes.fromhex(stored.cloak_key)
    if len(secret) != 32 or len(cloak_key) != 32:
        raise ValueError("a secret is too short")
    check_pair(stored.certificate, stored.key)
    peers = parse_peers(",".join(stored.peers))
    for url in stored.nats:
        check_nats(url)
    if not peers and not stored.nats:
        raise ValueError("it names no machines")
    trust = str(file.parent / stored.nats_trust) if stored.nats_trust else ""
    return ClusterKey(
        *(stored.network, peers, secret, cloak_key, stored.certificate, stored.key),
        stored.nats,
        trust,
    )


def check_nats(url: str) -> None:
    """Raise ClusterError if a URL cannot be used, or would send everything unencrypted."""
    parts = urlsplit(url)
    try:
        host, _port = parts.hostname, parts.port
    except ValueError:
        host = None
    if parts.scheme not in {"nats", "tls"} or not host:
        raise ClusterError(
            'An address of a NATS server looks like "tls://user:password@host:4222".'
        )
    if parts.scheme != "tls" and not is_loopback(host):
        raise ClusterError(
            f"The NATS server at {host} would be reached without encryption: write tls:// instead."
        )


def is_loopback(host: str) -> bool:
    """Whether a host is a loopback address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def own_node(key: ClusterKey, addresses: Iterable[str] | None = None, name: str = "") -> int:
    """The number of this machine, found by its addresses and host name. Raises ClusterError."""
    import socket  # noqa: PLC0415 - only for whom does not say --node

    name = name or socket.gethostname()
    names = {name, name.partition(".")[0], socket.getfqdn(name)}
    own = {"127.0.0.1", "::1", *(network_addresses() if addresses is None else addresses)}
    found = [
        number
        for number, peer in enumerate(key.peers, 1)
        if peer.host in names or not own.isdisjoint(_addresses(peer.host))
    ]
    if len(found) == 1:
        return found[0]
    if found:
        listed = ", ".join(map(str, found))
        raise ClusterError(
            f"Several nodes of the key file are on this machine ({listed}): "
            "say which one with --node."
        )
    raise ClusterError(
        "The key file does not name this machine by its host name or an address: "
        "say which node it is with --node."
    )


def _addresses(host: str) -> set[str]:
    import socket  # noqa: PLC0415

    try:
        return {str(one[4][0]) for one in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)}
    except (OSError, UnicodeError):
        return set()
