"""What was said while we were not there, and before we came (IRCv3 draft/chathistory).

On every join a place is caught up: from the last message that we saw on, page after page until
nothing is left, or with the latest page where nothing was seen yet. What comes meanwhile stands
in the log at once; the missed lines go in front of it. What is older is asked for as the person
scrolls. A server without history costs nothing, and nobody is told.
"""

from typing import Final

from tui_chat.client.buffers.buffers import Buffer, BufferKind, Mark, Past
from tui_chat.client.buffers.scrollback import Line, LineKind
from tui_chat.client.events import HistoryReceived
from tui_chat.client.language.i18n import _
from tui_chat.client.session.history.merge import (
    NEAR,
    lines_from,
    mark_of,
    remember,
    set_apart,
    take_in,
)
from tui_chat.client.session.history.playback import identity, played
from tui_chat.client.session.history.request_queue import ask, ask_next
from tui_chat.client.session.messages import sending
from tui_chat.client.session.messages.batches import Batch, whole
from tui_chat.client.session.messages.quotes import fill_in
from tui_chat.client.session.model.history_requests import Kind, Missed, Question
from tui_chat.client.session.model.incoming import Heard
from tui_chat.client.session.model.state import State

CAPABILITY: Final = "draft/chathistory"
_MOST_PAGES: Final = 50
"""Pages of one place that are caught up: who missed more reads on from there."""


def offered(state: State) -> bool:
    """Whether this server tells what was said before."""
    return state.offers(CAPABILITY, "batch")


# Asking


def catch_up(state: State, buffer: Buffer) -> None:
    """Have told what was said in a place since we saw it last."""
    if buffer in state.history.missed:
        return
    if not offered(state):
        sending.come_back(state, buffer, proven=False)
        return
    entries = state.outbox.of(buffer)
    missed = Missed(
        set_apart(state, buffer, {entry.line_id for entry in entries}),
        buffer.latest,
        holds=any(entry.adrift for entry in entries),
    )
    state.history.missed[buffer] = missed
    buffer.past = Past.LOADING if missed.first else buffer.past
    if missed.anchor is None:
        ask(state, Kind.MISSED, buffer, "LATEST", None)
    else:
        ask(state, Kind.MISSED, buffer, "AFTER", missed.anchor, inclusive=True)
    sending.push(state, buffer)


def older(state: State, buffer: Buffer) -> bool:
    """Have told what was said before the first line; whether it was asked for."""
    if (
        not (offered(state) and state.welcomed and buffer.joined)
        or buffer.past in {Past.LOADING, Past.COMPLETE}
        or buffer.kind is BufferKind.SERVER
        or state.history.concerns(buffer)
        or not buffer.lines.has_room
    ):
        return False
    buffer.past = Past.LOADING
    buffer.touch()
    if buffer.oldest is None:
        ask(state, Kind.OLDER, buffer, "LATEST", None)
    else:
        ask(state, Kind.OLDER, buffer, "BEFORE", buffer.oldest)
    return True


# Answers


@whole("chathistory")
def told(state: State, batch: Batch) -> None:
    """BATCH chathistory <target>: a page of what was said, asked for or not."""
    page = batch.collected or []
    question = state.history.answered(batch.label, state.fold(batch.target))
    buffer = question.buffer if question is not None else state.buffer(batch.target)
    if buffer is None or buffer not in state.buffers:
        pass
    elif question is None:
        take_in(state, buffer, Missed(buffer.lines.next_id, None, holds=False), page)
    elif question.kind is Kind.OLDER:
        _older_told(state, question, page)
    elif (missed := state.history.missed.get(buffer)) is not None:
        _missed_told(state, question, missed, page)
    ask_next(state)


def refused(state: State, label: str, names: list[str]) -> None:
    """FAIL CHATHISTORY: what was asked for is not to be had, and nobody need hear of it."""
    for name in names:
        question = state.history.answered(label, state.fold(name))
        if question is not None:
            _unanswered(state, question)
            break
    ask_next(state)


def expire(state: State, at: float) -> None:
    """Do not wait any more for what was not answered in time."""
    for question in state.history.overdue(at):
        _unanswered(state, question)
    ask_next(state)


