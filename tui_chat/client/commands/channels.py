"""Commands for going places: /join, /part, /close, /query, /clear, /list."""

from itertools import zip_longest

from tui_chat.client.buffers.buffers import BufferKind
from tui_chat.client.commands.command_context import Desk
from tui_chat.client.commands.registry import channel_here, command, names_in, online
from tui_chat.client.commands.table import Argument
from tui_chat.client.language.i18n import _, marked


@command(
    "join",
    "j",
    "entrar",
    takes=(Argument.CHANNEL, Argument.WORD),
    least=1,
    usage=marked("CHANNEL [KEY]"),
    purpose=marked("go into a channel"),
)
def join(desk: Desk, words: list[str]) -> None:
    """Open the channel if we are in it, else ask into it; several with commas, as the keys."""
    keys = words[1].split(",") if len(words) > 1 else []
    names = [name for name in words[0].split(",") if name]
    for name, key in zip_longest(names, keys[: len(names)], fillvalue=""):
        channel = name if desk.session.features.is_channel(name) else f"#{name}"
        place = desk.session.find(channel)
        if place is not None and place.joined:
            desk.show(place)
        else:
            desk.session.join(channel, key)
            if not desk.session.registered:
                waits = _("{channel} opens once you are connected; /reconnect tries now.")
                desk.tell(waits.format(channel=channel))


@command(
    "part",
    "leave",
    takes=(Argument.TEXT,),
    usage=marked("[CHANNEL] [REASON]"),
    purpose=marked("leave a channel, keeping its page"),
)
def part(desk: Desk, words: list[str]) -> None:
    """Leave the channel named, else this one."""
    rest = words[0] if words else ""
    first, _space, reason = rest.partition(" ")
    names = names_in(first)
    if names and all(map(desk.session.features.is_channel, names)):
        for each in names:
            desk.session.part(each, reason)
    elif (name := channel_here(desk)) is not None:
        desk.session.part(name, rest)


@command(
    "close",
    "wc",
    "fechar",
    takes=(Argument.CHANNEL,),
    usage=marked("[CHANNEL or NICK]"),
    purpose=marked("leave a channel or conversation and take it off the list"),
)
def close(desk: Desk, words: list[str]) -> None:
    """Leave the one that is named, else this one."""
    place = desk.session.find(words[0]) if words else desk.buffer
    if place is None:
        desk.complain(_("{name} is not open.").format(name=words[0]))
    elif place.kind is BufferKind.SERVER:
        desk.complain(_("The server page stays open while you are connected."))
    else:
        desk.session.close(place)


@command(
    "query",
    "q",
    takes=(Argument.NICK, Argument.TEXT),
    least=1,
    usage=marked("NICK [TEXT]"),
    purpose=marked("talk with one person"),
)
def query(desk: Desk, words: list[str]) -> None:
    """Open the person's page, and say the text there; the last page of several with commas."""
    for name in names_in(words[0]):
        place = desk.session.talk_to(name)
        desk.show(place)
        if len(words) > 1:
            desk.session.say_to(name, words[1], desk.now())


@command("read", "lido", purpose=marked("mark everything as read"))
def read(desk: Desk, _words: list[str]) -> None:
    """On every server."""
    desk.mark_all_read()


@command("clear", purpose=marked("empty this page; nothing is deleted on the server"))
def clear(desk: Desk, _words: list[str]) -> None:
    """Empty the page."""
    desk.clear()


@command(
    "list",
    "canais",
    takes=(Argument.WORD,),
    usage=marked("[PATTERN]"),
    purpose=marked("show the channels of this server"),
)
@online
def list_channels(desk: Desk, words: list[str]) -> None:
    """Ask for the channels."""
    desk.browse(*words)
