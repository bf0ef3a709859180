"""Keys that log in to an account (SASL ECDSA-NIST256P-CHALLENGE)."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tui_chat.client.connect.password_sources import PasswordError
from tui_chat.client.language.i18n import _
from tui_chat.private_files import read_file

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey


def signer(file: Path) -> Callable[[bytes], bytes]:
    """A function that signs challenges with the key in a PEM file. Raises PasswordError.

    A challenge has 32 bytes, which are signed as they are; the signature is in DER. The function
    raises ValueError for a challenge of another length.
    """
    # Slow to import, and needed only with such a key.
    from cryptography.hazmat.primitives.asymmetric import ec  # noqa: PLC0415
    from cryptography.hazmat.primitives.serialization import load_pem_private_key  # noqa: PLC0415

    try:
        key = load_pem_private_key(read_file(file), None)
    except OSError as error:
        text = _("The key {file} cannot be read: {reason}.")
        raise PasswordError(text.format(file=file, reason=error.strerror)) from error
    except TypeError as error:
        text = _("The key {file} has a password: store it without one.")
        raise PasswordError(text.format(file=file)) from error
    except Exception as error:  # the library says in several ways that it cannot read a file
        text = _("{file} contains no key in PEM.")
        raise PasswordError(text.format(file=file)) from error
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        text = _("The key {file} is of the wrong kind: it must be NIST P-256.")
        raise PasswordError(text.format(file=file))
    return partial(_signed, key)


def _signed(key: "EllipticCurvePrivateKey", challenge: bytes) -> bytes:
    from cryptography.hazmat.primitives import hashes  # noqa: PLC0415 - as above
    from cryptography.hazmat.primitives.asymmetric import ec, utils  # noqa: PLC0415

    return key.sign(challenge, ec.ECDSA(utils.Prehashed(hashes.SHA256())))
