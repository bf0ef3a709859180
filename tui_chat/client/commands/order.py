"""Commands for keeping order in a channel: /kick, /ban, /unban, /mode, ranks."""

from tui_chat.client.commands.desk import Desk
from tui_chat.client.commands.registry import channel_here, channel_meant, command, online
from tui_chat.client.commands.table import Argument
from tui_chat.client.i18n import marked


@command(
    "kick",
    "k",
    takes=(Argument.NICK, Argument.TEXT),
    least=1,
    usage=marked("NICK [REASON]"),
    purpose=marked("remove a person from this channel"),
)
@online
def kick(desk: Desk, words: list[str]) -> None:
    """Remove them."""
    name, rest = channel_meant(desk, " ".join(words))
    nick, _space, reason = rest.partition(" ")
    if name is not None:
        desk.session.kick(name, nick, *([reason] if reason else []))


@command(
    "kickban",
    "kb",
    takes=(Argument.NICK, Argument.TEXT),
    least=1,
    usage=marked("NICK [REASON]"),
    purpose=marked("remove a person from this channel, and keep them out"),
)
@online
def kickban(desk: Desk, words: list[str]) -> None:
    """Ban them first: else they may be back before it."""
    name, rest = channel_meant(desk, " ".join(words))
    nick, _space, reason = rest.partition(" ")
    if name is not None:
        desk.session.ban(name, nick)
        desk.session.kick(name, nick, *([reason] if reason else []))


@command(
    "ban",
    "banir",
    takes=(Argument.NICK,),
    usage=marked("[NICK or MASK]"),
    purpose=marked("keep somebody out of this channel, or tell who is"),
)
@online
def ban(desk: Desk, words: list[str]) -> None:
    """Ban them, or have the bans told."""
    name, masks = channel_meant(desk, words[0] if words else "")
    if name is None:
        return
    for mask in masks.split():
        desk.session.ban(name, mask)
    if not masks:
        desk.session.ask_bans(name)


@command(
    "unban",
    "desbanir",
    takes=(Argument.NICK,),
    least=1,
    usage=marked("NICK or MASK"),
    purpose=marked("lift a ban"),
)
@online
def unban(desk: Desk, words: list[str]) -> None:
    """Lift it."""
    name, masks = channel_meant(desk, words[0])
    if name is not None:
        for mask in masks.split():
            desk.session.unban(name, mask)


@command("mode", usage=marked("[MODES]"), purpose=marked("tell or change the channel's rules"))
@online
def mode(desk: Desk, words: list[str]) -> None:
    """`/mode +t`, `/mode #tea +o ana`, `/mode`; also `/mode NICK +i` with our own nickname."""
    own = bool(words) and words[0].lower() == desk.session.nick.lower()
    if words and (own or desk.session.features.is_channel(words[0])):
        desk.session.set_modes(*words)
    elif (name := channel_here(desk)) is not None:
        desk.session.set_modes(name, *words)


@command(
    "op",
    takes=(Argument.NICK,),
    least=1,
    usage=marked("NICK"),
    purpose=marked("make a person an operator"),
)
@online
def op(desk: Desk, words: list[str]) -> None:
    """Give the rank."""
    _rank(desk, "+o", words[0])


@command(
    "deop",
    takes=(Argument.NICK,),
    least=1,
    usage=marked("NICK"),
    purpose=marked("take that rank away"),
)
@online
def deop(desk: Desk, words: list[str]) -> None:
    """Take the rank."""
    _rank(desk, "-o", words[0])


@command(
    "voice",
    takes=(Argument.NICK,),
    least=1,
    usage=marked("NICK"),
    purpose=marked("let a person speak in a moderated channel"),
)
@online
def voice(desk: Desk, words: list[str]) -> None:
    """Give the rank."""
    _rank(desk, "+v", words[0])


@command(
    "devoice",
    takes=(Argument.NICK,),
    least=1,
    usage=marked("NICK"),
    purpose=marked("take that leave away"),
)
@online
def devoice(desk: Desk, words: list[str]) -> None:
    """Take the rank."""
    _rank(desk, "-v", words[0])


def _rank(desk: Desk, change: str, people: str) -> None:
    name, nicks = channel_meant(desk, people)
    if name is not None:
        for nick in nicks.split():
            desk.session.set_modes(name, change, nick)
