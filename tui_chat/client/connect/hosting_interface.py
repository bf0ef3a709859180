"""A server that runs in this program: how its owner connects, and who else may."""

import socket
from collections.abc import Sequence
from typing import Final, Protocol

from tui_chat.client.connect.join_instructions import Door, Invitation
from tui_chat.client.language.i18n import marked

WELCOME: Final = marked("Welcome! Say hello.")
"""The first topic of the channels that newcomers are put in."""


class SharingError(Exception):
    """Who may join cannot be changed; the text is one sentence that says why."""


class Hosting(Protocol):
    """The server that runs in this program."""

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its certificate, in lower-case hexadecimal: files go to no other."""

    async def connect(self) -> socket.socket:
        """A connection that makes this client the server's owner. Raises OSError."""

    def others(self) -> int:
        """How many people are there besides the owner."""

    def invitation(self) -> Invitation:
        """How others join at present."""

    async def share(self, *, shared: bool, doors: Sequence[Door] = ()) -> None:
        """Let other computers join from now on, through these doors too, or no longer.

        Raises SharingError, for a door only when the others are open.
        """
