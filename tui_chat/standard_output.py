"""Standard output that may fail: a reader that leaves (`| head`), a disk that is full.

Every program writes through one `Output`, so that a failed write ends each in the same way: with a
status, a sentence unless it was the reader who left, and never a traceback.
"""

import errno
import io
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final, TextIO

_READER_LEFT: Final = 141
"""The exit status of what nobody wants to read any more, as shells have it: 128 + SIGPIPE."""


class OutputError(Exception):
    """Standard output cannot be written. Not an OSError: those belong to connections and files."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(str(reason))
        self.reason = reason


class Output:
    """Writes to a file until that fails; from then on all is dropped.

    The first failure calls `on_failure`, where something waits to be ended so, else it raises
    OutputError. All else is the file's.
    """

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self.failure: OSError | None = None
        self.on_failure: Callable[[], object] | None = None

    def write(self, text: str) -> int:
        """Write, or drop. Raises OutputError."""
        if self.failure is None:
            try:
                return self._file.write(text)
            except OSError as error:
                self._fail(error)
        return len(text)

    def flush(self) -> None:
        """Flush what is written. Raises OutputError."""
        if self.failure is None:
            try:
                self._file.flush()
            except OSError as error:
                self._fail(error)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def _fail(self, error: OSError) -> None:
        self.failure = error
        # What is still buffered has to go somewhere: Python would complain about it at the end.
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._file.fileno())
            os.close(nowhere)
        if self.on_failure is None:
            raise OutputError(error) from error
        self.on_failure()


@contextmanager
def guarded() -> Iterator[None]:
    """Meanwhile standard output is an `Output`; a failure ends the program with its status.

    What its encoding cannot say is replaced.
    """
    before = sys.stdout
    if before is None:  # `>&-`: print says nothing to nobody
        yield
        return
    if isinstance(before, io.TextIOWrapper):
        before.reconfigure(errors="replace")
    output = Output(before)
    sys.stdout = output
    try:
        yield
    except OutputError:
        pass
    finally:
        with suppress(OutputError):
            output.flush()
        sys.stdout = before
        # Whatever it ended with: click leaves our error out, and tasks have been ended by it.
        if output.failure is not None:
            sys.exit(_told(output.failure))


@contextmanager
def failing(end: Callable[[], object]) -> Iterator[None]:
    """Meanwhile a failed write calls `end` and raises nothing: for what runs as many tasks."""
    output = sys.stdout
    if not isinstance(output, Output):
        yield
        return
    output.on_failure = end
    try:
        yield
    finally:
        output.on_failure = None


def forgive() -> None:
    """Go on without whoever does not read us: what fails from now on is another matter."""
    if isinstance(sys.stdout, Output):
        sys.stdout.failure = None


def _told(error: OSError) -> int:
    """Say why it ends, if somebody is there to be told; gives the exit status."""
    if error.errno == errno.EPIPE:
        return _READER_LEFT
    with suppress(OSError):
        reason = error.strerror or str(error)
        print(f"tui-chat: standard output cannot be written: {reason}.", file=sys.stderr)  # noqa: T201
    return 1
