"""SCRAM-SHA-256, the client's half (RFC 5802, RFC 7677). Pure: the nonce comes from outside."""

import hashlib
import hmac
import unicodedata
from typing import Final

from tui_chat.wire.scram_primitives import (
    LEAST_ITERATIONS,
    ForbiddenPasswordError,
    ScramError,
    client_key,
    combine,
    decoded,
    encoded,
    prepared,
    salted,
    server_key,
    sign,
)

MOST_ITERATIONS: Final = 1_000_000
"""A server that asks for more wants to keep us busy."""


class ScramClient:
    """One exchange: `first`, then `final` with the server's answer, then `verify` with its last.

    What the server says makes no sense, or it does not know the password itself: ScramError.
    """

    def __init__(self, account: str, password: str, nonce: bytes) -> None:
        name = account.replace("=", "=3D").replace(",", "=2C")
        self._nonce = encoded(nonce)
        self._bare = f"n={name},r={self._nonce}"
        self._password = _prepared(password)
        self._signature = b""

    def first(self) -> bytes:
        """The client-first-message; without channel binding."""
        return f"n,,{self._bare}".encode()

    def final(self, server_first: bytes) -> bytes:
        """The client-final-message. Raises ScramError, also for more iterations than we do."""
        told = _attributes(server_first)
        nonce, salt, iterations = told.get("r", ""), told.get("s", ""), told.get("i", "")
        if "m" in told or not nonce.startswith(self._nonce) or nonce == self._nonce:
            raise ScramError("not an answer to our nonce")
        if not (iterations.isascii() and iterations.isdigit() and len(iterations) < 9):
            raise ScramError("no count of iterations")
        if not LEAST_ITERATIONS <= int(iterations) <= MOST_ITERATIONS:
            raise ScramError("a count of iterations that is unsafe or absurd")
        secret = salted(self._password, decoded(salt), int(iterations))
        key = client_key(secret)
        ending = f"c=biws,r={nonce}"
        signed = f"{self._bare},{server_first.decode()},{ending}"
        proof = combine(key, sign(hashlib.sha256(key).digest(), signed))
        self._signature = sign(server_key(secret), signed)
        return f"{ending},p={encoded(proof)}".encode()

    def verify(self, server_final: bytes) -> None:
        """Whether the server knows the password too. Raises ScramError if not."""
        told = _attributes(server_final)
        if not self._signature or not hmac.compare_digest(
            decoded(told.get("v", "")), self._signature
        ):
            raise ScramError("the server does not know the password")


def _prepared(password: str) -> str:
    """The password as servers prepare it (RFC 4013); if that forbids it, only normalized."""
    try:
        return prepared(password)
    except ForbiddenPasswordError:
        return unicodedata.normalize("NFKC", password)


def _attributes(message: bytes) -> dict[str, str]:
    try:
        text = message.decode()
    except UnicodeDecodeError as error:
        raise ScramError("not a SCRAM message") from error
    return {word[0]: word[2:] for word in text.split(",") if word[1:2] == "="}
