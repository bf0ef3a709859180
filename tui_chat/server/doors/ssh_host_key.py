"""The key by which ssh clients recognise this server."""

import hashlib
from pathlib import Path
from typing import Final

import asyncssh
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tui_chat.private_files import read_file, write_draft
from tui_chat.server.doors import HOST_KEY_FILE

_ALGORITHM: Final = "ssh-ed25519"


class HostKeyError(Exception):
    """The key cannot be used; the text is one sentence that says why."""


def _derived_key(secret: str) -> asyncssh.SSHKey:
    seed = hashlib.sha256(secret.encode()).digest()
    written = Ed25519PrivateKey.from_private_bytes(seed).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    )
    return asyncssh.import_private_key(written)


def host_key(folder: Path | None, secret: str = "") -> asyncssh.SSHKey:
    """The key in the state folder, made if there is none; a new one without a folder.

    The nodes of a network have a `secret`, and all the key that follows from it. Raises
    HostKeyError.
    """
    if secret:
        return _derived_key(secret)
    if folder is None:
        return asyncssh.generate_private_key(_ALGORITHM)
    file = folder / HOST_KEY_FILE
    try:
        written = read_file(file) if file.exists() else b""
        if not written:
            made = asyncssh.generate_private_key(_ALGORITHM)
            write_draft(file, made.export_private_key()).replace(file)
            return made
        return asyncssh.import_private_key(written)
    except OSError as error:
        raise HostKeyError(f"Cannot use {error.filename or file}: {error.strerror}.") from error
    except asyncssh.KeyImportError as error:
        sentence = f"{file} is not a private key for ssh without a passphrase."
        raise HostKeyError(sentence) from error
