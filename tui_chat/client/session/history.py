"""What was said while we were not there, and before we came (IRCv3 draft/chathistory).

On every join a place is caught up: from the last message that we saw on, page after page until
nothing is left, or with the latest page where nothing was seen yet. What comes meanwhile stands
in the log at once; the missed lines go in front of it. What is older is asked for as the person
scrolls. A server without history costs nothing, and nobody is told.
"""

from typing import Final

from tui_chat.client.buffers import Buffer, BufferKind, Mark, Past
from tui_chat.client.events import HistoryReceived
from tui_chat.client.i18n import _
from tui_chat.client.lines import Line, LineKind
from tui_chat.client.session import speaking
from tui_chat.client.session.batches import Batch, whole
from tui_chat.client.session.heard import Heard
from tui_chat.client.session.mentions import mentioned
from tui_chat.client.session.missed import Kind, Missed, Question
from tui_chat.client.session.playback import identity, played
from tui_chat.client.session.state import State
from tui_chat.wire.timestamps import format_time

CAPABILITY: Final = "draft/chathistory"
PAGE: Final = 100
"""Messages asked for at a time, if the server gives so many."""
_MOST_PAGES: Final = 50
"""Pages of one place that are caught up: who missed more reads on from there."""
_NEAR: Final = 3 * PAGE
"""Lines in front of a page that may be in it again."""


def offered(state: State) -> bool:
    """Whether this server tells what was said before."""
    return state.offers(CAPABILITY, "batch")


# Asking


def catch_up(state: State, buffer: Buffer) -> None:
    """Have told what was said in a place since we saw it last."""
    if buffer in state.history.missed:
        return
    if not offered(state):
        speaking.come_back(state, buffer, proven=False)
        return
    entries = state.outbox.of(buffer)
    missed = Missed(
        _set_apart(state, buffer, {entry.line_id for entry in entries}),
        buffer.latest,
        holds=any(entry.adrift for entry in entries),
    )
    state.history.missed[buffer] = missed
    buffer.past = Past.LOADING if missed.first else buffer.past
    if missed.anchor is None:
        _ask(state, Kind.MISSED, buffer, "LATEST", None)
    else:
        _ask(state, Kind.MISSED, buffer, "AFTER", missed.anchor, inclusive=True)
    speaking.push(state, buffer)


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
        _ask(state, Kind.OLDER, buffer, "LATEST", None)
    else:
        _ask(state, Kind.OLDER, buffer, "BEFORE", buffer.oldest)
    return True


def _set_apart(state: State, buffer: Buffer, unconfirmed: set[int]) -> int:
    """Where the missed lines go: in front of own ones that are not confirmed, and of newer ones.

    Own lines that are not confirmed are moved to the end of the log first.
    """
    if unconfirmed:
        lines = _from(buffer, min(unconfirmed))
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
    for line in reversed(buffer.lines[max(0, end - _NEAR) : max(0, end)]):
        if line.msgid:
            if line.at <= latest.at:
                break
            place = line.id
    return place


def _ask(
    state: State,
    kind: Kind,
    buffer: Buffer,
    subcommand: str,
    mark: Mark | None,
    *,
    inclusive: bool = False,
) -> None:
    reference = "*" if mark is None else _reference(state, mark, inclusive=inclusive)
    words = (subcommand, buffer.name, reference)
    state.history.waiting.append(Question(kind, buffer, words, mark))
    ask_next(state)


def _reference(state: State, mark: Mark, *, inclusive: bool) -> str:
    if mark.msgid and not inclusive and state.features.msgid_references:
        return f"msgid={mark.msgid}"
    # References are exclusive: a millisecond earlier, the message itself is told again, which
    # proves that the history goes back to it; and so is what came in the same millisecond.
    earlier = 1 if inclusive else 0
    return f"timestamp={format_time(max(0, round(mark.at * 1000) - earlier))}"


