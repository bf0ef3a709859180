"""Commands for keeping order in a channel: /kick, /ban, /unban, /mode, ranks."""

from typing import Final

from tui_chat.client.commands.desk import Desk
from tui_chat.client.commands.registry import channel_here, command, names_in, online
from tui_chat.client.commands.table import Argument
from tui_chat.client.i18n import marked

_AT_ONCE: Final = 3
"""Changes in one MODE that every server takes (RFC 2812 3.2.3)."""


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
    name = channel_here(desk)
    if name is not None:
        for nick in names_in(words[0]):
            desk.session.kick(name, nick, *words[1:])


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
    name = channel_here(desk)
    if name is None:
        return
    for mask in names_in(words[0]) if words else ():
        desk.session.ban(name, mask)
    if not words:
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
    name = channel_here(desk)
    if name is not None:
        for mask in names_in(words[0]):
            desk.session.unban(name, mask)


@command("mode", usage=marked("[MODES]"), purpose=marked("tell or change the channel's rules"))
@online
def mode(desk: Desk, words: list[str]) -> None:
    """`/mode +t`, `/mode #tea +o ana`, `/mode`."""
    if words and (desk.session.features.is_channel(words[0]) or _is_of_person(words)):
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


def _is_of_person(words: list[str]) -> bool:
    """Whether it is `ana +i`: a name, and then changes."""
    return len(words) > 1 and words[0][0] not in "+-" and words[1][0] in "+-"


def _rank(desk: Desk, change: str, people: str) -> None:
    name = channel_here(desk)
    if name is None:
        return
    sign, letter = change[0], change[1]
    nicks = names_in(people)
    for start in range(0, len(nicks), _AT_ONCE):
        some = nicks[start : start + _AT_ONCE]
        desk.session.set_modes(name, sign + letter * len(some), *some)
