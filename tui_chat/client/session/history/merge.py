"""Merging a page of the history into a buffer."""

from collections import Counter, defaultdict, deque
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, Mark
from tui_chat.client.buffers.line import Line, LineKind
from tui_chat.client.events import HistoryReceived
from tui_chat.client.session.history.chathistory_requests import PAGE
from tui_chat.client.session.history.history_lines import LineKey, line_key, lines_of
from tui_chat.client.session.messages import sending
from tui_chat.client.session.messages.mentions import mentioned
from tui_chat.client.session.messages.quotes import fill_in_quotes
from tui_chat.client.session.model.history_requests import CatchUpProgress
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.wire.tags import CONTEXT_TAG

NEAR: Final = 3 * PAGE
"""Lines before a page that the page may repeat."""


def insertion_point(state: State, buffer: Buffer, unconfirmed: set[int]) -> int:
    """The id of the line before which missed lines are inserted.

    They go before our unconfirmed lines, which are moved to the end of the buffer first, and
    before all newer lines.
    """
    if unconfirmed:
        lines = lines_from(buffer, min(unconfirmed))
        settled = [line for line in lines if line.id not in unconfirmed]
        rest = [line for line in lines if line.id in unconfirmed]
        if settled and rest:
            state.unconfirmed.moved(buffer, buffer.replace_from(lines[0].id, (), [*settled, *rest]))
        place = buffer.lines.next_id - len(rest)
    else:
        place = buffer.lines.next_id
    return _before_newer(buffer, place)


def _before_newer(buffer: Buffer, place: int) -> int:
    """`place`, or the first line that came live after an earlier catch-up was cut short."""
    latest = buffer.latest
    if latest is None:
        return place
    end = place - buffer.lines.first_id
    for line in reversed(buffer.lines[max(0, end - NEAR) : max(0, end)]):
        if line.msgid:
            if line.at <= latest.at:
                break
            place = line.id
    return place


def merge_page(
    state: State, buffer: Buffer, progress: CatchUpProgress, page: list[Incoming]
) -> list[Line]:
    """Insert a page before the lines that came meanwhile. Gives the lines that are new."""
    lines = buffer.lines
    place = max(progress.place, lines.first_id)
    index = place - lines.first_id
    before = Counter(line_key(line) for line in lines[max(0, index - NEAR) : index])
    meanwhile = defaultdict[LineKey, deque[Line]](deque)
    for line in lines[index:]:
        meanwhile[line_key(line)].append(line)
    new: list[Line] = []
    gone: set[int] = set()
    added: list[Line] = []
    incoming_by_msgid = {incoming.msgid: incoming for incoming in page if incoming.msgid}
    buffer.latest_page = frozenset(list(incoming_by_msgid)[-PAGE:])  # however long it is
    for line in lines_of(state, buffer, page):
        known = line_key(line)
        if before[known]:
            # Without an id, each line accounts for one message: a person may say a thing twice.
            before[known] -= not line.msgid
            continue
        before[known] += bool(line.msgid)
        if twins := meanwhile.get(known):
            live = twins.popleft()
            gone.add(live.id)
            new.append(live)
            continue
        added.append(
            _own_from_lost_connection(state, buffer, incoming_by_msgid.get(line.msgid), line, gone)
        )
        new.append(added[-1])
    if new:
        rest = [line for line in lines_from(buffer, place) if line.id not in gone]
        state.unconfirmed.moved(buffer, buffer.replace_from(place, new, rest))
        progress.place = place + len(new)
        fill_in_quotes(state, buffer, added)
    if said := without_context(page):
        remember(buffer, mark_of(said[0]), mark_of(said[-1]))
    _count(state, buffer, added)
    if added:
        state.tell(HistoryReceived(buffer, len(added), older=False))
    return added


def _own_from_lost_connection(
    state: State, buffer: Buffer, incoming: Incoming | None, line: Line, gone: set[int]
) -> Line:
    """Our own pending line, if `line` proves that it arrived on a lost connection; else `line`."""
    if incoming is None or line.kind is LineKind.EVENT:
        return line
    entry = sending.found_in_history(state, buffer, incoming, line.text)
    if entry is None:
        return line
    state.unconfirmed.remove(entry)
    gone.add(entry.line_id)
    shown = buffer.lines.by_id(entry.line_id)
    return line if shown is None else sending.as_confirmed(shown, incoming)


def lines_from(buffer: Buffer, line_id: int) -> list[Line]:
    """The lines of a buffer from that id on."""
    return buffer.lines[max(0, line_id - buffer.lines.first_id) :]


def remember(buffer: Buffer, first: Mark, last: Mark) -> None:
    """Note that the buffer has all messages from `first` to `last`."""
    if buffer.oldest is None or first.at < buffer.oldest.at:
        buffer.oldest = first
    if buffer.latest is None or last.at >= buffer.latest.at:
        buffer.latest = last


def _count(state: State, buffer: Buffer, added: list[Line]) -> None:
    """Collect the new mentions, unless the person has read them in another client."""
    for line in added:
        if line.mention and buffer.read_at and line.at > buffer.read_at:
            mentioned(state, buffer, line)


def without_context(page: list[Incoming]) -> list[Incoming]:
    """A page without the reactions and edits that are from another place of the history."""
    return [incoming for incoming in page if CONTEXT_TAG not in incoming.message.tags]


def mark_of(incoming: Incoming) -> Mark:
    """The position of a message in its conversation."""
    return Mark(incoming.at, incoming.msgid)
