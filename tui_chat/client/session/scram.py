"""SCRAM-SHA-256, the client's half (RFC 5802, RFC 7677). Pure: the nonce comes from outside."""

import base64
import binascii
import hashlib
import hmac
import unicodedata
from typing import Final

MOST_ITERATIONS: Final = 1_000_000
"""A server that asks for more wants to keep us busy."""
_LEAST_ITERATIONS: Final = 4_096


class ScramError(Exception):
    """What the server said makes no sense, or it does not know the password itself."""


class ScramClient:
    """One exchange: `first`, then `final` with the server's answer, then `verify` with its last."""

    def __init__(self, account: str, password: str, nonce: bytes) -> None:
        name = account.replace("=", "=3D").replace(",", "=2C")
        self._nonce = base64.b64encode(nonce).decode()
        self._bare = f"n={name},r={self._nonce}"
        self._password = unicodedata.normalize("NFKC", password).encode()
        self._signature = b""

    def first(self) -> bytes:
        """The client-first-message; without channel binding."""
        return f"n,,{self._bare}".encode()

    def final(self, server_first: bytes) -> bytes:
        """The client-final-message. Raises ScramError."""
        told = _attributes(server_first)
        nonce, salt, iterations = told.get("r", ""), told.get("s", ""), told.get("i", "")
        if "m" in told or not nonce.startswith(self._nonce) or nonce == self._nonce:
            raise ScramError("not an answer to our nonce")
        if not (iterations.isascii() and iterations.isdigit() and len(iterations) < 9):
            raise ScramError("no count of iterations")
        if not _LEAST_ITERATIONS <= int(iterations) <= MOST_ITERATIONS:
            raise ScramError("a count of iterations that is unsafe or absurd")
        salted = hashlib.pbkdf2_hmac("sha256", self._password, _decoded(salt), int(iterations))
        client_key = _hmac(salted, b"Client Key")
        ending = f"c=biws,r={nonce}"
        signed = f"{self._bare},{server_first.decode()},{ending}".encode()
        proof = _xor(client_key, _hmac(hashlib.sha256(client_key).digest(), signed))
        self._signature = _hmac(_hmac(salted, b"Server Key"), signed)
        return f"{ending},p={base64.b64encode(proof).decode()}".encode()

    def verify(self, server_final: bytes) -> None:
        """Whether the server knows the password too. Raises ScramError if not."""
        told = _attributes(server_final)
        if not self._signature or not hmac.compare_digest(
            _decoded(told.get("v", "")), self._signature
        ):
            raise ScramError("the server does not know the password")


def _attributes(message: bytes) -> dict[str, str]:
    try:
        text = message.decode()
    except UnicodeDecodeError as error:
        raise ScramError("not a SCRAM message") from error
    return {word[0]: word[2:] for word in text.split(",") if word[1:2] == "="}


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ScramError("not a SCRAM message") from error


def _hmac(key: bytes, text: bytes) -> bytes:
    return hmac.digest(key, text, "sha256")


def _xor(left: bytes, right: bytes) -> bytes:
    return bytes(one ^ other for one, other in zip(left, right, strict=True))
