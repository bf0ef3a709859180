"""Commands for moderating a channel: /topic, /kick, /ban, /unban, /mode, ranks."""

from typing import Final

from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_helpers import channel_here, channel_meant, names_in, online
from tui_chat.client.commands.command_table_and_parser import Argument, For, command
from tui_chat.client.language.i18n import _, marked

_AT_ONCE: Final = 3
"""Changes in one MODE that every server takes (RFC 2812 3.2.3)."""


@command(
    "kick",
    "k",
    takes=(Argument.NICK, Argument.TEXT),
    least=1,
    usage=marked("NICK [REASON]"),
    purpose=marked("kick a person from this channel"),
    people=For.CHANNEL_OPERATORS,
)
@online
def kick(context: CommandContext, words: list[str]) -> None:
    """Kick people."""
    _kick(context, words)


@command(
    "kickban",
    "kb",
    takes=(Argument.NICK, Argument.TEXT),
    least=1,
    usage=marked("NICK [REASON]"),
    purpose=marked("kick a person from this channel and ban them"),
    people=For.CHANNEL_OPERATORS,
)
@online
def kickban(context: CommandContext, words: list[str]) -> None:
    """Ban them first: else they may rejoin before it."""
    _kick(context, words, and_ban=True)


def _kick(context: CommandContext, words: list[str], *, and_ban: bool = False) -> None:
    name, rest = channel_meant(context, " ".join(words))
    nicks, _space, reason = rest.partition(" ")
    if name is not None:
        for nick in _people(context, nicks):
            if and_ban:
                context.session.ban(name, nick)
            context.session.kick(name, nick, *([reason] if reason else []))


@command(
    "ban",
    "banir",
    takes=(Argument.NICK,),
    usage=marked("[NICK or MASK]"),
    purpose=marked("ban somebody from this channel, or list bans"),
)
@online
def ban(context: CommandContext, words: list[str]) -> None:
    """Ban people, or list the bans."""
    name, masks = channel_meant(context, words[0] if words else "")
    if name is None:
        return
    people = names_in(masks)
    for mask in people:
        context.session.ban(name, mask)
    if not people:
        context.session.ask_bans(name)


@command(
    "unban",
    "desbanir",
    takes=(Argument.NICK,),
    least=1,
    usage=marked("NICK or MASK"),
    purpose=marked("lift a ban"),
    people=For.CHANNEL_OPERATORS,
)
@online
def unban(context: CommandContext, words: list[str]) -> None:
    """Remove a ban."""
    name, masks = channel_meant(context, words[0])
    if name is not None:
        for mask in _people(context, masks):
            context.session.unban(name, mask)


@command("mode", usage=marked("[MODES]"), purpose=marked("show or change the channel's modes"))
@online
def mode(context: CommandContext, words: list[str]) -> None:
    """`/mode +t`, `/mode #tea +o ana`, `/mode`; also `/mode NICK` with our own nickname."""
    if words and (context.session.features.is_channel(words[0]) or _is_of_person(context, words)):
        context.session.set_modes(*words)
    elif (name := channel_here(context)) is not None:
        context.session.set_modes(name, *words)


@command(
    "private",
    "privado",
    takes=(Argument.WORD,),
    usage=marked("[on|off]"),
    purpose=marked("let only people who are invited join this channel, and hide it from others"),
    people=For.CHANNEL_OPERATORS,
)
@online
def private(context: CommandContext, words: list[str]) -> None:
    """Make the open channel invite-only and secret, or neither.

    Our account may always join: else the channel is open again once everybody has left.
    """
    if words and words[0] not in {"on", "off"}:
        context.complain(_("Usage: {usage}").format(usage="/private [on|off]"))
    elif (name := channel_here(context)) is None:
        return
    elif words == ["off"]:
        context.session.set_modes(name, "-is")
    elif (account := context.session.account) and context.session.features.account_mask:
        mask = context.session.features.account_mask
        context.session.set_modes(name, "+isI", f"{mask}{account}")
    else:
        context.session.set_modes(name, "+is")
        context.tell(_("Private until everybody has left. With an account it stays private."))


def _is_of_person(context: CommandContext, words: list[str]) -> bool:
    """Whether it is `ana +i`: a name, and then changes; or our own name alone."""
    if len(words) == 1:
        return words[0].lower() == context.session.nick.lower()
    return words[0][0] not in "+-" and words[1][0] in "+-"


def _people(context: CommandContext, listed: str) -> list[str]:
    """The people in a list; the person is told if there are none, as in `/kick #tea`."""
    people = [name.removeprefix("@") for name in names_in(listed)]
    if not people:
        context.complain(_("Usage: {usage}").format(usage=_("NICK")))
    return people


def _add_rank_command(name: str, change: str, purpose: str) -> None:
    """Add a command that gives or takes a rank: `change` is "+o" or the like."""
    sign, letter = change[0], change[1]

    @command(
        name,
        takes=(Argument.NICK,),
        least=1,
        usage=marked("NICK"),
        purpose=purpose,
        people=For.CHANNEL_OPERATORS,
    )
    @online
    def change_rank(context: CommandContext, words: list[str]) -> None:
        """Give or take the rank of each person in the list."""
        channel, listed = channel_meant(context, words[0])
        if channel is None:
            return
        nicks = _people(context, listed)
        for start in range(0, len(nicks), _AT_ONCE):
            some = nicks[start : start + _AT_ONCE]
            context.session.set_modes(channel, sign + letter * len(some), *some)


_add_rank_command("op", "+o", marked("make a person an operator"))
_add_rank_command("deop", "-o", marked("remove operator status"))
_add_rank_command("voice", "+v", marked("give voice in a moderated channel"))
_add_rank_command("devoice", "-v", marked("remove voice"))


@command(
    "topic",
    "t",
    takes=(Argument.TEXT,),
    usage=marked("[CHANNEL] [TEXT]"),
    purpose=marked("show or set the topic"),
)
@online
def topic(context: CommandContext, words: list[str]) -> None:
    """Set the topic, or request it."""
    name, text = channel_meant(context, words[0] if words else "")
    if name is None:
        return
    if text:
        context.session.set_topic(name, text)
    else:
        context.session.ask_topic(name)
