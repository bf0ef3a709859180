"""Keeping unconfirmed messages from one run of the program to the next."""

from collections.abc import Iterable

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import Line, LineState
from tui_chat.client.session.model.sanitizing import shown
from tui_chat.client.session.model.state import State
from tui_chat.client.session.model.unconfirmed import NOWHERE, OwnMessage, Unsent
from tui_chat.wire.tags import NO_TAGS
from tui_chat.wire.text.formatting import encode_formatting


def unsent_messages(state: State) -> list[Unsent]:
    """The unconfirmed messages in order, including those for buffers that are not open yet."""
    return [*state.kept, *(_as_data(entry) for entry in state.unconfirmed)]


def _as_data(entry: OwnMessage) -> Unsent:
    line = entry.buffer.lines.by_id(entry.line_id) or Line(0, 0.0, entry.kind)
    text = encode_formatting(line.text, line.spans)
    return Unsent(
        entry.buffer.name,
        tuple(entry.pieces),
        line.at,
        entry.kind,
        "" if text == entry.pieces[0] else text,
        dict(entry.tags),
        line.reply,
        entry.nicks[0] if entry.sent else "",
        entry.passed,
        (entry.buffer.latest or NOWHERE) if entry.sent else NOWHERE,
        entry.audience,
        entry.nicks[1:] if entry.sent else (),
    )


def resume_unsent(state: State, messages: Iterable[Unsent]) -> None:
    """Go on with the `unsent_messages` of the last run, as far as they did not arrive.

    The history proves that; if it cannot, the person is asked.
    """
    state.kept = [each for each in messages if each.pieces]
    for buffer in state.buffers:
        take_up(state, buffer)


def take_up(state: State, buffer: Buffer) -> None:
    """Show the kept messages of a buffer that has just been opened; joining it sends them.

    Messages that had been sent are looked for in the history first, as after a lost connection.
    """
    waiting = [each for each in state.kept if state.fold(each.place) == buffer.key]
    state.kept = [each for each in state.kept if each not in waiting]
    for each in waiting:
        text, spans = shown(each.text or each.pieces[0])
        line = buffer.append(
            each.kind,
            text,
            each.at,
            sender=each.nick or state.nick,
            spans=spans,
            own=True,
            reply=each.reply,
            state=LineState.PENDING,
            audience=each.audience,
        )
        tags = each.tags or NO_TAGS
        entry = OwnMessage(buffer, line.id, each.kind, each.pieces[0], tags, each.audience)
        entry.pieces = list(each.pieces)
        entry.nicks, entry.passed = (each.nick, *each.other_nicks), each.passed
        entry.sent = entry.on_lost_connection = bool(each.nick)
        entry.was_kept = True
        state.unconfirmed.add(entry)
        if entry.sent and each.seen.at and buffer.latest is None:
            buffer.latest = each.seen
