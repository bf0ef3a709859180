"""What the client remembers from one run to the next: a file for each server and person."""

import contextlib
import fcntl
import hashlib
import os
import threading
import time
from collections.abc import Callable, Iterator
from itertools import chain
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import msgspec
import platformdirs

from tui_chat.client.i18n import _
from tui_chat.client.session import Rules, Unsent

VERSION: Final = 1
MOST_POSITIONS: Final = 1_000
MOST_CHANNELS: Final = 200
MOST_PEOPLE: Final = 50
MOST_DRAFTS: Final = 50
MOST_UNSENT: Final = 200
_LONGEST_DRAFT: Final = 10_000
_MOST_UNSENT_CHARACTERS: Final = 200_000
_MOST_BYTES: Final = 4_000_000
"""A file that is longer is none of ours."""
_MOST_FILES: Final = 100
_TRIES: Final = 20
_PAUSE: Final = 0.01
"""Seconds between tries while another client writes, which takes it a millisecond."""


T = TypeVar("T")


class MemoryTrouble(Exception):  # noqa: N818 - nothing is wrong with what the caller did
    """A file cannot be used and was set aside; the text is one sentence that says so."""


class Memory(msgspec.Struct, omit_defaults=True):
    """What is remembered of a server by one person. Times are seconds of Unix time.

    `person` is their account or nickname; `nick` the name they had last. `channels` are those to
    be in, with their keys; `people` those they talk with; `drafts` what stands in the inputs, by
    the folded names of places. The rest is as `Session` gives it.
    """

    host: str = ""
    port: int = 0
    person: str = ""
    nick: str = ""
    used_at: float = 0.0
    seen: float = 0.0
    positions: dict[str, float] = {}
    rules: Rules = msgspec.field(default_factory=Rules)
    channels: list[tuple[str, str]] = []
    people: list[str] = []
    drafts: dict[str, str] = {}
    unsent: list[Unsent] = []


class _File(msgspec.Struct):
    version: int
    memory: msgspec.Raw


class Visited(NamedTuple):
    """A server that was used before: where, as whom, and when last."""

    host: str
    port: int
    nick: str
    used_at: float


class _Heading(msgspec.Struct):
    """Of a memory, what is needed to choose one."""

    host: str = ""
    port: int = 0
    person: str = ""
    nick: str = ""
    used_at: float = 0.0


class Memories:
    """The memories in a folder. Several clients may use it at once.

    What one of them changed it writes; what it did not change stays as the others wrote it.
    Nothing here raises but `load`: a chat without memory is better than none.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._writing = threading.Lock()

    # Which there are

    def recent(self) -> list[Visited]:
        """The servers that were used before, the latest first, each once."""
        found: dict[tuple[str, int], Visited] = {}
        for each in sorted(self._headings(), key=lambda each: -each.used_at):
            place = (each.host, each.port)
            found.setdefault(place, Visited(*place, each.nick or each.person, each.used_at))
        return list(found.values())

    def last_nick(self, host: str, port: int) -> str:
        """The nickname used last on a server, "" if none was."""
        for each in self.recent():
            if (each.host, each.port) == (_host(host), port):
                return each.nick
        return ""

    def person(self, host: str, port: int, name: str) -> str:
        """Whose memory that of `name` is: their own, or that of who was called so last."""
        name = name.lower()
        if self._path(host, port, name).exists():
            return name
        for each in sorted(self._headings(), key=lambda each: -each.used_at):
            if (each.host, each.port, each.nick.lower()) == (_host(host), port, name):
                return each.person
        return name

    def _headings(self) -> Iterator[_Heading]:
        for path in self._files():
            with contextlib.suppress(OSError, ValueError):
                yield _read(path, _Heading)

    def _files(self) -> list[Path]:
        return list(self.folder.glob("*.json"))

    # Reading and writing

    def load(self, host: str, port: int, person: str) -> Memory:
        """What is remembered; nothing at first.

        Raises MemoryTrouble for a file that is broken or of another version, which is set aside.
        """
        path = self._path(host, port, person)
        try:
            return _read(path, Memory)
        except FileNotFoundError:
            pass
        except OSError as error:
            text = _("What was remembered of {host} cannot be read: {reason}.")
            raise MemoryTrouble(text.format(host=host, reason=error.strerror)) from error
        except ValueError as error:
            aside = path.with_suffix(".broken")
            with contextlib.suppress(OSError):
                path.replace(aside)
            text = _("What was remembered of {host} is damaged; it is set aside as {file}.")
            raise MemoryTrouble(text.format(host=host, file=aside)) from error
        return Memory(_host(host), port, person)

    def save(self, memory: Memory, known: Memory) -> bool:
        """Write what of `memory` is not as in `known`, which was loaded or written before.

        Whole or not at all; gives which. May be called from a thread.
        """
        path = self._path(memory.host, memory.port, memory.person)
        try:
            with self._writing, self._alone():
                try:
                    there = _read(path, Memory)
                except (OSError, ValueError):
                    there = known
                written = bounded(merged(memory, known, there))
                self._write(path, msgspec.json.encode({"version": VERSION, "memory": written}))
        except OSError:
            return False
        return True

    def claim(self, host: str, port: int, person: str) -> Callable[[], None] | None:
        """Be the client that sends what this person left unsent there.

        Gives what ends that; None if another client that runs is it.
        """
        path = self._path(host, port, person).with_suffix(".lock")
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return None
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(lock)
            return None
        return lambda: os.close(lock)

    def _path(self, host: str, port: int, person: str) -> Path:
        # Not the names themselves: they may be longer than a file's, and nobody else's business.
        whole = f"{_host(host)} {port} {person.lower()}"
        return self.folder / f"{hashlib.sha256(whole.encode()).hexdigest()[:32]}.json"

    def _write(self, path: Path, data: bytes) -> None:
        if not path.exists():
            self._make_room()
        draft = path.with_name(f"{path.stem}.{os.getpid()}")
        try:
            draft.touch(mode=0o600)
            draft.write_bytes(data)
            draft.replace(path)
        except OSError:
            draft.unlink(missing_ok=True)
            raise

    def _make_room(self) -> None:
        """Forget the servers that were not used for the longest time."""
        files = sorted(self._files(), key=lambda path: -path.stat().st_mtime)
        for path in files[_MOST_FILES - 1 :]:
            path.unlink(missing_ok=True)
            path.with_suffix(".lock").unlink(missing_ok=True)

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """No other client writes meanwhile; one that hangs is not waited for."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            for _try in range(_TRIES):
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    time.sleep(_PAUSE)
            yield
        finally:
            os.close(lock)


