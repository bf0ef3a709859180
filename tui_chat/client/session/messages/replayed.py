"""Messages that a bouncer sends again to everybody who connects, and that we show already."""

import math
from typing import Final

from tui_chat.client.buffers.buffer import Before, Buffer
from tui_chat.client.buffers.line import TALK, Line
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State

_LOOKED_AT: Final = 1_000
"""Lines before the connection that a bouncer may send again."""
_OWN_MAY_DIFFER: Final = 10.0
"""Seconds between the time that we gave a line of our own, and the bouncer."""
_TRIED: Final = 20
"""Lines that may stand after a message: that the connection was lost, and such."""


def connection_begins(state: State) -> None:
    """Note which lines are here before the bouncer can send anything again."""
    for buffer in state.buffers:
        lines = buffer.lines
        latest = reversed(lines[-_TRIED:])
        at = next((line.at for line in latest if line.kind in TALK), math.inf)
        buffer.before_connection = Before(lines.next_id, at)


def is_replayed(buffer: Buffer, incoming: Incoming, line: Line) -> bool:
    """Whether the `line` of a message was here before the connection was made, or just now.

    Then there is one with its msgid, or its time, sender and text: bouncers may know no msgids. A
    message without a time is a new one. Just now, a page of the history may have had it.
    """
    lines, before = buffer.lines, buffer.before_connection
    if line.msgid in buffer.latest_page:
        return True
    if line.at > before.at + _OWN_MAY_DIFFER or "time" not in incoming.message.tags:
        return False
    last = before.line_id - 1 - lines.first_id
    for index in range(min(last, len(lines) - 1), max(-1, last - _LOOKED_AT), -1):
        known = lines[index]
        if known.kind not in TALK:
            continue
        if known.msgid and known.msgid == line.msgid:
            return True
        if known.own or known.at >= line.at:
            if _is_same(known, line):
                return True
        else:
            if before.at == math.inf:  # of a log that was read later: look at it once
                buffer.before_connection = before._replace(at=known.at)
            return False
    return False


def _is_same(known: Line, line: Line) -> bool:
    is_timely = abs(known.at - line.at) <= (_OWN_MAY_DIFFER if line.own else 0.0)
    return is_timely and (known.own, known.sender, known.kind, known.text) == (
        *(line.own, line.sender, line.kind, line.text),
    )
