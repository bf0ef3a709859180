"""The place of an own line among those of others: where the server has put the message."""

import msgspec

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import Line, LineKind, LineState
from tui_chat.client.session.model.state import State


def put_in_order(state: State, buffer: Buffer, line: Line) -> Line:
    """Move a line whose echo has come behind the lines that came before the echo.

    Others saw those earlier, too. Our lines that still wait for their echo stay behind it. Gives
    the line with the id that it has then.
    """
    later = buffer.lines[line.id + 1 - buffer.lines.first_id :]
    came = [one for one in later if not (one.own and one.state is LineState.PENDING)]
    if not any(map(_has_come, came)):
        return line
    waiting = [one for one in later if one.own and one.state is LineState.PENDING]
    read, before = buffer.read_up_to, buffer.before_connection
    moved = buffer.replace_from(line.id, (), [*came, line, *waiting])
    state.unconfirmed.moved(buffer, moved)
    unread = next((one.id for one in came if one.id > read), None)
    if read >= line.id and unread is not None:  # the line that we wrote was not the last read
        buffer.read_up_to = moved[unread] - 1
    if before.line_id > line.id:
        buffer.before_connection = before._replace(line_id=before.line_id - 1)
    return msgspec.structs.replace(line, id=moved[line.id])


def _has_come(line: Line) -> bool:
    """Whether a line has a place in the server's order: texts that only we see have none."""
    is_ours_alone = line.kind in {LineKind.INFO, LineKind.ERROR}
    return line.state is LineState.SENT and not is_ours_alone