def default_folder() -> Path:
    """Where this platform keeps the state of a program."""
    return platformdirs.user_state_path("tui-chat", appauthor=False) / "client"


def merged(ours: Memory, known: Memory, theirs: Memory) -> Memory:
    """What two clients remember: of each part ours if we changed it since `known`, else theirs."""
    result = msgspec.structs.replace(theirs)
    for name in ours.__struct_fields__:
        if getattr(ours, name) != getattr(known, name):
            setattr(result, name, getattr(ours, name))
    # Places are read in either; nobody unreads.
    result.positions = dict(theirs.positions)
    for place, at in ours.positions.items():
        result.positions[place] = max(at, theirs.positions.get(place, 0.0))
    result.seen = max(ours.seen, theirs.seen)
    result.drafts = _merged_drafts(ours.drafts, known.drafts, theirs.drafts)
    others = [each for each in theirs.unsent if each not in known.unsent]
    result.unsent = [*others, *(each for each in ours.unsent if each not in others)]
    return result


def _merged_drafts(
    ours: dict[str, str], known: dict[str, str], theirs: dict[str, str]
) -> dict[str, str]:
    result = dict(theirs)
    for place in dict.fromkeys(chain(known, ours)):
        if ours.get(place) != known.get(place):
            result[place] = ours.get(place, "")
    return {place: text for place, text in result.items() if text}


def bounded(memory: Memory) -> Memory:
    """As much of it as is kept: of everything the latest."""
    latest = sorted(memory.positions.items(), key=lambda item: item[1])[-MOST_POSITIONS:]
    unsent: list[Unsent] = []
    room = _MOST_UNSENT_CHARACTERS
    for each in memory.unsent[:MOST_UNSENT]:  # the first: what follows builds on it
        room -= len(each.text) + sum(map(len, each.pieces))
        if room < 0:
            break
        unsent.append(each)
    return msgspec.structs.replace(
        memory,
        positions=dict(latest),
        channels=memory.channels[:MOST_CHANNELS],
        people=memory.people[-MOST_PEOPLE:],
        drafts={
            place: text[:_LONGEST_DRAFT]
            for place, text in list(memory.drafts.items())[-MOST_DRAFTS:]
        },
        unsent=unsent,
    )


def _host(host: str) -> str:
    return host.lower().rstrip(".")


def _read(path: Path, kind: type[T]) -> T:
    """Raises OSError, and ValueError for what is none of ours."""
    with path.open("rb") as file:
        data = file.read(_MOST_BYTES + 1)
    if len(data) > _MOST_BYTES:
        raise ValueError(len(data))
    try:
        written = msgspec.json.decode(data, type=_File)
        if written.version != VERSION:
            raise ValueError(written.version)
        return msgspec.json.decode(written.memory, type=kind)
    except RecursionError as error:
        raise ValueError from error
