"""What was said and is not confirmed, as plain data: it outlives the program."""

from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from tui_chat.client.buffers.buffers import Buffer, Mark
from tui_chat.client.buffers.scrollback import Line, LineKind, LineState, Quote
from tui_chat.client.session.model.safe_text import shown
from tui_chat.client.session.model.state import State
from tui_chat.client.session.model.unconfirmed import Entry
from tui_chat.wire.formatting import encode_formatting
from tui_chat.wire.tags import NO_TAGS

_NOWHERE: Final = Mark(0.0, "")


class Unsent(msgspec.Struct, frozen=True, omit_defaults=True):
    """An own message under way: for which place, what it says, and how far it has come.

    `pieces` are what of it is still to be confirmed, as written. `nick` is our name when it was
    sent, "" if it never was; `seen` is the last message of the place that we know.
    """

    place: str
    pieces: tuple[str, ...]
    at: float
    kind: LineKind = LineKind.MESSAGE
    text: str = ""
    """All of it, where that is more than the first piece."""
    tags: Mapping[str, str] = {}
    reply: Quote | None = None
    nick: str = ""
    passed: bool = False
    seen: Mark = _NOWHERE
    audience: str = ""


def unsent(state: State) -> list[Unsent]:
    """All that is under way, in order; also for places that are not open yet."""
    return [*state.kept, *(_as_data(entry) for entry in state.outbox)]


def _as_data(entry: Entry) -> Unsent:
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
        entry.nick if entry.sent else "",
        entry.passed,
        (entry.buffer.latest or _NOWHERE) if entry.sent else _NOWHERE,
        entry.audience,
    )


def keep(state: State, messages: Iterable[Unsent]) -> None:
    """These were under way when the program ended: they go on when their places are open."""
    state.kept = [each for each in messages if each.pieces]
    for buffer in state.buffers:
        take_up(state, buffer)


def take_up(state: State, buffer: Buffer) -> None:
    """Show what was under way to a place that has just been opened; joining it sends it.

    What had been sent is looked for in the history first, as after a lost connection.
    """
    waiting = [each for each in state.kept if state.fold(each.place) == buffer.key]
    if not waiting:
        return
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
        entry = Entry(buffer, line.id, each.kind, each.pieces[0], tags, each.audience)
        entry.pieces = list(each.pieces)
        entry.nick, entry.passed = each.nick, each.passed
        entry.sent = entry.adrift = bool(each.nick)
        state.outbox.add(entry)
        if entry.sent and each.seen.at and buffer.latest is None:
            buffer.latest = each.seen
