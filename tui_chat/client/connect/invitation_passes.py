"""Passes from invitations, kept in a file: they let us in again instead of a password."""

import secrets
from pathlib import Path
from typing import Final

import msgspec

from tui_chat.private_files import make_folder, read_file, replace_file

_FILE: Final = "invitations.json"
_MOST: Final = 200
"""Servers; the one that was added the longest time ago makes room."""
_LARGEST: Final = 1 << 20
_WORD: Final = 12
"""Random bytes of the word that is ours alone."""


class InvitationPasses:
    """The passes, `TOKEN.WORD`, by host and port; in memory alone if `known_servers` is None.

    The server counts a use for each WORD, so the same pass comes in again and again. A file that
    cannot be read or written counts as empty: then a password is asked for, as without it.
    """

    def __init__(self, known_servers: Path | None) -> None:
        """The file is beside that of the known servers."""
        self._path = None if known_servers is None else known_servers.with_name(_FILE)
        self._passes: dict[str, str] = {}

    def get(self, host: str, port: int) -> str:
        """The pass for a server, "" for none."""
        return self._read().get(_key(host, port), "")

    def take(self, host: str, port: int, token: str) -> str:
        """The pass for an invitation, made and kept if it is a new one."""
        passes = self._read()
        known = passes.pop(_key(host, port), "")
        if known.partition(".")[0] != token:
            known = f"{token}.{secrets.token_urlsafe(_WORD)}"
        passes[_key(host, port)] = known
        while len(passes) > _MOST:
            del passes[next(iter(passes))]
        self._write(passes)
        return known

    def _read(self) -> dict[str, str]:
        if self._path is None:
            return self._passes
        try:
            return msgspec.json.decode(read_file(self._path, _LARGEST), type=dict[str, str])
        except (OSError, msgspec.DecodeError, UnicodeDecodeError):
            return dict(self._passes)

    def _write(self, passes: dict[str, str]) -> None:
        self._passes = passes
        if self._path is None:
            return
        try:
            make_folder(self._path.parent)
            replace_file(self._path, msgspec.json.encode(passes) + b"\n", sync=True)
        except OSError:
            return  # it lets us in once all the same


def _key(host: str, port: int) -> str:
    return f"{host.lower().rstrip('.')} {port}"
