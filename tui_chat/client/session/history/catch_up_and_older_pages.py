"""Catching up on missed messages, and loading older ones (IRCv3 draft/chathistory).

On every join a buffer catches up: page after page from the last message that we saw, or only the
latest page if we saw none. Messages that come meanwhile are shown at once; missed lines are
inserted before them. Older messages are requested as the person scrolls. Nothing happens on a
server without history.
"""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind, Mark, Past
from tui_chat.client.buffers.line import Line, LineKind
from tui_chat.client.events import HistoryReceived
from tui_chat.client.language.i18n import _
from tui_chat.client.session.history import history_from_own_log
from tui_chat.client.session.history.chathistory_requests import ask, ask_next
from tui_chat.client.session.history.history_lines import line_key, lines_of
from tui_chat.client.session.history.merge import (
    NEAR,
    insertion_point,
    lines_from,
    mark_of,
    merge_page,
    remember,
    without_context,
)
from tui_chat.client.session.messages import sending
from tui_chat.client.session.messages.quotes import fill_in_quotes
from tui_chat.client.session.model.handlers import on_batch
from tui_chat.client.session.model.history_requests import (
    CatchUpProgress,
    HistoryRequest,
    RequestKind,
)
from tui_chat.client.session.model.incoming import Batch, Incoming
from tui_chat.client.session.model.state import State
from tui_chat.wire.tags import HISTORY_END_TAG

CAPABILITY: Final = "draft/chathistory"
_MOST_PAGES: Final = 50
"""Pages that a buffer catches up automatically; older ones are loaded by scrolling."""


def offered(state: State) -> bool:
    """Whether this server has a history."""
    return state.offers(CAPABILITY, "batch")


# Asking


def catch_up(state: State, buffer: Buffer) -> None:
    """Request the messages that we missed in a buffer."""
    if buffer in state.history.catching_up:
        return
    if not offered(state):
        sending.resume(state, buffer, proven=False)
        history_from_own_log.begin(state, buffer)
        return
    entries = state.unconfirmed.of(buffer)
    progress = CatchUpProgress(
        insertion_point(state, buffer, {entry.line_id for entry in entries}),
        buffer.latest,
        holds=any(entry.on_lost_connection for entry in entries),
    )
    state.history.catching_up[buffer] = progress
    buffer.past = Past.LOADING if progress.first else buffer.past
    if progress.anchor is None:
        ask(state, RequestKind.MISSED, buffer, "LATEST", None)
    else:
        ask(state, RequestKind.MISSED, buffer, "AFTER", progress.anchor, inclusive=True)
    sending.send_waiting(state, buffer)


def request_older(state: State, buffer: Buffer) -> bool:
    """Request the messages before the first line. Gives whether a request was made.

    `buffer.past` says how it stands; `HistoryReceived` tells when the lines are there. They are
    from our own log where the server has no history, or none so old.
    """
    if state.has_log and (buffer.from_log or (state.welcomed and not offered(state))):
        return history_from_own_log.request(state, buffer)
    if (
        not (offered(state) and state.welcomed and buffer.joined)
        or buffer.past in {Past.LOADING, Past.COMPLETE}
        or buffer.kind is BufferKind.SERVER
        or state.history.concerns(buffer)
        or not buffer.lines.has_room
    ):
        return False
    buffer.past = Past.LOADING
    if buffer.oldest is None:
        ask(state, RequestKind.OLDER, buffer, "LATEST", None)
    else:
        ask(state, RequestKind.OLDER, buffer, "BEFORE", buffer.oldest)
    return True


# Answers


@on_batch("chathistory")
def page_received(state: State, batch: Batch) -> None:
    """BATCH chathistory <target>: a page of the history, requested or not."""
    page = batch.collected or []
    is_last = HISTORY_END_TAG in batch.opening.message.tags
    request = state.history.answered(batch.label, state.fold(batch.target))
    buffer = request.buffer if request is not None else state.buffer(batch.target)
    if buffer is None or buffer not in state.buffers:
        pass
    elif request is None:
        merge_page(state, buffer, CatchUpProgress(buffer.lines.next_id, None, holds=False), page)
    elif request.kind is RequestKind.OLDER:
        _older_page(state, request, page, is_last=is_last)
    elif (progress := state.history.catching_up.get(buffer)) is not None:
        _missed_page(state, request, progress, page, is_last=is_last)
    ask_next(state)


def request_refused(state: State, label: str, names: list[str]) -> None:
    """FAIL CHATHISTORY: give up the request; the person is not told."""
    for name in names:
        request = state.history.answered(label, state.fold(name))
        if request is not None:
            _unanswered(state, request)
            break
    ask_next(state)


def give_up_overdue(state: State, at: float) -> None:
    """Give up the requests that were not answered in time."""
    for request in state.history.overdue(at):
        _unanswered(state, request)
    ask_next(state)


