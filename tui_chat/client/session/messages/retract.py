"""Second thoughts on our own words that nobody has: taken back, changed, or said again."""

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.buffers.scrollback import Line, LineKind, LineState
from tui_chat.client.session.messages import sending
from tui_chat.client.session.model.state import State
from tui_chat.wire.formatting import encode_formatting


def take_back(state: State, buffer: Buffer, line_id: int) -> Line | None:
    """Take a line of ours away that nobody has; gives it. None if it may be on its way."""
    line = buffer.lines.by_id(line_id)
    if line is None or not line.own or line.state is LineState.SENT:
        return None
    entry = state.outbox.showing(buffer, line_id)
    if entry is not None:
        if entry.sent:
            return None
        state.outbox.remove(entry)
    index = line_id - buffer.lines.first_id
    rest = buffer.lines[index + 1 :]
    state.outbox.moved(buffer, buffer.weave(line_id, (), rest))
    return line


def say_again(state: State, buffer: Buffer, line: Line, at: float) -> None:
    """Say what a line says that was taken back."""
    written = encode_formatting(line.text, line.spans)
    answered = None
    if line.reply is not None:
        answered = Line(0, at, LineKind.MESSAGE, line.reply.sender, line.reply.text,
                        msgid=line.reply.msgid)  # fmt: skip
    sending.say(state, buffer, written, at, line.kind, answered, audience=line.audience)
