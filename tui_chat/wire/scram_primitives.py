"""What both sides of SCRAM-SHA-256 compute: keys, signatures, base64 (RFC 5802, RFC 7677)."""

import base64
import binascii
import hashlib
import hmac
import stringprep
import unicodedata
from typing import Final, NamedTuple

LEAST_ITERATIONS: Final = 4096
"""RFC 7677 4."""
NONCE: Final = 18
"""Random bytes of a nonce."""
_PROHIBITED: Final = (
    stringprep.in_table_c21_c22,
    stringprep.in_table_c3,
    stringprep.in_table_c4,
    stringprep.in_table_c5,
    stringprep.in_table_c6,
    stringprep.in_table_c7,
    stringprep.in_table_c8,
    stringprep.in_table_c9,
    stringprep.in_table_a1,
)


class ScramError(Exception):
    """A message that is not well-formed, or a proof that is wrong."""


class ForbiddenPasswordError(Exception):
    """A password that SASLprep does not allow, like one with emoji."""


class Keys(NamedTuple):
    """What a server keeps of a password."""

    salt: bytes
    stored: bytes
    server: bytes
    iterations: int


def prepared(password: str) -> str:
    """A password as it is hashed (SASLprep, RFC 4013). Raises ForbiddenPasswordError."""
    mapped = "".join(
        " " if stringprep.in_table_c12(letter) else letter
        for letter in password
        if not stringprep.in_table_b1(letter)
    )
    text = unicodedata.ucd_3_2_0.normalize("NFKC", mapped)  # that of RFC 3454
    if any(is_in(letter) for letter in text for is_in in _PROHIBITED):
        raise ForbiddenPasswordError
    rightward = [stringprep.in_table_d1(letter) for letter in text]
    # RFC 3454 6: a text from right to left holds no letter of the other direction.
    if any(rightward) and not (
        rightward[0] and rightward[-1] and not any(map(stringprep.in_table_d2, text))
    ):
        raise ForbiddenPasswordError
    return text


def salted(password: str, salt: bytes, iterations: int) -> bytes:
    """The slow part: `SaltedPassword` of a password that was prepared."""
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, iterations)


def make_keys(password: str, salt: bytes, iterations: int) -> Keys:
    """What to keep of a password. Raises ForbiddenPasswordError."""
    secret = salted(prepared(password), salt, iterations)
    return Keys(
        salt,
        hashlib.sha256(client_key(secret)).digest(),
        server_key(secret),
        iterations,
    )


def client_key(secret: bytes) -> bytes:
    """`ClientKey` of a salted password."""
    return sign(secret, "Client Key")


def server_key(secret: bytes) -> bytes:
    """`ServerKey` of a salted password."""
    return sign(secret, "Server Key")


def sign(key: bytes, text: str) -> bytes:
    """HMAC-SHA-256."""
    return hmac.digest(key, text.encode(), "sha256")


def combine(left: bytes, right: bytes) -> bytes:
    """The exclusive or of two texts of one length."""
    return bytes(one ^ other for one, other in zip(left, right, strict=True))


def decoded(text: str) -> bytes:
    """What is behind base64. Raises ScramError."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise ScramError("not base64") from error


def encoded(data: bytes) -> str:
    """Base64, as it stands in a message."""
    return base64.b64encode(data).decode()
