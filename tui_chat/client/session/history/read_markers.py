"""Up to where the person has read: here, and in their other clients (IRCv3 draft/read-marker)."""

from collections.abc import Mapping
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import TALK
from tui_chat.client.events import Changed
from tui_chat.client.session.model.handlers import on
from tui_chat.client.session.model.incoming import YEAR_2200, Incoming
from tui_chat.client.session.model.state import State
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.names import Folded
from tui_chat.wire.timestamps import format_time, parse_time

CAPABILITY: Final = "draft/read-marker"
_EVERY: Final = 5.0
"""Seconds between two of our markers in a place that the person looks at."""
_LOOKED_AT: Final = 1_000
"""Lines among which the first unread one is looked for."""


def positions(state: State) -> dict[str, float]:
    """The time up to which each place was read, by its folded name; to be kept by the shell."""
    known = dict(state.read_positions.positions)
    for buffer in state.buffers:
        if buffer.kind is not BufferKind.SERVER and (
            at := buffer.read_at or _before_unread(buffer)
        ):
            known[buffer.key] = at
    return {str(key): at for key, at in known.items()}


def _before_unread(buffer: Buffer) -> float:
    """The time just before the first unread line; 0.0 if there is none."""
    if not buffer.unread:
        return 0.0
    begin = max(buffer.lines.first_id, buffer.read_up_to + 1)
    for line_id in range(begin, min(begin + _LOOKED_AT, buffer.lines.next_id)):
        line = buffer.lines.by_id(line_id)
        if line is not None and line.kind in TALK and not line.own:
            return line.at - 0.001
    return 0.0


def seen(state: State) -> float:
    """The time of the last message of all that we have, 0.0 if there is none."""
    latest = (buffer.latest.at for buffer in state.buffers if buffer.latest is not None)
    return max(latest, default=state.read_positions.seen)


def restore_place(state: State, buffer: Buffer) -> None:
    """Restore up to where a new buffer was read.

    Somebody who wrote to us for the first time while we were away has no place among that.
    """
    at = state.read_positions.positions.get(buffer.key, 0.0)
    if not at and buffer.kind is BufferKind.PERSON:
        at = state.read_positions.seen
    if at:
        buffer.read_elsewhere(at)


def request_marker(state: State, buffer: Buffer) -> None:
    """Have told up to where a conversation was read; of channels the server tells by itself."""
    if CAPABILITY in state.capabilities:
        state.send("MARKREAD", buffer.name)


def send_marker(state: State, buffer: Buffer, at: float, *, now: bool = False) -> None:
    """Tell the person's other clients how far they read here. Cheap enough for every repaint.

    At most every five seconds for a place; `now` when the person goes elsewhere.
    """
    read_at = buffer.read_at
    if (
        CAPABILITY not in state.capabilities
        or not (state.welcomed and buffer.joined)
        or buffer.kind is BufferKind.SERVER
        or buffer in state.history.catching_up
    ):
        return
    told, told_at = state.read_positions.told.get(buffer, (0.0, 0.0))
    if read_at <= told or (not now and at - told_at < _EVERY):
        return
    state.read_positions.told[buffer] = (read_at, at)
    state.send("MARKREAD", buffer.name, f"timestamp={format_time(round(read_at * 1000))}")


@on("MARKREAD", least=2)
def marker_received(state: State, incoming: Incoming) -> None:
    """MARKREAD <target> timestamp=<time>, or * for never."""
    buffer = state.buffer(incoming.param(0))
    if buffer is None:
        return
    try:
        at = parse_time(incoming.param(1).removeprefix("timestamp=")) / 1000
    except ProtocolError:
        return
    if not 0 < at < YEAR_2200:
        return
    state.read_positions.told[buffer] = (
        max(at, state.read_positions.told.get(buffer, (0.0, 0.0))[0]),
        incoming.arrived,
    )
    if buffer.read_elsewhere(at):
        state.tell(Changed())


def mark_all_read(state: State, at: float) -> bool:
    """Everything here has been read; whether anything was unread."""
    unread = [buffer for buffer in state.buffers if buffer.unread]
    for buffer in unread:
        buffer.show()
        send_marker(state, buffer, at, now=True)
        buffer.hide()
    return bool(unread)


def restore(state: State, positions: Mapping[str, float], seen: float = 0.0) -> None:
    """Restore `positions` and `seen` of the last run, before any buffer is open."""
    state.read_positions.positions = {Folded(name): at for name, at in positions.items()}
    state.read_positions.seen = seen
