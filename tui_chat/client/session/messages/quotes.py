"""Quotes in replies: shown at once, or when the message that is quoted is loaded."""

from collections.abc import Iterable
from typing import Final

import msgspec

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import Line, Quote
from tui_chat.client.events import LineChanged
from tui_chat.client.session.model.state import State

LONGEST: Final = 200
"""Characters of a message that are quoted."""
_MOST: Final = 1_000
"""Replies per buffer that wait for a quote: a reply may be to a message that never was."""
_LOOKED_AT: Final = 500
"""Lines after a changed message in which replies to it are looked for."""


def quote(answered: Line) -> Quote:
    """The quote of a message that replies to it show."""
    return Quote(answered.msgid, answered.sender, answered.text.replace("\n", " ")[:LONGEST])


def note_reply(buffer: Buffer, line: Line) -> Line:
    """Give `line` back. If it quotes a message that is not loaded, note to fill it in later."""
    reply = line.reply
    if reply is None or reply.sender or not line.msgid:
        return line
    if sum(map(len, buffer.unquoted.values())) < _MOST:
        answers = buffer.unquoted.setdefault(reply.msgid, [])
        if line.msgid not in answers:
            answers.append(line.msgid)
    return line


def fill_in_quotes(state: State, buffer: Buffer, loaded: Iterable[Line]) -> None:
    """Fill in the quotes of these lines, which have just been loaded."""
    if not buffer.unquoted:
        return
    for answered in loaded:
        for msgid in buffer.unquoted.pop(answered.msgid, ()) if answered.msgid else ():
            line = buffer.lines.find(msgid)
            if line is not None and line.reply is not None:
                changed = msgspec.structs.replace(line, reply=quote(answered))
                buffer.replace(changed)
                state.tell(LineChanged(buffer, changed))


def update_quotes(state: State, buffer: Buffer, answered: Line) -> None:
    """Update the quotes of a message that was edited or deleted."""
    begin = answered.id - buffer.lines.first_id + 1
    for line in buffer.lines[begin : begin + _LOOKED_AT]:
        if line.reply is not None and line.reply.msgid == answered.msgid:
            changed = msgspec.structs.replace(line, reply=quote(answered))
            buffer.replace(changed)
            state.tell(LineChanged(buffer, changed))
