"""Hashing passwords and checking them: argon2 (RFC 9106) and SCRAM-SHA-256 (RFC 5802, 7677).

Slow by design: not for the loop's thread. Importing it takes a tenth of a second.
"""

import base64
import hashlib
import hmac
import os
import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from scramp import ScramException, ScramMechanism  # type: ignore[import-untyped]  # has none

from tui_chat.server.core.credentials import (
    Challenge,
    CheckPassword,
    CheckProof,
    HashPassword,
    MakeChallenge,
)
from tui_chat.server.core.operators import CheckOperator
from tui_chat.server.core.passwords import ScramKeys, Secrets
from tui_chat.server.core.requests import Request

_MEMORY: Final = 19 * 1024
"""KiB that one hash fills: what OWASP advises for argon2id, with two passes."""
_SCRAM: Final = ScramMechanism("SCRAM-SHA-256")

ScramInfo = tuple[bytes, bytes, bytes, int]
"""Salt, stored key, server key, iterations."""


class Passwords:
    """Answers the core's questions about passwords. May be asked from any thread.

    `cost` is the number of argon2's passes; 0 is the cheapest there is, for tests. `secret` is one
    that outlives a restart: what is made up for accounts that are not there stays the same by it.
    """

    def __init__(self, cost: int, secret: bytes = b"") -> None:
        if cost:
            self._hasher = PasswordHasher(time_cost=cost, memory_cost=_MEMORY, parallelism=1)
        else:
            self._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self._chaff = hmac.digest(secret or os.urandom(32), b"no account", hashlib.sha256)
        """Makes up keys for accounts that are not there."""
        self._nobody = ""
        self._lock = threading.Lock()

    def answer(self, request: Request) -> object:
        """What the request asks for, in the shape that its class says."""
        match request:
            case HashPassword(password=password):
                return self.secrets(password)
            case (
                CheckPassword(password=password, hash=known)
                | CheckOperator(password=password, hash=known)
            ):
                return self.is_right(password, known)
            case MakeChallenge():
                return self._challenge(request)
            case CheckProof():
                return self._prove(request)
        raise TypeError(type(request).__name__)

    def secrets(self, password: str) -> Secrets:
        """What to keep of a password."""
        return Secrets(self._hasher.hash(password), _scram_keys(password))

    def is_right(self, password: str, known: str) -> bool:
        """Whether a password is the one of this hash; that takes as long when there is none."""
        try:
            return self._hasher.verify(known or self._hash_of_nobody(), password) and bool(known)
        except (VerificationError, InvalidHashError):
            return False

    def _challenge(self, request: MakeChallenge) -> Challenge:
        try:
            server = _SCRAM.make_server(lambda _name: self._keys(request.account, request.keys))
            server.set_client_first(request.first)
            return Challenge(str(server.s_nonce), server.get_server_first())
        except (ScramException, ValueError, KeyError):
            return Challenge("", "")

    def _prove(self, request: CheckProof) -> str:
        try:
            server = _SCRAM.make_server(
                lambda _name: self._keys(request.account, request.keys), s_nonce=request.nonce
            )
            server.set_client_first(request.first)
            server.get_server_first()
            server.set_client_final(request.final)
            return str(server.get_server_final()) if request.keys is not None else ""
        except (ScramException, ValueError, KeyError):
            return ""

    def _keys(self, account: str, keys: ScramKeys | None) -> ScramInfo:
        if keys is not None:
            parts = (base64.b64decode(text) for text in (keys.salt, keys.stored, keys.server))
            return (*parts, keys.iterations)  # type: ignore[return-value]
        # The same for every try, as that of an account would be: nobody learns which there are.
        salt = hmac.digest(self._chaff, account.encode(), hashlib.sha256)
        return salt, os.urandom(32), os.urandom(32), int(_SCRAM.iteration_count)

    def _hash_of_nobody(self) -> str:
        with self._lock:
            if not self._nobody:
                self._nobody = self._hasher.hash(os.urandom(16))
            return self._nobody


def _scram_keys(password: str) -> ScramKeys | None:
    """The keys of SCRAM; None for a password that SASLprep forbids, like one with emoji."""
    try:
        salt, stored, server, iterations = _SCRAM.make_auth_info(password)
    except ScramException:
        return None
    salt, stored, server = (base64.b64encode(part).decode() for part in (salt, stored, server))
    return ScramKeys(salt, stored, server, iterations)
