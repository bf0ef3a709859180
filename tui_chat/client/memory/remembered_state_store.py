"""What the client remembers between runs: one file for each server, network and person.

Most servers are no bouncers, and have the one network "".
"""

import contextlib
import hashlib
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, NamedTuple

import msgspec
import platformdirs

from tui_chat.client.language.i18n import _
from tui_chat.client.memory.memory_file import alone, claim, read, write
from tui_chat.client.memory.remembered_state import Memory, bounded, merged

_MOST_FILES: Final = 100


class MemoryFileError(Exception):
    """A file cannot be used and was set aside; the text is one sentence that says so."""


class RecentServer(NamedTuple):
    """A server that was used before: where, as whom, and when last."""

    host: str
    port: int
    nick: str
    used_at: float


class _Heading(msgspec.Struct):
    """The fields of a memory by which one is chosen."""

    host: str = ""
    port: int = 0
    person: str = ""
    nick: str = ""
    used_at: float = 0.0
    network: str = ""


class Memories:
    """The memories in a folder, which several clients may use at once.

    Each client writes only its own changes and keeps those of the others. Only `load` raises: a
    chat without memory is better than none.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._writing = threading.Lock()

    # Which there are

    def recent(self) -> list[RecentServer]:
        """The servers that were used before, the latest first, each once.

        Without the networks of bouncers: those are found on the bouncer.
        """
        found: dict[tuple[str, int], RecentServer] = {}
        for each in sorted(self._headings(), key=lambda each: -each.used_at):
            if each.network:
                continue
            place = (each.host, each.port)
            found.setdefault(place, RecentServer(*place, each.nick or each.person, each.used_at))
        return list(found.values())

    def last_nick(self, host: str, port: int) -> str:
        """The nickname last used on a server, "" if there is none."""
        for each in self.recent():
            if (each.host, each.port) == (_host(host), port):
                return each.nick
        return ""

    def person(self, host: str, port: int, name: str, network: str = "") -> str:
        """The person whose memory `name` uses: of this name, or else last with this nickname."""
        name = name.lower()
        if self._path(host, port, name, network).exists():
            return name
        for each in sorted(self._headings(), key=lambda each: -each.used_at):
            place = each.host, each.port, each.network, each.nick.lower()
            if place == (_host(host), port, network, name):
                return each.person
        return name

    def _headings(self) -> Iterator[_Heading]:
        for path in self._files():
            with contextlib.suppress(OSError, ValueError):
                yield read(path, _Heading)

    def _files(self) -> list[Path]:
        return list(self.folder.glob("*.json"))

    # Reading and writing

    def load(self, host: str, port: int, person: str, network: str = "") -> Memory:
        """The remembered state; empty in the first run.

        Raises MemoryFileError for a file that is broken or of another version, which is set aside.
        """
        path = self._path(host, port, person, network)
        try:
            return read(path, Memory)
        except FileNotFoundError:
            pass
        except OSError as error:
            text = _("The saved state of {host} can't be read: {reason}.")
            raise MemoryFileError(text.format(host=host, reason=error.strerror)) from error
        except ValueError as error:
            aside = path.with_suffix(".broken")
            with contextlib.suppress(OSError):
                path.replace(aside)
            text = _("The saved state of {host} is damaged; it is set aside as {file}.")
            raise MemoryFileError(text.format(host=host, file=aside)) from error
        return Memory(_host(host), port, person, network=network)

    def save(self, memory: Memory, known: Memory) -> bool:
        """Write what of `memory` is not as in `known`, which was loaded or written before.

        Whole or not at all; gives which. May be called from a thread.
        """
        path = self._path(memory.host, memory.port, memory.person, memory.network)
        try:
            with self._writing, alone(self.folder):
                try:
                    there = read(path, Memory)
                except (OSError, ValueError):
                    there = known
                if not path.exists():
                    self._make_room()
                write(path, bounded(merged(memory, known, there)))
        except OSError:
            return False
        return True

    def claim(
        self, host: str, port: int, person: str, network: str = ""
    ) -> Callable[[], None] | None:
        """Claim the right to send this person's unsent messages there.

        Gives what ends that; None if another client that runs is it.
        """
        return claim(self._path(host, port, person, network).with_suffix(".lock"))

    def _path(self, host: str, port: int, person: str, network: str) -> Path:
        # A hash, since names may be longer than file names may be, and are private.
        on_port = f"{port}/{network}" if network else f"{port}"
        whole = f"{_host(host)} {on_port} {person.lower()}"
        return (
            self.folder / f"{hashlib.sha256(whole.encode(errors='replace')).hexdigest()[:32]}.json"
        )

    def _make_room(self) -> None:
        """Delete the files of servers that were not used for the longest time."""
        files = sorted(self._files(), key=lambda path: -path.stat().st_mtime)
        for path in files[_MOST_FILES - 1 :]:
            path.unlink(missing_ok=True)
            path.with_suffix(".lock").unlink(missing_ok=True)


def default_folder() -> Path:
    """Where this platform keeps the state of a program."""
    return platformdirs.user_state_path("tui-chat", appauthor=False) / "client"


def _host(host: str) -> str:
    return host.lower().rstrip(".")