def lose(state: State) -> None:
    """The connection is lost: what was asked will not be answered."""
    for buffer, missed in state.history.missed.items():
        # What came live is all that is known of a place that was not caught up for the first time.
        buffer.latest = buffer.latest or missed.live
    for buffer in state.buffers:
        if buffer.past is Past.LOADING:
            buffer.past = Past.MORE


def _unanswered(state: State, question: Question) -> None:
    buffer = question.buffer
    missed = state.history.missed.get(buffer)
    if question.kind is Kind.MISSED and missed is not None:
        _caught_up(state, buffer, missed)
    else:
        buffer.past = Past.UNKNOWN
        buffer.touch()
        state.tell(HistoryReceived(buffer, 0, older=True))


def _missed_told(state: State, question: Question, missed: Missed, page: list[Heard]) -> None:
    buffer = question.buffer
    missed.pages += 1
    if missed.anchor is not None and not missed.proven:
        missed.proven = any(_is(heard, missed.anchor) for heard in page)
    added = take_in(state, buffer, missed, page)
    if missed.first:
        buffer.past = Past.MORE if page else Past.COMPLETE
        if added and not buffer.read_at:  # what nobody ever read here is not news
            buffer.read_elsewhere(added[-1].at)
        _caught_up(state, buffer, missed)
        return
    last = mark_of(page[-1]) if page else None
    if last is None or last == question.mark or _is_seen(last, missed.anchor):
        _caught_up(state, buffer, missed)
    elif missed.pages >= _MOST_PAGES:
        text = _("More was said meanwhile than is shown here.")
        moved = buffer.weave(
            missed.place,
            [Line(0, last.at, LineKind.INFO, "", text)],
            lines_from(buffer, missed.place),
        )
        state.outbox.moved(buffer, moved)
        _caught_up(state, buffer, missed)
    else:
        by_time = not (last.msgid and state.features.msgid_references)
        if by_time and not added:  # a thousand messages in one millisecond: no way past them
            _caught_up(state, buffer, missed)
        else:
            ask(state, Kind.MISSED, buffer, "AFTER", last, inclusive=by_time)


def _is_seen(mark: Mark, anchor: Mark | None) -> bool:
    return anchor is not None and (
        mark.msgid == anchor.msgid if anchor.msgid else mark.at <= anchor.at
    )


def _older_told(state: State, question: Question, page: list[Heard]) -> None:
    buffer = question.buffer
    known = {identity(line) for line in buffer.lines[:NEAR]}
    lines = [line for line in played(state, buffer, page) if identity(line) not in known]
    buffer.lines.prepend(lines)
    fill_in(state, buffer, lines)
    buffer.touch()
    if page:
        buffer.oldest = mark_of(page[0])
        if buffer.latest is None:
            buffer.latest = mark_of(page[-1])
    moved_on = bool(page) and buffer.oldest != question.mark
    buffer.past = Past.MORE if moved_on else Past.COMPLETE
    state.tell(HistoryReceived(buffer, len(lines), older=True))
    if moved_on and not lines and question.mark is not None:
        older(state, buffer)  # a page of reactions only: nobody would see that anything came


def _caught_up(state: State, buffer: Buffer, missed: Missed) -> None:
    del state.history.missed[buffer]
    words = state.returning.pop(buffer, "")
    if words:
        said = Line(0, state.now, LineKind.INFO, "", words)
        rest = lines_from(buffer, missed.place)
        state.outbox.moved(buffer, buffer.weave(missed.place, [said], rest))
    if buffer.shown and not missed.first:
        buffer.read_up_to = missed.start - 1
    elif buffer.shown or buffer.read_at:
        buffer.recount()
    if missed.live is not None:
        remember(buffer, missed.live, missed.live)
    if buffer.past is Past.LOADING:
        buffer.past = Past.UNKNOWN
    buffer.touch()
    state.tell(HistoryReceived(buffer, 0, older=False))
    sending.come_back(state, buffer, proven=missed.proven)


def _is(heard: Heard, mark: Mark) -> bool:
    return heard.msgid == mark.msgid if mark.msgid else heard.at == mark.at