def ask_next(state: State) -> None:
    """Send the questions that wait, as far as there are not too many under way."""
    while (question := state.history.next()) is not None:
        key = state.fold(question.words[1])
        if key in state.history.asked or question.buffer not in state.buffers:
            state.history.missed.pop(question.buffer, None)
            continue
        question.asked_at = state.now
        state.history.asked[key] = question
        tags = {}
        if "labeled-response" in state.capabilities:
            question.label = tags["label"] = state.next_label()
        most = state.features.history_page
        limit = min(PAGE, most) if most else PAGE
        state.send("CHATHISTORY", *question.words, str(limit), tags=tags)


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
        _take_in(state, buffer, Missed(buffer.lines.next_id, None, holds=False), page)
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
    added = _take_in(state, buffer, missed, page)
    if missed.first:
        buffer.past = Past.MORE if page else Past.COMPLETE
        if added and not buffer.read_at:  # what nobody ever read here is not news
            buffer.read_elsewhere(added[-1].at)
        _caught_up(state, buffer, missed)
        return
    last = _mark(page[-1]) if page else None
    if last is None or last == question.mark or _is_seen(last, missed.anchor):
        _caught_up(state, buffer, missed)
    elif missed.pages >= _MOST_PAGES:
        text = _("More was said meanwhile than is shown here.")
        moved = buffer.weave(
            missed.place,
            [Line(0, last.at, LineKind.INFO, "", text)],
            _from(buffer, missed.place),
        )
        state.outbox.moved(buffer, moved)
        _caught_up(state, buffer, missed)
    else:
        by_time = not (last.msgid and state.features.msgid_references)
        if by_time and not added:  # a thousand messages in one millisecond: no way past them
            _caught_up(state, buffer, missed)
        else:
            _ask(state, Kind.MISSED, buffer, "AFTER", last, inclusive=by_time)


def _is_seen(mark: Mark, anchor: Mark | None) -> bool:
    return anchor is not None and (
        mark.msgid == anchor.msgid if anchor.msgid else mark.at <= anchor.at
    )


def _older_told(state: State, question: Question, page: list[Heard]) -> None:
    buffer = question.buffer
    known = {identity(line) for line in buffer.lines[:_NEAR]}
    lines = [line for line in played(state, buffer, page) if identity(line) not in known]
    buffer.lines.prepend(lines)
    buffer.touch()
    if page:
        buffer.oldest = _mark(page[0])
        if buffer.latest is None:
            buffer.latest = _mark(page[-1])
    moved_on = bool(page) and buffer.oldest != question.mark
    buffer.past = Past.MORE if moved_on else Past.COMPLETE
    state.tell(HistoryReceived(buffer, len(lines), older=True))
    if moved_on and not lines and question.mark is not None:
        older(state, buffer)  # a page of reactions only: nobody would see that anything came


def _take_in(state: State, buffer: Buffer, missed: Missed, page: list[Heard]) -> list[Line]:
    """Put a page in front of what came meanwhile; gives the lines of it that are new."""
    lines = buffer.lines
    place = max(missed.place, lines.first_id)
    index = place - lines.first_id
    before = {identity(line) for line in lines[max(0, index - _NEAR) : index]}
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
        rest = [line for line in _from(buffer, place) if line.id not in gone]
        state.outbox.moved(buffer, buffer.weave(place, new, rest))
        missed.place = place + len(new)
    if page:
        _remember(buffer, _mark(page[0]), _mark(page[-1]))
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
    entry = speaking.arrived(state, buffer, heard, line.text)
    if entry is None:
        return line
    state.outbox.remove(entry)
    gone.add(entry.line_id)
    shown = buffer.lines.by_id(entry.line_id)
    return line if shown is None else speaking.as_confirmed(shown, heard)


def _from(buffer: Buffer, line_id: int) -> list[Line]:
    return buffer.lines[max(0, line_id - buffer.lines.first_id) :]


def _remember(buffer: Buffer, first: Mark, last: Mark) -> None:
    if buffer.oldest is None or first.at < buffer.oldest.at:
        buffer.oldest = first
    if buffer.latest is None or last.at >= buffer.latest.at:
        buffer.latest = last


def _count(state: State, buffer: Buffer, added: list[Line]) -> None:
    """What was missed is unread, but for what was read elsewhere; what was never read is old."""
    for line in added:
        if line.mention and buffer.read_at and line.at > buffer.read_at:
            mentioned(state, buffer, line)


def _caught_up(state: State, buffer: Buffer, missed: Missed) -> None:
    del state.history.missed[buffer]
    words = state.returning.pop(buffer, "")
    if words:
        said = Line(0, state.now, LineKind.INFO, "", words)
        rest = _from(buffer, missed.place)
        state.outbox.moved(buffer, buffer.weave(missed.place, [said], rest))
    if buffer.shown:
        buffer.read_up_to = missed.start - 1
    elif buffer.read_at:
        buffer.recount()
    if missed.live is not None:
        _remember(buffer, missed.live, missed.live)
    if buffer.past is Past.LOADING:
        buffer.past = Past.UNKNOWN
    buffer.touch()
    state.tell(HistoryReceived(buffer, 0, older=False))
    speaking.come_back(state, buffer, proven=missed.proven)


def _mark(heard: Heard) -> Mark:
    return Mark(heard.at, heard.msgid)


def _is(heard: Heard, mark: Mark) -> bool:
    return heard.msgid == mark.msgid if mark.msgid else heard.at == mark.at
