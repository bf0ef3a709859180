"""Commands about messages: /reply, /react, /edit, /delete, /search."""

import re
from collections.abc import Callable
from itertools import islice
from typing import Final

from tui_chat.client.buffers.line import TALK, Line
from tui_chat.client.commands.command_context import CommandContext
from tui_chat.client.commands.command_table_and_parser import Argument, command
from tui_chat.client.language.i18n import _, marked

_LOOKED_AT: Final = 500
_LONGEST_EMOJI: Final = 60
_REACTION: Final = re.compile(r"\+(:[\w+-]+:|[^\x00-\x7f\w\s]+)")


def _latest(context: CommandContext, fits: Callable[[Line], bool]) -> Line | None:
    """The latest message here that fits; None, and the person is told, if there is none."""
    for line in islice(reversed(context.buffer.lines), _LOOKED_AT):
        if line.kind in TALK and not line.deleted and fits(line):
            return line
    context.complain(_("There is no message here to act on."))
    return None


def _of_another(line: Line) -> bool:
    return not line.own


def _own(line: Line) -> bool:
    return line.own


@command(
    "reply",
    "r",
    "responder",
    takes=(Argument.TEXT,),
    least=1,
    usage=marked("TEXT"),
    purpose=marked("reply to somebody's last message"),
)
def reply(context: CommandContext, words: list[str]) -> None:
    """Send a reply."""
    line = _latest(context, _of_another)
    if line is not None:
        context.session.say(context.buffer, words[0], context.now(), answers=line)


@command(
    "react",
    "reagir",
    takes=(Argument.WORD,),
    least=1,
    usage=marked("EMOJI"),
    purpose=marked("react to somebody's last message"),
)
def react(context: CommandContext, words: list[str]) -> None:
    """Add a reaction, or remove it."""
    word = words[0]
    sign = _emoji_in(word)
    if sign is None:
        context.complain(_("{word} is not an emoji. Try /react :tada:").format(word=word))
        return
    line = _latest(context, _of_another)
    if line is not None:
        context.session.react(context.buffer, line, sign, context.now())


def _emoji_in(word: str) -> str | None:
    from tui_chat.client.language.emoji_names import emoji_called, is_emoji  # noqa: PLC0415 - 0.1 s

    return word if is_emoji(word) else emoji_called(word.strip(":"))


def take_as_reaction(context: CommandContext, text: str) -> bool:
    """React to the last message with "+:tada:", as in Slack. Gives whether the text was that.

    Where that cannot be done, the person is told: nobody wants to say it to everybody instead.
    """
    if len(text) > _LONGEST_EMOJI or not _REACTION.fullmatch(text):
        return False
    sign = _emoji_in(text[1:])
    if sign is None:
        return False
    line = _latest(context, _of_another)
    if line is not None and context.session.can_react(line):
        context.session.react(context.buffer, line, sign, context.now())
    elif line is not None:
        context.complain(_("Reactions cannot be sent here. To send the emoji, leave out the +"))
    return True


@command(
    "edit",
    "editar",
    takes=(Argument.TEXT,),
    least=1,
    usage=marked("TEXT"),
    purpose=marked("edit your last message"),
)
def edit(context: CommandContext, words: list[str]) -> None:
    """Edit the message."""
    line = _latest(context, _own)
    if line is not None:
        context.session.edit(context.buffer, line, words[0], context.now())


@command(
    "delete",
    "apagar",
    takes=(Argument.TEXT,),
    usage=marked("[REASON]"),
    purpose=marked("delete your last message for everybody"),
)
def delete(context: CommandContext, words: list[str]) -> None:
    """Delete the message."""
    line = _latest(context, _own)
    if line is not None:
        context.session.delete(context.buffer, line, context.now(), *words)


@command(
    "search",
    "buscar",
    "lastlog",
    takes=(Argument.QUERY,),
    least=1,
    usage=marked("WORDS [from:NICK] [in:CHANNEL]"),
    purpose=marked("search all messages"),
)
def search(context: CommandContext, words: list[str]) -> None:
    """Search for words."""
    context.session.search(words[0])
