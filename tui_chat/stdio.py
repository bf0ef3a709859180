"""The one way out to a terminal or a pipe: nothing that is said here steers a terminal.

All that a program of ours writes to standard output or the error output goes through here; the
log of the server and the full screen have exits of their own (`server.logs`,
`client.textual_compat.safe_screen`). So no caller needs to know where a text comes from: whoever
forgets to make it safe has forgotten nothing.

Standard output may fail: a reader leaves (`| head`), a disk is full. Then every program ends in the
same way: with a status, a sentence unless it was the reader who left, and never a traceback. Where
the error output fails, nobody is there to be told, and nothing else is different.
"""

import errno
import io
import os
import sys
import traceback
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Final, TextIO, TypeVar

from tui_chat.wire.text.sanitize import sanitize

PROGRAM: Final = "tui-chat"
_READER_LEFT: Final = 141
"""The exit status of what nobody wants to read any more, as shells have it: 128 + SIGPIPE."""

Result = TypeVar("Result")


class OutputError(Exception):
    """Standard output cannot be written. Not an OSError: those belong to connections and files."""

    def __init__(self, reason: OSError) -> None:
        super().__init__(str(reason))
        self.reason = reason


# What is said


def say(text: str = "", *, end: str = "\n") -> None:
    """Write a text of one line or several to standard output, at once. Raises OutputError."""
    print(sanitize(text, keep_newlines=True), end=end, flush=True)  # noqa: T201


def show(text: str) -> None:
    """Write a text that may move within its row; the caller has sanitized all else in it."""
    print(text, end="", flush=True)  # noqa: T201


def say_if_anybody_reads(text: str) -> None:
    """Write a text to standard output; if that fails, go on as if nothing had been said."""
    try:
        say(text)
    except (OSError, OutputError):
        if isinstance(sys.stdout, Output):
            sys.stdout.failure = None


def say_json(value: Any) -> None:
    """Write a value as one line of JSON, at once. What would steer a terminal is escaped in it.

    Raises OutputError.
    """
    import json  # noqa: PLC0415 - `--help` must not wait for these

    import msgspec  # noqa: PLC0415

    text = msgspec.json.encode(value).decode()
    if sanitize(text) != text:
        text = json.dumps(json.loads(text), separators=(",", ":"))  # nothing but ASCII
    print(text, flush=True)  # noqa: T201


def complain(sentence: str) -> None:
    """Say on the error output what went wrong."""
    complain_without_name(f"{PROGRAM}: {sentence}")


def complain_without_name(text: str) -> None:
    """Write a text to the error output as it stands."""
    with suppress(OSError):
        print(sanitize(text, keep_newlines=True), file=sys.stderr, flush=True)  # noqa: T201


# Programs, from their beginning to their end


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """Run a coroutine to its end in a new event loop, whose errors are logged sanitized."""
    import asyncio  # noqa: PLC0415 - help and mistakes on the command line do not wait for these
    import logging  # noqa: PLC0415

    class Formatter(logging.Formatter):
        def format(self, record: logging.LogRecord) -> str:
            return sanitize(super().format(record), keep_newlines=True)

    if logging.lastResort is not None:
        logging.lastResort.setFormatter(Formatter())
    return asyncio.run(work)


def tell_exceptions() -> None:
    """Have mistakes of ours, which may quote what others sent, told through here too."""
    sys.excepthook = _tell_exception


def _tell_exception(
    kind: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    complain_without_name("".join(traceback.format_exception(kind, error, trace)).rstrip("\n"))
    _drop_unwritten_complaints()


@contextmanager
def guarded() -> Iterator[None]:
    """Meanwhile standard output is an `Output`; a failure ends the program with its status.

    What its encoding cannot say is replaced. Streams that were closed when we were started read
    nothing, and drop what is written.
    """
    _open_closed_streams()
    before = sys.stdout
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
        status = None if output.failure is None else _told(output.failure)
        _drop_unwritten_complaints()
        if status is not None:
            sys.exit(status)


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
        _redirect_to_devnull(self._file)
        if self.on_failure is None:
            raise OutputError(error) from error
        self.on_failure()


def _told(error: OSError) -> int:
    """Say why it ends, if somebody is there to be told; gives the exit status."""
    if error.errno == errno.EPIPE:
        return _READER_LEFT
    complain(f"standard output cannot be written: {error.strerror or error}.")
    return 1


def _open_closed_streams() -> None:
    """Python has None for a stream that is closed (`2>&-`); no other file is to get its number."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115


def _drop_unwritten_complaints() -> None:
    """Python would end with a status of its own if it could not write them either."""
    try:
        sys.stderr.flush()
    except OSError:
        _redirect_to_devnull(sys.stderr)


def _redirect_to_devnull(file: TextIO) -> None:
    """What is still buffered has to go somewhere: Python would complain about it at the end."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, file.fileno())
        os.close(nowhere)
