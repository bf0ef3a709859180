"""Commands for whoever hosts a server: /invitation, /share, /unshare, /people."""

from tui_chat.client.commands.command_context import Desk
from tui_chat.client.commands.registry import channel_here, command, online
from tui_chat.client.language.i18n import marked


@command("invitation", "convite", purpose=marked("show how others join this server"))
def invitation(desk: Desk, _words: list[str]) -> None:
    """Addresses, port and password."""
    desk.show_invitation()


@command(
    "share",
    "compartilhar",
    "open",
    "abrir",
    purpose=marked("let other computers join the server that you host"),
)
def share(desk: Desk, _words: list[str]) -> None:
    """Listen to the network."""
    desk.share(shared=True)


@command(
    "unshare",
    "descompartilhar",
    purpose=marked("let only this computer join the server that you host"),
)
def unshare(desk: Desk, _words: list[str]) -> None:
    """Listen to this computer alone; whoever is here stays."""
    desk.share(shared=False)


@command("people", "pessoas", purpose=marked("list who is here, and moderate"))
@online
def people(desk: Desk, _words: list[str]) -> None:
    """In a channel."""
    if channel_here(desk) is not None:
        desk.show_people()