def connection_lost(state: State) -> None:
    """Note that the connection is lost: no request will be answered."""
    for buffer, progress in state.history.catching_up.items():
        # What came live is all that is known of a place that was not caught up for the first time.
        buffer.latest = buffer.latest or progress.live
    for buffer in state.buffers:
        if buffer.past is Past.LOADING:
            buffer.past = Past.MORE


def _unanswered(state: State, request: HistoryRequest) -> None:
    buffer = request.buffer
    progress = state.history.catching_up.get(buffer)
    if request.kind is RequestKind.MISSED and progress is not None:
        _caught_up(state, buffer, progress)
    else:
        buffer.past = Past.UNKNOWN
        state.tell(HistoryReceived(buffer, 0, older=True))


def _missed_page(
    state: State,
    request: HistoryRequest,
    progress: CatchUpProgress,
    page: list[Incoming],
    *,
    is_last: bool,
) -> None:
    """A page of what we missed; after one that `is_last` there is no other."""
    buffer = request.buffer
    progress.pages += 1
    if progress.anchor is not None and not progress.proven:
        progress.proven = any(_is(incoming, progress.anchor) for incoming in page)
    added = merge_page(state, buffer, progress, page)
    if progress.first:
        if page and not is_last:
            buffer.past = Past.MORE
        else:
            history_from_own_log.end_of_server(state, buffer)
        if added and not buffer.read_at:  # what nobody ever read here is not news
            buffer.read_elsewhere(added[-1].at)
        _caught_up(state, buffer, progress)
        return
    last = mark_of(said[-1]) if (said := without_context(page)) else None
    if is_last or last is None or last == request.mark or _is_seen(last, progress.anchor):
        _caught_up(state, buffer, progress)
    elif progress.pages >= _MOST_PAGES:
        text = _("Some messages from while you were away are not shown here.")
        moved = buffer.replace_from(
            progress.place,
            [Line(0, last.at, LineKind.INFO, "", text)],
            lines_from(buffer, progress.place),
        )
        state.unconfirmed.moved(buffer, moved)
        _caught_up(state, buffer, progress)
    else:
        by_time = not (last.msgid and state.features.msgid_references)
        if by_time and not added:  # a thousand messages in one millisecond: no way past them
            _caught_up(state, buffer, progress)
        else:
            ask(state, RequestKind.MISSED, buffer, "AFTER", last, inclusive=by_time)


def _is_seen(mark: Mark, anchor: Mark | None) -> bool:
    return anchor is not None and (
        mark.msgid == anchor.msgid if anchor.msgid else mark.at <= anchor.at
    )


def _older_page(
    state: State, request: HistoryRequest, page: list[Incoming], *, is_last: bool
) -> None:
    buffer = request.buffer
    known = {line_key(line) for line in buffer.lines[:NEAR]}
    lines = [line for line in lines_of(state, buffer, page) if line_key(line) not in known]
    buffer.lines.prepend(lines)
    fill_in_quotes(state, buffer, lines)
    if said := without_context(page):
        buffer.oldest = mark_of(said[0])
        if buffer.latest is None:
            buffer.latest = mark_of(said[-1])
    moved_on = bool(page) and buffer.oldest != request.mark and not is_last
    if moved_on:
        buffer.past = Past.MORE
    else:
        history_from_own_log.end_of_server(state, buffer)
    state.tell(HistoryReceived(buffer, len(lines), older=True))
    if moved_on and not lines and request.mark is not None:
        request_older(
            state, buffer
        )  # a page of reactions only: nobody would see that anything came


def _caught_up(state: State, buffer: Buffer, progress: CatchUpProgress) -> None:
    del state.history.catching_up[buffer]
    words = state.returning.pop(buffer, "")
    if words:
        said = Line(0, state.now, LineKind.INFO, "", words)
        rest = lines_from(buffer, progress.place)
        state.unconfirmed.moved(buffer, buffer.replace_from(progress.place, [said], rest))
    if buffer.shown and not progress.first:
        buffer.read_up_to = progress.start - 1
    elif buffer.shown or buffer.read_at:
        buffer.recount()
    if progress.live is not None:
        remember(buffer, progress.live, progress.live)
    if buffer.past is Past.LOADING:
        buffer.past = Past.UNKNOWN
    state.tell(HistoryReceived(buffer, 0, older=False))
    sending.resume(state, buffer, proven=progress.proven)


def _is(incoming: Incoming, mark: Mark) -> bool:
    return incoming.msgid == mark.msgid if mark.msgid else incoming.at == mark.at


def is_catching_up(state: State, buffer: Buffer) -> bool:
    """Whether the buffer is still receiving missed messages."""
    return buffer in state.history.catching_up
