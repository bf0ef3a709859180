"""The server's half of SCRAM-SHA-256: reading and writing its messages (RFC 5802, RFC 7677).

Nonces come from outside. The client's half is in the registration of its session.
"""

import hashlib
import hmac
from typing import NamedTuple

from tui_chat.wire.scram_primitives import Keys, ScramError, combine, decoded, encoded, sign


class ClientFirst(NamedTuple):
    """The client's first message."""

    header: str
    """What it says of channel binding, and whom it wants to act as; with its last comma."""
    bare: str
    """The rest."""
    nonce: str


def read_client_first(message: str) -> ClientFirst:
    """`gs2-header client-first-message-bare` (RFC 5802 7). Raises ScramError.

    Channel binding is not spoken here: a client that insists on it is refused.
    """
    parts = message.split(",")
    if len(parts) < 4:
        raise ScramError("not a first message")
    binding, role, name, nonce = parts[:4]
    if binding not in {"n", "y"} or (role and not role.startswith("a=")):
        raise ScramError("channel binding")
    if not name.startswith("n=") or not nonce.startswith("r="):
        raise ScramError("no name and nonce")  # among others `m=`, a mandatory extension
    if not nonce[2:] or not all("!" <= letter <= "~" for letter in nonce[2:]):
        raise ScramError("not a nonce")
    return ClientFirst(f"{binding},{role},", ",".join(parts[2:]), nonce[2:])


def read_names(message: str) -> tuple[str, str]:
    """The account that a first message names, and the one to act as or "" (RFC 5802 5.1).

    Raises ScramError.
    """
    parts = message.split(",")
    if len(parts) < 4 or not parts[2].startswith("n="):
        raise ScramError("no name")
    return _unescaped(parts[2][2:]), _unescaped(parts[1][2:])


def _unescaped(name: str) -> str:
    return name.replace("=2C", ",").replace("=3D", "=")


def server_first(client_nonce: str, server_nonce: str, salt: bytes, iterations: int) -> str:
    """The server's first message."""
    return f"r={client_nonce}{server_nonce},s={encoded(salt)},i={iterations}"


def server_final(first: ClientFirst, server_nonce: str, final: str, keys: Keys) -> str:
    """The server's last message: the client has proven that it knows the password, and so do we.

    Raises ScramError if it has not.
    """
    said, mark, proof = final.rpartition(",p=")
    parts = said.split(",")
    nonce = first.nonce + server_nonce
    if (
        not mark
        or parts[0] != f"c={encoded(first.header.encode())}"
        or parts[1:2] != [f"r={nonce}"]
    ):
        raise ScramError("not an answer to our challenge")
    challenge = server_first(first.nonce, server_nonce, keys.salt, keys.iterations)
    signed = f"{first.bare},{challenge},{said}"
    shown, signature = decoded(proof), sign(keys.stored, signed)
    if len(shown) != len(signature):
        raise ScramError("a proof of another length")
    if not hmac.compare_digest(hashlib.sha256(combine(shown, signature)).digest(), keys.stored):
        raise ScramError("a wrong proof")
    return f"v={encoded(sign(keys.server, signed))}"
