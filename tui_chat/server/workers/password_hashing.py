"""Hashing passwords and checking them: argon2 (RFC 9106) and SCRAM-SHA-256 (RFC 5802, 7677).

Slow by design: not for the loop's thread. Importing it takes a tenth of a second.
"""

import hashlib
import hmac
import os
import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from tui_chat.server.core.accounts.password_requests_and_checks import (
    Challenge,
    CheckConfigured,
    CheckPassword,
    CheckProof,
    HashPassword,
    MakeChallenge,
)
from tui_chat.server.core.events import Request
from tui_chat.server.core.password_hash_and_scram_keys import ScramKeys, Secrets
from tui_chat.wire import scram_primitives, scram_server_side

_MEMORY: Final = 19 * 1024
"""KiB that one hash fills: what OWASP advises for argon2id, with two passes."""
_ITERATIONS: Final = 600_000
"""Rounds of PBKDF2 in the keys of SCRAM: what OWASP advises, for they lie beside the hash."""
_SALT: Final = 16


class Passwords:
    """Answers the core's questions about passwords. May be asked from any thread.

    `cost` is the number of argon2's passes; 0 is the cheapest there is, for tests. `decoy_key` is
    the key that salts for accounts that do not exist are made of. It must stay the same over
    restarts, as the salts of existing accounts do.
    """

    def __init__(self, cost: int, decoy_key: bytes = b"") -> None:
        if cost:
            self._hasher = PasswordHasher(time_cost=cost, memory_cost=_MEMORY, parallelism=1)
        else:
            self._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self._iterations = _ITERATIONS if cost else scram_primitives.LEAST_ITERATIONS
        self._decoy_key = decoy_key or os.urandom(32)
        self._nobody = ""
        self._lock = threading.Lock()

    def answer(self, request: Request) -> object:
        """What the request asks for, in the shape that its class says."""
        match request:
            case HashPassword(password=password):
                return self.secrets(password)
            case CheckPassword(password=password, secrets=known):
                return self._check(password, known)
            case CheckConfigured(password=password, hash=known):
                return self.is_right(password, known)
            case MakeChallenge():
                return self._challenge(request)
            case CheckProof():
                return self._prove(request)
        raise TypeError(type(request).__name__)

    def secrets(self, password: str) -> Secrets:
        """What to keep of a password."""
        return Secrets(self._hasher.hash(password), self._scram_keys(password))

    def is_right(self, password: str, known: str) -> bool:
        """Whether a password is the one of this hash; that takes as long when there is none."""
        try:
            return self._hasher.verify(known or self._hash_of_nobody(), password) and bool(known)
        except (VerificationError, InvalidHashError):
            return False

    def _check(self, password: str, known: Secrets | None) -> bool | Secrets:
        if not self.is_right(password, "" if known is None else known.hash) or known is None:
            return False
        if known.scram is None or known.scram.iterations >= self._iterations:
            return True
        # The hash stays: by it others who log in just now know that the password is the same.
        return Secrets(known.hash, self._scram_keys(password))

    def _challenge(self, request: MakeChallenge) -> Challenge:
        try:
            first = scram_server_side.read_client_first(request.first)
        except scram_primitives.ScramError:
            return Challenge("", "")
        keys = self._keys(request.account, request.keys)
        nonce = scram_primitives.encoded(os.urandom(scram_primitives.NONCE))
        return Challenge(
            nonce, scram_server_side.server_first(first.nonce, nonce, keys.salt, keys.iterations)
        )

    def _prove(self, request: CheckProof) -> str:
        keys = self._keys(request.account, request.keys)
        try:
            first = scram_server_side.read_client_first(request.first)
            final = scram_server_side.server_final(first, request.nonce, request.final, keys)
        except scram_primitives.ScramError:
            return ""
        return final if request.keys is not None else ""

    def _keys(self, account: str, keys: ScramKeys | None) -> scram_primitives.Keys:
        if keys is not None:
            salt, stored, server = map(
                scram_primitives.decoded, (keys.salt, keys.stored, keys.server)
            )
            return scram_primitives.Keys(salt, stored, server, keys.iterations)
        # The same for every try, as that of an account would be: nobody learns which there are.
        salt = hmac.digest(self._decoy_key, account.encode(), hashlib.sha256)[:_SALT]
        return scram_primitives.Keys(salt, os.urandom(32), os.urandom(32), self._iterations)

    def _scram_keys(self, password: str) -> ScramKeys | None:
        """The keys of SCRAM; None for a password that SASLprep forbids, like one with emoji."""
        try:
            keys = scram_primitives.make_keys(password, os.urandom(_SALT), self._iterations)
        except scram_primitives.ForbiddenPasswordError:
            return None
        salt, stored, server = map(scram_primitives.encoded, keys[:3])
        return ScramKeys(salt, stored, server, keys.iterations)

    def _hash_of_nobody(self) -> str:
        with self._lock:
            if not self._nobody:
                self._nobody = self._hasher.hash(os.urandom(16))
            return self._nobody
