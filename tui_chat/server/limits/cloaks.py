"""Cloaks: host names that other people see in place of an address, the same each time."""

import base64
import errno
import hashlib
import hmac
import os
from pathlib import Path
from typing import Final

from tui_chat.private_files import read_file, write_draft

KEY_FILE: Final = "cloak.key"
_SUFFIX: Final = ".hidden"
_KEY: Final = 32
"""Bytes of the key."""
_LETTERS: Final = 16
"""80 bits: nobody has two addresses that look the same, nor tries all keys."""


def cloak(key: bytes, address: str) -> str:
    """A host name that stands for an address, and does not give it away without the key."""
    digest = hmac.digest(key, address.encode(), hashlib.sha256)
    return base64.b32encode(digest).decode()[:_LETTERS].lower() + _SUFFIX


def derived(key: bytes, purpose: str) -> bytes:
    """Another secret made of this one: it stays the same as long, and does not give it away."""
    return hmac.digest(key, f"tui-chat {purpose}".encode(), hashlib.sha256)


def cloak_key(folder: Path | None) -> bytes:
    """The key in the state folder, made if there is none; a new one without a folder.

    Raises OSError.
    """
    if folder is None:
        return os.urandom(_KEY)
    file = folder / KEY_FILE
    key = read_file(file) if file.exists() else b""
    if not key:  # an empty one hides nothing: a start was interrupted, or the disk full
        key = os.urandom(_KEY)
        write_draft(file, key).replace(file)
    elif len(key) != _KEY:  # a shorter key could be guessed
        raise OSError(errno.EINVAL, f"It has {len(key)} bytes instead of {_KEY}", str(file))
    return key
