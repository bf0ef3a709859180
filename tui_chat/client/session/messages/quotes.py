"""What a line answers: told with it, or once the message that it answers is loaded."""

from collections.abc import Iterable
from typing import Final

import msgspec

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.buffers.scrollback import Line, Quote
from tui_chat.client.events import LineChanged
from tui_chat.client.session.model.state import State

LONGEST: Final = 200
"""Characters of a message that are quoted."""
_MOST: Final = 1_000
"""Answers of a place that wait for what they answer: anybody may answer what never was."""
_LOOKED_AT: Final = 500
"""Lines behind a message that changed among which the answers to it are."""


def quote(answered: Line) -> Quote:
    """Of a message, what stands with the answers to it."""
    return Quote(answered.msgid, answered.sender, answered.text.replace("\n", " ")[:LONGEST])


def expect(buffer: Buffer, line: Line) -> Line:
    """Give `line` back; if what it answers is not loaded, that is to be filled in later."""
    reply = line.reply
    if reply is None or reply.sender or not line.msgid:
        return line
    if sum(map(len, buffer.unquoted.values())) < _MOST:
        answers = buffer.unquoted.setdefault(reply.msgid, [])
        if line.msgid not in answers:
            answers.append(line.msgid)
    return line


def fill_in(state: State, buffer: Buffer, loaded: Iterable[Line]) -> None:
    """These lines stand in the buffer now: quote them where they are answered."""
    if not buffer.unquoted:
        return
    for answered in loaded:
        for msgid in buffer.unquoted.pop(answered.msgid, ()) if answered.msgid else ():
            line = buffer.lines.find(msgid)
            if line is not None and line.reply is not None:
                changed = msgspec.structs.replace(line, reply=quote(answered))
                buffer.replace(changed)
                state.tell(LineChanged(buffer, changed))


def quote_anew(state: State, buffer: Buffer, answered: Line) -> None:
    """A message says something else now, or nothing: so do the quotes with the answers to it."""
    begin = answered.id - buffer.lines.first_id + 1
    for line in buffer.lines[begin : begin + _LOOKED_AT]:
        if line.reply is not None and line.reply.msgid == answered.msgid:
            changed = msgspec.structs.replace(line, reply=quote(answered))
            buffer.replace(changed)
            state.tell(LineChanged(buffer, changed))
