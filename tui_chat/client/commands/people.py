"""Commands about people: /nick, /away, /back, /names, /whois, /invite."""

from tui_chat.client.buffers.buffers import BufferKind
from tui_chat.client.commands.command_context import Desk
from tui_chat.client.commands.registry import channel_here, command, names_in, online
from tui_chat.client.commands.table import Argument
from tui_chat.client.language.i18n import _, marked


@command(
    "nick",
    takes=(Argument.WORD,),
    least=1,
    usage=marked("NAME"),
    purpose=marked("change your name"),
)
def nick(desk: Desk, words: list[str]) -> None:
    """Ask for the name."""
    if " " in words[0]:
        desk.complain(_("A nickname has no spaces."))
    else:
        desk.session.change_nick(words[0])


@command(
    "away",
    takes=(Argument.TEXT,),
    usage=marked("[TEXT]"),
    purpose=marked("tell others that you are away"),
)
def away(desk: Desk, words: list[str]) -> None:
    """Mark us as away; alone, the other way round: in most clients it means to be back."""
    if words:
        desk.session.set_away(words[0])
    else:
        desk.session.set_away("" if desk.session.is_away else _("away"))


@command("back", purpose=marked("tell others that you are back"))
def back(desk: Desk, _words: list[str]) -> None:
    """Mark us as back."""
    desk.session.set_away("")


@command(
    "names",
    "n",
    takes=(Argument.CHANNEL,),
    usage=marked("[CHANNEL]"),
    purpose=marked("tell who is here"),
)
@online
def names(desk: Desk, words: list[str]) -> None:
    """Have the members told."""
    here = None if words else channel_here(desk)
    for name in names_in(words[0] if words else here or ""):
        desk.session.ask_names(name)


@command(
    "whois",
    "wi",
    takes=(Argument.NICK,),
    usage=marked("[NICK]"),
    purpose=marked("tell what is known of a person"),
)
@online
def whois(desk: Desk, words: list[str]) -> None:
    """Ask about the person named, else the one we talk with, else ourselves."""
    person = desk.buffer.name if desk.buffer.kind is BufferKind.PERSON else desk.session.nick
    for name in names_in(words[0] if words else person):
        desk.session.whois(name)


@command(
    "invite",
    "convidar",
    takes=(Argument.NICK, Argument.CHANNEL),
    least=1,
    usage=marked("NICK [CHANNEL]"),
    purpose=marked("ask a person into a channel"),
)
@online
def invite(desk: Desk, words: list[str]) -> None:
    """Into the channel named, else this one."""
    name = words[1] if len(words) > 1 else channel_here(desk)
    if name is not None:
        for nick in names_in(words[0]):
            desk.session.invite(nick, name)
