"""Retracting own messages that were never delivered, and sending them again."""

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import Line, LineKind, LineState
from tui_chat.client.session.messages import sending
from tui_chat.client.session.model.state import State
from tui_chat.wire.text.formatting import encode_formatting


def retract(state: State, buffer: Buffer, line_id: int) -> Line | None:
    """Remove an own line that was not delivered, and give it. None if it may arrive yet."""
    line = buffer.lines.by_id(line_id)
    if line is None or not line.own or line.state is LineState.SENT:
        return None
    entry = state.unconfirmed.showing(buffer, line_id)
    if entry is not None:
        if entry.sent:
            return None
        state.unconfirmed.remove(entry)
    index = line_id - buffer.lines.first_id
    rest = buffer.lines[index + 1 :]
    state.unconfirmed.moved(buffer, buffer.replace_from(line_id, (), rest))
    return line


def say_again(state: State, buffer: Buffer, line: Line, at: float) -> None:
    """Send the text of a retracted line again."""
    written = encode_formatting(line.text, line.spans)
    answered = None
    if line.reply is not None:
        answered = Line(0, at, LineKind.MESSAGE, line.reply.sender, line.reply.text,
                        msgid=line.reply.msgid)  # fmt: skip
    sending.say(state, buffer, written, at, line.kind, answered, audience=line.audience)
