"""Files with secrets, which appear whole or not at all."""

import os
from pathlib import Path


def draft(file: Path, data: bytes) -> Path:
    """Write beside `file`, on the disk and for us alone, what is to take its place.

    Raises OSError.
    """
    beside = file.with_suffix(".new")
    beside.unlink(missing_ok=True)
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(data)
        out.flush()
        os.fsync(out.fileno())
    return beside
