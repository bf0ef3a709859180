"""Commands for keeping order in a channel: /kick, /ban, /unban, /mode, ranks."""

from typing import Final

from tui_chat.client.commands.command_context import Desk
from tui_chat.client.commands.registry import (
    channel_here,
    channel_meant,
    command,
    names_in,
    online,
)
from tui_chat.client.commands.table import Argument
from tui_chat.client.language.i18n import _, marked

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
    name, rest = channel_meant(desk, " ".join(words))
    nicks, _space, reason = rest.partition(" ")
    if name is not None:
        for nick in _people(desk, nicks):
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
    nicks, _space, reason = rest.partition(" ")
    if name is not None:
        for nick in _people(desk, nicks):
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
    people = names_in(masks)
    for mask in people:
        desk.session.ban(name, mask)
    if not people:
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
        for mask in _people(desk, masks):
            desk.session.unban(name, mask)


@command("mode", usage=marked("[MODES]"), purpose=marked("tell or change the channel's rules"))
@online
def mode(desk: Desk, words: list[str]) -> None:
    """`/mode +t`, `/mode #tea +o ana`, `/mode`; also `/mode NICK` with our own nickname."""
    if words and (desk.session.features.is_channel(words[0]) or _is_of_person(desk, words)):
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


def _is_of_person(desk: Desk, words: list[str]) -> bool:
    """Whether it is `ana +i`: a name, and then changes; or our own name alone."""
    if len(words) == 1:
        return words[0].lower() == desk.session.nick.lower()
    return words[0][0] not in "+-" and words[1][0] in "+-"


def _rank(desk: Desk, change: str, people: str) -> None:
    name, listed = channel_meant(desk, people)
    if name is None:
        return
    sign, letter = change[0], change[1]
    nicks = _people(desk, listed)
    for start in range(0, len(nicks), _AT_ONCE):
        some = nicks[start : start + _AT_ONCE]
        desk.session.set_modes(name, sign + letter * len(some), *some)


def _people(desk: Desk, listed: str) -> list[str]:
    """The people in a list; says so if there are none, as in `/kick #tea`."""
    people = names_in(listed)
    if not people:
        desk.complain(_("Something is missing: {usage}").format(usage=_("NICK")))
    return people
