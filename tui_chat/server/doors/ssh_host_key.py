"""The key by which ssh clients recognise this server."""

from pathlib import Path
from typing import Final

import asyncssh

from tui_chat.private_files import read_file, write_draft
from tui_chat.server.doors import HOST_KEY_FILE

_ALGORITHM: Final = "ssh-ed25519"


class HostKeyError(Exception):
    """The key cannot be used; the text is one sentence that says why."""


def host_key(folder: Path | None) -> asyncssh.SSHKey:
    """The key in the state folder, made if there is none; a new one without a folder.

    Raises HostKeyError.
    """
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
