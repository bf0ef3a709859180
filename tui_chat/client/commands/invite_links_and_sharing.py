"""Commands to let people in: /invitation, /invite-link, /share, /unshare."""

from typing import Final

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_helpers import online
from tui_chat.client.commands.command_table_and_parser import Argument, For, command
from tui_chat.client.connect.join_instructions import Door
from tui_chat.client.language.i18n import _, marked

_HOURS: Final = 24
"""How long a link lets people in, unless the person says otherwise."""


@command("invitation", "convite", purpose=marked("show how others join this server"))
def invitation(context: CommandContext, _words: list[str]) -> None:
    """Show the addresses, the port and the password."""
    context.show_invitation()


@command(
    "invite-link",
    "link-de-convite",
    takes=(Argument.WORD, Argument.WORD),
    usage=marked("[PEOPLE [HOURS]] | list | revoke ID"),
    purpose=marked("let people in with a link, without the server's password"),
    people=For.INVITERS,
)
@online
def invite_link(context: CommandContext, words: list[str]) -> None:
    """Have the server make an invitation, list them or end one."""
    first, second = (*words, "", "")[:2]
    if first == "list":
        context.session.list_invitations()
    elif first == "revoke" and second:
        context.session.revoke_invitation(second)
    elif all(word.isdecimal() for word in words):
        context.session.invite_by_link(int(first or 1), int(second or _HOURS))
    else:
        context.complain(_("Usage: /invite-link [PEOPLE [HOURS]] | list | revoke ID"))


@command(
    "share",
    "compartilhar",
    "open",
    "abrir",
    takes=(Argument.WORD,),
    usage=marked("[web | ssh | nc | all]"),
    purpose=marked("let other computers join the server that you host"),
    people=For.HOSTS,
)
def share(context: CommandContext, words: list[str]) -> None:
    """Listen to the network; also to people without a client of ours."""
    named = {"": (), "all": tuple(Door), **{door.value: (door,) for door in Door}}
    doors = named.get(words[0] if words else "")
    if doors is None:
        context.complain(_("Usage: /share [web | ssh | nc | all]"))
    else:
        context.share(shared=True, doors=doors)


@command(
    "unshare",
    "descompartilhar",
    purpose=marked("let only this computer join the server that you host"),
    people=For.HOSTS,
)
def unshare(context: CommandContext, _words: list[str]) -> None:
    """Listen to this computer alone; whoever is here stays."""
    context.share(shared=False)
