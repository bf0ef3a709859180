"""The person's own log as a history, where the server has none, or none so old.

The shell keeps that log and reads it: `LocalHistoryWanted` asks for a page, `page_read` takes it.
What the server tells by CHATHISTORY always counts: the log only continues behind its beginning.
"""

from collections.abc import Sequence
from itertools import islice
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind, Past
from tui_chat.client.buffers.line import TALK, Line, LineKind
from tui_chat.client.events import HistoryReceived, LocalHistoryWanted
from tui_chat.client.language.i18n import _
from tui_chat.client.session.history.history_lines import line_key
from tui_chat.client.session.model.state import State

_LOOKED_AT: Final = 1_000
"""Lines at the beginning of a buffer that a page may repeat."""


def keep(state: State) -> None:
    """Note that there is a log of this server."""
    state.has_log = True


def begin(state: State, buffer: Buffer) -> None:
    """Request the latest page for a buffer on a server without history, once."""
    if buffer.past is Past.UNKNOWN:
        request(state, buffer)


def request(state: State, buffer: Buffer) -> bool:
    """Request the page before the first message of a buffer. Gives whether that was possible."""
    if (
        not state.has_log
        or buffer.kind is BufferKind.SERVER
        or buffer.past in {Past.LOADING, Past.COMPLETE}
        or not buffer.lines.has_room
    ):
        return False
    buffer.past = Past.LOADING
    before = next((line.at for line in islice(buffer.lines, _LOOKED_AT) if line.kind in TALK), None)
    state.tell(LocalHistoryWanted(buffer, before))
    return True


def end_of_server(state: State, buffer: Buffer) -> None:
    """Note that the server has nothing older: the log may go on from there."""
    buffer.from_log = state.has_log
    buffer.past = Past.MORE if state.has_log else Past.COMPLETE


def page_read(state: State, buffer: Buffer, page: Sequence[Line], *, more: bool = False) -> None:
    """Put a page of the log, oldest first, before the lines of a buffer that asked for one.

    `more` if there may be older ones. Where the log ends is told: what was said after that, while
    we were not there, nobody tells us on a server without history.
    """
    if buffer not in state.buffers or buffer.past is not Past.LOADING:
        return
    known = {line_key(line) for line in islice(buffer.lines, _LOOKED_AT)}
    lines = [line for line in page if line_key(line) not in known]
    if lines and not buffer.from_log:
        buffer.from_log = True
        text = _("Your log ends here; the server keeps none.")
        lines.append(Line(0, lines[-1].at, LineKind.EVENT, "", text))
    buffer.lines.prepend(lines)
    buffer.past = Past.MORE if more else Past.COMPLETE
    state.tell(HistoryReceived(buffer, len(lines), older=True))
