"""Commands about people: /nick, /away, /back, /names, /people, /whois, /describe, /invite."""

from tui_chat.client.buffers.buffer import BufferKind
from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_helpers import channel_here, names_in, online
from tui_chat.client.commands.command_table_and_parser import Argument, command
from tui_chat.client.language.i18n import _, marked
from tui_chat.client.session.nicknames.nick_refusal_reasons import contains_spaces

_ABOUT_US = {
    "name": "display-name",
    "display-name": "display-name",
    "pronouns": "pronouns",
    "status": "status",
    "homepage": "homepage",
    "picture": "avatar",
    "avatar": "avatar",
}
"""By what people call it, what they say of themselves (draft/metadata)."""


@command(
    "nick",
    takes=(Argument.WORD,),
    least=1,
    usage=marked("NAME"),
    purpose=marked("change your nickname"),
)
def nick(context: CommandContext, words: list[str]) -> None:
    """Request the nickname."""
    if " " in words[0]:
        context.complain(contains_spaces())
        return
    context.session.change_nick(words[0])
    if not context.session.registered:
        waits = _("You will be {nick} once connected. /reconnect to try now")
        context.tell(waits.format(nick=words[0]))


@command(
    "away",
    takes=(Argument.TEXT,),
    usage=marked("[TEXT]"),
    purpose=marked("mark yourself as away"),
)
def away(context: CommandContext, words: list[str]) -> None:
    """Mark us as away; without a message, as back, as in most clients."""
    if words:
        context.session.set_away(words[0])
    else:
        context.session.set_away("" if context.session.is_away else _("away"))


@command("back", purpose=marked("mark yourself as back"))
def back(context: CommandContext, _words: list[str]) -> None:
    """Mark us as back."""
    context.session.set_away("")


@command(
    "names",
    "n",
    "who",
    takes=(Argument.CHANNEL,),
    usage=marked("[CHANNEL]"),
    purpose=marked("list who is here"),
)
@online
def names(context: CommandContext, words: list[str]) -> None:
    """List the members; `/who` may also be asked about a person, as elsewhere in IRC."""
    if not words and context.buffer.kind is BufferKind.PERSON:
        words = [context.buffer.name]
    here = None if words else channel_here(context)
    for name in names_in(words[0] if words else here or ""):
        if context.session.features.is_channel(name):
            context.session.ask_names(name)
        elif context.session.find(f"#{name}") is not None:
            context.session.ask_names(f"#{name}")
        else:
            context.session.whois(name)


@command(
    "whois",
    "wi",
    takes=(Argument.NICK,),
    usage=marked("[NICK]"),
    purpose=marked("show information about a person"),
)
@online
def whois(context: CommandContext, words: list[str]) -> None:
    """Ask about the person named, else the one we talk with, else ourselves."""
    person = (
        context.buffer.name if context.buffer.kind is BufferKind.PERSON else context.session.nick
    )
    for name in names_in(words[0] if words else person):
        context.session.whois(name)


@command(
    "describe",
    "descrever",
    takes=(Argument.WORD, Argument.TEXT),
    usage=marked("[name|pronouns|status|homepage|picture] [TEXT]"),
    purpose=marked("tell others about yourself; without a text, remove it"),
)
@online
def describe(context: CommandContext, words: list[str]) -> None:
    """Say something of ourselves to everybody, or tell what we say."""
    if not words:
        known = context.session.my_description()
        context.tell(
            "\n".join(known)
            if known
            else _("Others see nothing about you yet. /describe adds something.")
        )
        return
    key = _ABOUT_US.get(words[0].lower())
    if key is None:
        context.complain(_("You can describe your name, pronouns, status, homepage or picture."))
    else:
        context.session.describe_me(key, words[1] if len(words) > 1 else "")


@command(
    "invite",
    "inv",
    "convidar",
    takes=(Argument.NICK, Argument.CHANNEL),
    least=1,
    usage=marked("NICK [CHANNEL]"),
    purpose=marked("invite a person to a channel"),
)
@online
def invite(context: CommandContext, words: list[str]) -> None:
    """Invite a person to the channel that is named, else to the open one."""
    name = words[1] if len(words) > 1 else channel_here(context)
    if name is not None:
        for nick in names_in(words[0]):
            context.session.invite(nick, name)


@command("people", "pessoas", purpose=marked("list who is here, and moderate"))
@online
def people(context: CommandContext, _words: list[str]) -> None:
    """Show the list of members, if a channel is open."""
    if channel_here(context) is not None:
        context.show_people()
