"""Recordings of events: a file with a line about the server and one for each event, and replay."""

import os
import re
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

import msgspec

from tui_chat import __version__
from tui_chat.server import exception_logging
from tui_chat.server.core.event_codec import UnknownEvent, decode, encode
from tui_chat.server.core.event_dispatch import handle
from tui_chat.server.core.events import Event
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state_dump import DumpError, load
from tui_chat.server.recording.secret_pseudonyms import Redactor, without_passwords

_FORMAT: Final = 1
_ODD: Final = re.compile("[^ -~]")
_LONGEST: Final = 1 << 28
"""Bytes of a line of a recording: more than any event or state has."""
_STATE: Final = b'{"type":"LoadedState"'


class RecordingError(Exception):
    """A recording that cannot be made or read; the text is one sentence that says why."""


class Beginning(msgspec.Struct, frozen=True):
    """The first line of a recording."""

    recording: int
    """The format of the file."""
    version: str
    """That of tui-chat."""
    settings: Settings


class LoadedState(msgspec.Struct, frozen=True, tag=True):
    """A line in place of an event: the server went on from this dumped state."""

    state: bytes


class Recording:
    """Writes events to a new file, for us alone, without secrets and each at once."""

    def __init__(self, path: Path, settings: Settings) -> None:
        """Raises RecordingError if there is such a file already, or it cannot be made."""
        self._redactor = Redactor(secrets.token_bytes(32), settings.limits.key)
        try:
            opened = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        except FileExistsError as error:
            why = f"{path} is there already: name a new file for the recording."
            raise RecordingError(why) from error
        except OSError as error:
            raise RecordingError(f"Cannot record to {path}: {error.strerror}.") from error
        self._file: BinaryIO | None = os.fdopen(opened, "wb", buffering=0)
        beginning = Beginning(_FORMAT, __version__, without_passwords(settings))
        try:
            self._write(msgspec.json.encode(beginning))
        except OSError as error:
            self.close()
            raise RecordingError(f"Cannot record to {path}: {error.strerror}.") from error

    def add(self, event: Event) -> None:
        """Write an event. Never raises: after a failure, which is reported, it writes no more."""
        if self._file is not None:
            try:
                self._write(encode(self._redactor.event(event)))
            except Exception as error:  # noqa: BLE001 - it must not end the chat
                exception_logging.report(
                    "the recording ends here: it cannot be written", error, event
                )
                self.close()

    def begin_with(self, dumped: bytes) -> None:
        """Write a state that the server goes on from: that of the network that it has joined."""
        if self._file is not None:
            try:
                self._write(msgspec.json.encode(LoadedState(self._redactor.state(dumped))))
            except Exception as error:  # noqa: BLE001 - as above
                exception_logging.report("the recording ends here: it cannot be written", error)
                self.close()

    def close(self) -> None:
        """End the recording."""
        file, self._file = self._file, None
        if file is not None:
            file.close()

    def _write(self, line: bytes) -> None:
        assert self._file is not None  # noqa: S101 - asked by the callers
        self._file.write(_printable(line.decode()) + b"\n")


def _printable(line: str) -> bytes:
    """A line of JSON in printable ASCII: people may look at it in a terminal."""
    return _ODD.sub(lambda found: _escaped(found[0]), line).encode()


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))


def read(path: Path) -> tuple[Beginning, Iterator[Event | LoadedState]]:
    """What a recording begins with, and its events. Both raise RecordingError.

    A last line without an end was being written when the server broke off; it is left out.
    """
    lines = _lines(path)
    try:
        beginning = msgspec.json.decode(next(lines, b""), type=Beginning)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise RecordingError(f"{path} is no recording of a server.") from error
    if beginning.recording != _FORMAT:
        why = f"{path} was recorded by another version, tui-chat {beginning.version}: use that."
        raise RecordingError(why)
    return beginning, _events(path, lines)


def _events(path: Path, lines: Iterator[bytes]) -> Iterator[Event | LoadedState]:
    for number, line in enumerate(lines, 2):
        try:
            if line.startswith(_STATE):
                yield msgspec.json.decode(line, type=LoadedState)
            else:
                yield decode(line)
        except (UnknownEvent, msgspec.MsgspecError) as error:
            raise RecordingError(f"{path}, line {number}: this is no event ({error}).") from error


def _lines(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as file:
            while (line := file.readline(_LONGEST)).endswith(b"\n"):
                yield line
            if len(line) == _LONGEST:
                raise RecordingError(f"{path} has a line that is too long for a recording.")
    except OSError as error:
        raise RecordingError(f"Cannot read {path}: {error.strerror}.") from error


def replay(
    path: Path, failed: Callable[[int, Event, Exception], object]
) -> tuple[Beginning, Network, int]:
    """Apply the events of a recording to a new network, or to the state that it went on from.

    Gives what the recording begins with, the network at its end, and how many events there were.

    `failed` is told of each event that cannot be handled, with its line. Raises RecordingError.
    """
    beginning, events = read(path)
    network, count = Network(beginning.settings), 0
    for count, event in enumerate(events, 1):
        if isinstance(event, LoadedState):
            network = _loaded(path, event, beginning.settings)
            continue
        try:
            handle(network, event)
        except Exception as error:  # noqa: BLE001 - as in the server, which goes on
            failed(count + 1, event, error)
    return beginning, network, count


def _loaded(path: Path, found: LoadedState, settings: Settings) -> Network:
    try:
        return load(found.state, settings)
    except DumpError as error:
        raise RecordingError(f"{path} cannot be replayed here: {error}") from error
