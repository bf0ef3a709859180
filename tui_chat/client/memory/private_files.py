"""Files of the client that nobody else on the machine may read, whatever the umask says."""

import contextlib
import os
from pathlib import Path
from typing import Final

_FOLDER: Final = 0o700
_FILE: Final = 0o600
_OF_OTHERS: Final = 0o077


def make_folder(folder: Path) -> None:
    """Make sure that there is a folder, and that it is ours alone. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True, mode=_FOLDER)
    if folder.stat().st_mode & _OF_OTHERS:
        with contextlib.suppress(PermissionError):  # somebody else's, where we are let in
            folder.chmod(_FOLDER)


def replace_file(path: Path, data: bytes) -> None:
    """Put `data` into a file, whole or not at all, for nobody else to read. Raises OSError."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    draft.unlink(missing_ok=True)
    try:
        # Made anew, so that it has these rights, and is no link to elsewhere.
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FILE), "wb") as file:
            file.write(data)
        draft.replace(path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise
