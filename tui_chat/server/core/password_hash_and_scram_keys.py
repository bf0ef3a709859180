"""The hash and the SCRAM keys that are stored instead of a password."""

import msgspec


class ScramKeys(msgspec.Struct, frozen=True):
    """What SCRAM-SHA-256 checks a proof with (RFC 5802 3); bytes are in base64."""

    salt: str
    stored: str
    server: str
    iterations: int


class Secrets(msgspec.Struct, frozen=True):
    """The argon2 hash of a password, and the keys of SCRAM."""

    hash: str
    scram: ScramKeys | None
    """None for a password that SCRAM does not allow."""
