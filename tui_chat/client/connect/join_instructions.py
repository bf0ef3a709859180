"""How other people join a server that runs in this program, as values and in words."""

import enum
from collections.abc import Iterator
from typing import Final

import msgspec

from tui_chat.client.language.i18n import _

INSTALL: Final = "pip install 'tui-chat[doors]'"
"""What brings the packages that some doors need."""


class Door(enum.Enum):
    """A way in for people without a client of ours, by what one types to open it."""

    WEB = "web"
    SSH = "ssh"
    NETCAT = "nc"


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


def how(door: Door) -> str:
    """What people use to come through a door, in words."""
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
    """For each closed door, who could come through it and the command that opens it."""
    for door in invitation.closed:
        yield how(door), f"/share {door.value}"
    for door in invitation.missing:
        yield how(door), INSTALL
