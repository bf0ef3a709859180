"""Commands for whoever hosts a server: /invitation, /share, /unshare, /people."""

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_decorator import channel_here, command, online
from tui_chat.client.language.i18n import marked


@command("invitation", "convite", purpose=marked("show how others join this server"))
def invitation(context: CommandContext, _words: list[str]) -> None:
    """Addresses, port and password."""
    context.show_invitation()


@command(
    "share",
    "compartilhar",
    "open",
    "abrir",
    purpose=marked("let other computers join the server that you host"),
)
def share(context: CommandContext, _words: list[str]) -> None:
    """Listen to the network."""
    context.share(shared=True)


@command(
    "unshare",
    "descompartilhar",
    purpose=marked("let only this computer join the server that you host"),
)
def unshare(context: CommandContext, _words: list[str]) -> None:
    """Listen to this computer alone; whoever is here stays."""
    context.share(shared=False)


@command("people", "pessoas", purpose=marked("list who is here, and moderate"))
@online
def people(context: CommandContext, _words: list[str]) -> None:
    """In a channel."""
    if channel_here(context) is not None:
        context.show_people()
