"""Which commands a person is offered: those that they may use where they are."""

from collections.abc import Callable
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_table_and_parser import Command, For
from tui_chat.client.session import Session
from tui_chat.client.visitor_permissions import EVERYTHING, Abilities

Offered = Callable[[Command[CommandContext]], bool]
"""Whether a command is offered."""
_MODERATORS: Final = "!~&@%"
"""The marks of the ranks that may kick; servers differ in what else half-operators may do."""


def offer_all(_command: Command[CommandContext]) -> bool:
    """The default: every command is offered."""
    return True


def offered_to(
    session: Session, buffer: Buffer, abilities: Abilities = EVERYTHING, *, hosts: bool
) -> Offered:
    """The commands that are offered in this buffer; `hosts`: to the person who runs the server."""
    rights = {
        For.EVERYBODY: True,
        For.CHANNEL_OPERATORS: (
            buffer.kind is BufferKind.CHANNEL and own_mark(buffer, session) in _MODERATORS
        ),
        For.INVITERS: hosts or session.may_make_invitations,
        For.HOSTS: hosts,
    }
    return lambda command: abilities.allow_command(command.name) and rights[command.people]


def own_mark(buffer: Buffer, session: Session) -> str:
    """The mark of our own rank in a channel; a space for none."""
    marks = (member.mark for member in buffer.members.values() if session.is_me(member.nick))
    return next(marks, "") or " "
