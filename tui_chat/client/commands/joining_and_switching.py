"""Commands for channels and conversations: /join, /part, /close, /query, /buffer, /clear, /list."""

from itertools import zip_longest

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_helpers import (
    channel_here,
    names_in,
    online,
    warn_of_ignored,
    within_reach,
)
from tui_chat.client.commands.command_table_and_parser import Argument, command
from tui_chat.client.language.i18n import _, marked


@command(
    "join",
    "j",
    "entrar",
    takes=(Argument.CHANNEL, Argument.WORD),
    usual=1,
    usage=marked("[CHANNEL [KEY]]"),
    purpose=marked("join a channel"),
)
def join(context: CommandContext, words: list[str]) -> None:
    """Open the channel if we have joined it, else join; commas separate channels and keys.

    More channels behind spaces are joined too; only what looks like none is a key. Without a name:
    the open channel, which we have left or were removed from.
    """
    if not words:
        words = _to_rejoin(context)
    listed = words[1].split() if len(words) > 1 else []
    more = [word for word in listed if context.session.features.is_channel(word)]
    keys = listed[0].split(",") if listed and not more else []
    names = [name for word in (*words[:1], *more) for name in word.split(",") if name]
    for name, key in zip_longest(names, keys[: len(names)], fillvalue=""):
        channel = name if context.session.features.is_channel(name) else f"#{name}"
        buffer = context.session.find(channel)
        if buffer is not None and buffer.joined:
            context.show(buffer)
        else:
            context.session.join(channel, key)
            if not context.session.registered:
                waits = _("You will join {channel} once connected. /reconnect to try now")
                context.tell(waits.format(channel=channel))


def _to_rejoin(context: CommandContext) -> list[str]:
    """The open channel, if we are not in it; else nothing, and the person is told what to type."""
    here = context.buffer
    if here.kind is not BufferKind.CHANNEL:
        context.complain(_("/join #channel to join a channel, /list to see them all"))
    elif here.joined:
        already = _("You are already in {channel}. /join #channel to join another")
        context.complain(already.format(channel=here.name))
    else:
        return [here.name]
    return []


@command(
    "part",
    "leave",
    takes=(Argument.TEXT,),
    usage=marked("[CHANNEL] [REASON]"),
    purpose=marked("leave a channel, keeping its window"),
)
def part(context: CommandContext, words: list[str]) -> None:
    """Leave the channel that is named, else the open one."""
    rest = words[0] if words else ""
    first, _space, reason = rest.partition(" ")
    names = names_in(first)
    if names and all(map(context.session.features.is_channel, names)):
        for each in names:
            context.session.part(each, reason)
    elif (name := channel_here(context)) is not None:
        context.session.part(name, rest)


@command(
    "close",
    "wc",
    "fechar",
    takes=(Argument.CHANNEL,),
    usage=marked("[CHANNEL or NICK]"),
    purpose=marked("leave a channel or conversation and take it off the list"),
)
def close(context: CommandContext, words: list[str]) -> None:
    """Close the buffer that is named, else the open one; a server's page with the server."""
    buffer = _named(context, words[0]) if words else context.buffer
    if buffer is None:
        context.complain(_("{name} is not open.").format(name=words[0]))
    elif buffer.kind is BufferKind.SERVER:
        context.disconnect()
    else:
        context.session.close(buffer)


@command(
    "query",
    "q",
    "dm",
    takes=(Argument.NICK, Argument.TEXT),
    least=1,
    usage=marked("NICK [TEXT]"),
    purpose=marked("talk with one person"),
)
def query(context: CommandContext, words: list[str]) -> None:
    """Open conversations, and send the text; the last one of a list with commas is shown."""
    reached = within_reach(context, names_in(words[0]))
    for name in reached:
        buffer = context.session.talk_to(name)
        context.show(buffer)
        if len(words) > 1:
            context.session.say_to(name, words[1], context.now())
    warn_of_ignored(context, reached)


@command(
    "buffer",
    "window",
    takes=(Argument.CHANNEL,),
    least=1,
    usage=marked("NUMBER or NAME"),
    purpose=marked("open a channel or conversation of the list"),
)
def buffer_(context: CommandContext, words: list[str]) -> None:
    """Open the buffer with that number in the list, with that name, or the only one beginning so.

    `/window close` and `/buffer close` are what irssi and WeeChat call `/close`.
    """
    if words[0].lower() == "close" and context.session.find("#close") is None:
        close(context, [])
        return
    found = _named(context, words[0]) or _begun(context, words[0])
    if found is not None:
        context.show(found)
    else:
        context.complain(_("{name} is not open.").format(name=words[0]))


def _named(context: CommandContext, word: str) -> Buffer | None:
    """The buffer of that number or name; "lobby" is "#lobby" where nothing has that name."""
    numbered = context.numbered()
    if word.isdecimal() and 0 < int(word) <= len(numbered):
        return numbered[int(word) - 1]
    return context.session.find(word) or context.session.find(f"#{word}")


def _begun(context: CommandContext, word: str) -> Buffer | None:
    """The only buffer whose name begins so, with or without its sign."""
    wanted = word.casefold().lstrip("#&")
    names = ((each, each.name.casefold().lstrip("#&")) for each in context.numbered())
    found = [each for each, name in names if wanted and name.startswith(wanted)]
    return found[0] if len(found) == 1 else None


@command("read", "lido", purpose=marked("mark everything as read"))
def read(context: CommandContext, _words: list[str]) -> None:
    """On every server."""
    context.mark_all_read()


@command("clear", purpose=marked("clear this window; nothing is deleted on the server"))
def clear(context: CommandContext, _words: list[str]) -> None:
    """Empty the page."""
    context.clear()


@command(
    "list",
    "canais",
    takes=(Argument.WORD,),
    usage=marked("[PATTERN]"),
    purpose=marked("show the channels of this server"),
)
@online
def list_channels(context: CommandContext, words: list[str]) -> None:
    """Ask for the channels."""
    context.browse(*words)
