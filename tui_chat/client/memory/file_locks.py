"""Locks on files, as each system has them: one program at a time holds one, until it ends."""

import os
import sys

if sys.platform == "win32":
    import msvcrt

    def lock(descriptor: int) -> None:
        """Lock an open file at once. Raises BlockingIOError while another program holds it."""
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError(error.errno, os.strerror(error.errno)) from error
else:
    try:
        import fcntl
    except ImportError:

        def lock(descriptor: int) -> None:
            """Nothing: this system has no locks, and the last writer wins."""
    else:

        def lock(descriptor: int) -> None:
            """Lock an open file at once. Raises BlockingIOError while another program holds it."""
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
