"""Commands about what was said: /reply, /react, /edit, /delete, /search."""

from collections.abc import Callable
from itertools import islice
from typing import Final

from tui_chat.client.buffers.line import TALK, Line
from tui_chat.client.commands.command_context import Desk
from tui_chat.client.commands.registry import command
from tui_chat.client.commands.table import Argument
from tui_chat.client.language.i18n import _, marked

_LOOKED_AT: Final = 500


def _latest(desk: Desk, fits: Callable[[Line], bool]) -> Line | None:
    """The latest message here that fits; says so if there is none."""
    for line in islice(reversed(desk.buffer.lines), _LOOKED_AT):
        if line.kind in TALK and not line.deleted and fits(line):
            return line
    desk.complain(_("There is no message here that this could be about."))
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
    purpose=marked("answer the last message of somebody else"),
)
def reply(desk: Desk, words: list[str]) -> None:
    """Say it, and what it answers."""
    line = _latest(desk, _of_another)
    if line is not None:
        desk.session.say(desk.buffer, words[0], desk.now(), answers=line)


@command(
    "react",
    "reagir",
    takes=(Argument.WORD,),
    least=1,
    usage=marked("EMOJI"),
    purpose=marked("put an emoji under the last message of somebody else"),
)
def react(desk: Desk, words: list[str]) -> None:
    """Put it there, or take it away."""
    from tui_chat.client.language.emoji_names import emoji_called, is_emoji  # noqa: PLC0415 - 0.1 s

    word = words[0]
    sign = word if is_emoji(word) else emoji_called(word.strip(":"))
    if sign is None:
        desk.complain(_("{word} is not an emoji. Try /react :tada:").format(word=word))
        return
    line = _latest(desk, _of_another)
    if line is not None:
        desk.session.react(desk.buffer, line, sign, desk.now())


@command(
    "edit",
    "editar",
    takes=(Argument.TEXT,),
    least=1,
    usage=marked("TEXT"),
    purpose=marked("put other words in the place of your last message"),
)
def edit(desk: Desk, words: list[str]) -> None:
    """Change it."""
    line = _latest(desk, _own)
    if line is not None:
        desk.session.edit(desk.buffer, line, words[0], desk.now())


@command(
    "delete",
    "apagar",
    takes=(Argument.TEXT,),
    usage=marked("[REASON]"),
    purpose=marked("take your last message away for everybody"),
)
def delete(desk: Desk, words: list[str]) -> None:
    """Delete it."""
    line = _latest(desk, _own)
    if line is not None:
        desk.session.delete(desk.buffer, line, desk.now(), *words)


@command(
    "search",
    "buscar",
    takes=(Argument.TEXT,),
    least=1,
    usage=marked("WORDS"),
    purpose=marked("look for words in all that was said"),
)
def search(desk: Desk, words: list[str]) -> None:
    """Look for them."""
    desk.session.search(words[0])
