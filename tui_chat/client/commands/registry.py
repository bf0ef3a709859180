"""The table that the modules of this package fill."""

from collections.abc import Callable
from functools import wraps
from typing import Final

from tui_chat.client.buffers.buffers import BufferKind
from tui_chat.client.commands.command_context import Desk
from tui_chat.client.commands.table import CommandTable
from tui_chat.client.language.i18n import _

TABLE: Final[CommandTable[Desk]] = CommandTable()
command = TABLE.command


def names_in(word: str) -> list[str]:
    """The names in a list with commas, as IRC commands take them, or with spaces; each once."""
    return list(dict.fromkeys(word.replace(",", " ").split()))


def channel_here(desk: Desk) -> str | None:
    """The channel that is open; says so if none is."""
    if desk.buffer.kind is BufferKind.CHANNEL:
        return desk.buffer.name
    desk.complain(_("That works in a channel: this is none."))
    return None


def channel_meant(desk: Desk, text: str) -> tuple[str | None, str]:
    """The channel that a text begins with, as in other clients, else the open one; and the rest.

    Says so if there is none.
    """
    first, _space, rest = text.partition(" ")
    if desk.session.features.is_channel(first):
        return first, rest.strip()
    return channel_here(desk), text


def online(do: Callable[[Desk, list[str]], None]) -> Callable[[Desk, list[str]], None]:
    """The decorated function is for a server that has taken us in; else the person is told so."""

    @wraps(do)
    def do_online(desk: Desk, words: list[str]) -> None:
        if desk.session.registered:
            do(desk, words)
        else:
            desk.complain(_("You are not connected: /reconnect tries again."))

    return do_online
