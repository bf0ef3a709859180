"""A server that runs in this program: how its owner connects, and who else may."""

import socket
from collections.abc import Iterator, Sequence
from typing import Final, Protocol

import msgspec

from tui_chat.client.connect.door_kinds import Door
from tui_chat.client.language.i18n import _, marked

WELCOME: Final = marked("Welcome! Say hello.")
"""The first topic of the channels that newcomers are put in."""

INSTALL: Final = "pip install 'tui-chat[doors]'"
"""What brings the packages that some doors need."""


class SharingError(Exception):
    """Who may join cannot be changed; the text is one sentence that says why."""


class Invitation(msgspec.Struct, frozen=True):
    """How others join: any of these `commands`, and then the `password` if there is one.

    `is_open` says whether other computers can; if not, the commands are for this computer alone.
    `ways` are what people without tui-chat open or type, by the door. Doors that are `closed` can
    be opened here; those that are `missing` need a package first.
    """

    commands: tuple[str, ...]
    password: str = ""
    is_open: bool = False
    ways: tuple[tuple[Door, str], ...] = ()
    closed: tuple[Door, ...] = ()
    missing: tuple[Door, ...] = ()


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

        Raises SharingError.
        """


def how(door: Door) -> str:
    """With what people come through a door, in words."""
    return {
        Door.WEB: _("in a browser"),
        Door.SSH: _("with ssh"),
        Door.NETCAT: _("with netcat, not encrypted"),
    }[door]


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
    paragraphs = ["\n".join(rows)]
    if invitation.ways:
        without = (_("Without tui-chat:"), *(text for _door, text in invitation.ways))
        paragraphs.append("\n".join(without))
    if not invitation.is_open:
        paragraphs.append(_("Only this computer can join. To let others in:") + "\n/share")
    return paragraphs


def offers(invitation: Invitation) -> Iterator[tuple[str, str]]:
    """For each door that is not open: what it would be for, and the command that opens it."""
    for door in invitation.closed:
        yield how(door), f"/share {door.value}"
    for door in invitation.missing:
        yield how(door), INSTALL
