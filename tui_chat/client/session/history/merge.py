"""Putting a page of the history in its place in a log."""

from typing import Final

from tui_chat.client.buffers.buffers import Buffer, Mark
from tui_chat.client.buffers.scrollback import Line, LineKind
from tui_chat.client.events import HistoryReceived
from tui_chat.client.session.history.playback import identity, played
from tui_chat.client.session.history.request_queue import PAGE
from tui_chat.client.session.messages import sending
from tui_chat.client.session.messages.mentions import mentioned
from tui_chat.client.session.messages.quotes import fill_in
from tui_chat.client.session.model.history_requests import Missed
from tui_chat.client.session.model.incoming import Heard
from tui_chat.client.session.model.state import State

NEAR: Final = 3 * PAGE
"""Lines in front of a page that may be in it again."""


def set_apart(state: State, buffer: Buffer, unconfirmed: set[int]) -> int:
    """Where the missed lines go: in front of own ones that are not confirmed, and of newer ones.

    Own lines that are not confirmed are moved to the end of the log first.
    """
    if unconfirmed:
        lines = lines_from(buffer, min(unconfirmed))
        settled = [line for line in lines if line.id not in unconfirmed]
        rest = [line for line in lines if line.id in unconfirmed]
        if settled and rest:
            state.outbox.moved(buffer, buffer.weave(lines[0].id, (), [*settled, *rest]))
        place = buffer.lines.next_id - len(rest)
    else:
        place = buffer.lines.next_id
    return _before_newer(buffer, place)


def _before_newer(buffer: Buffer, place: int) -> int:
    """`place`, or in front of what came live while an earlier catching up was cut short."""
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


def take_in(state: State, buffer: Buffer, missed: Missed, page: list[Heard]) -> list[Line]:
    """Put a page in front of what came meanwhile; gives the lines of it that are new."""
    lines = buffer.lines
    place = max(missed.place, lines.first_id)
    index = place - lines.first_id
    before = {identity(line) for line in lines[max(0, index - NEAR) : index]}
    meanwhile = {identity(line): line for line in lines[index:]}
    new: list[Line] = []
    gone: set[int] = set()
    added: list[Line] = []
    heard_as = {heard.msgid: heard for heard in page if heard.msgid}
    for line in played(state, buffer, page):
        known = identity(line)
        if known in before:
            continue
        if (live := meanwhile.get(known)) is not None:
            gone.add(live.id)
            new.append(live)
            continue
        before.add(known)
        added.append(_own_of_before(state, buffer, heard_as.get(line.msgid), line, gone))
        new.append(added[-1])
    if new:
        rest = [line for line in lines_from(buffer, place) if line.id not in gone]
        state.outbox.moved(buffer, buffer.weave(place, new, rest))
        missed.place = place + len(new)
        fill_in(state, buffer, added)
    if page:
        remember(buffer, mark_of(page[0]), mark_of(page[-1]))
    _count(state, buffer, added)
    if added:
        state.tell(HistoryReceived(buffer, len(added), older=False))
    return added


def _own_of_before(
    state: State, buffer: Buffer, heard: Heard | None, line: Line, gone: set[int]
) -> Line:
    """The line as our own, if it is what we sent on a connection that was lost."""
    if heard is None or line.kind is LineKind.EVENT:
        return line
    entry = sending.arrived(state, buffer, heard, line.text)
    if entry is None:
        return line
    state.outbox.remove(entry)
    gone.add(entry.line_id)
    shown = buffer.lines.by_id(entry.line_id)
    return line if shown is None else sending.as_confirmed(shown, heard)


def lines_from(buffer: Buffer, line_id: int) -> list[Line]:
    """The lines of a place from that id on."""
    return buffer.lines[max(0, line_id - buffer.lines.first_id) :]


def remember(buffer: Buffer, first: Mark, last: Mark) -> None:
    """The server has told of a place from one message to another."""
    if buffer.oldest is None or first.at < buffer.oldest.at:
        buffer.oldest = first
    if buffer.latest is None or last.at >= buffer.latest.at:
        buffer.latest = last


def _count(state: State, buffer: Buffer, added: list[Line]) -> None:
    """What was missed is unread, but for what was read elsewhere; what was never read is old."""
    for line in added:
        if line.mention and buffer.read_at and line.at > buffer.read_at:
            mentioned(state, buffer, line)


def mark_of(heard: Heard) -> Mark:
    """Where a message stands in its conversation."""
    return Mark(heard.at, heard.msgid)
