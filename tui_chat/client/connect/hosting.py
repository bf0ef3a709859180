"""A server that runs in this program: how its owner connects, and who else may."""

import socket
from typing import Final, Protocol

import msgspec

from tui_chat.client.language.i18n import _, marked

WELCOME: Final = marked("Welcome! Say hello.")
"""The first topic of the channels that newcomers are put in."""


class SharingError(Exception):
    """Who may join cannot be changed; the text is one sentence that says why."""


class Invitation(msgspec.Struct, frozen=True):
    """How others join: any of these `commands`, and then the `password` if there is one.

    `is_open` says whether other computers can; if not, the commands are for this computer alone.
    """

    commands: tuple[str, ...]
    password: str = ""
    is_open: bool = False


class Hosting(Protocol):
    """The server that runs in this program."""

    async def connect(self) -> socket.socket:
        """A connection that makes this client the server's owner. Raises OSError."""

    def others(self) -> int:
        """How many people are there besides the owner."""

    def invitation(self) -> Invitation:
        """How others join at present."""

    async def share(self, *, shared: bool) -> None:
        """Let other computers join from now on, or no longer. Raises SharingError."""


def words(invitation: Invitation) -> list[str]:
    """The invitation as paragraphs; commands to be copied have a row of their own."""
    if not invitation.commands:
        return [_("This computer has no network address: others cannot join yet.")]
    heading = _("Others can join with:")
    if not invitation.is_open:
        heading = _("Others on this computer can join with:")
    rows = [heading, *invitation.commands]
    if invitation.password:
        rows.append(_("Password: {password}").format(password=invitation.password))
    if invitation.is_open:
        return ["\n".join(rows)]
    return ["\n".join(rows), _("Only this computer can join. To let others in:") + "\n/share"]
