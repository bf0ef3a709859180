"""Conversations with one person: found again, followed, and caught up."""

from typing import Final

from tui_chat.client.buffers.buffers_of_one_server import Buffer, BufferKind
from tui_chat.client.session.channels import monitor_presence
from tui_chat.client.session.history import catch_up_and_older_pages, read_markers
from tui_chat.client.session.messages import sending, unsent_across_restarts
from tui_chat.client.session.messages.mentions import level_of
from tui_chat.client.session.model.handlers import on_batch
from tui_chat.client.session.model.ignore_and_highlight_rules import Level
from tui_chat.client.session.model.incoming import Batch
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import identity_tracking, user_metadata_store
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.timestamps import format_time, parse_time

_DAYS: Final = 14
"""How far back conversations are looked for when nothing is known."""
_MOST: Final = 30
"""Conversations that are opened because the server remembers them."""
_AHEAD: Final = 86_400.0
"""Seconds that the server's clock may be ahead of ours."""


def buffer_opened(state: State, buffer: Buffer) -> None:
    """Restore what was kept of a new buffer, and ask the server for the rest."""
    buffer.muted = level_of(state, buffer) is Level.NOTHING
    read_markers.restore_place(state, buffer)
    unsent_across_restarts.take_up(state, buffer)
    if buffer.kind is not BufferKind.PERSON:
        return
    identity_tracking.learn_identity(state, buffer)
    user_metadata_store.show(state, buffer.key)
    if state.welcomed:
        read_markers.request_marker(state, buffer)  # first: it says what of the history is unread
        catch_up_and_older_pages.catch_up(state, buffer)
        monitor_presence.watch(state, [buffer])


def welcomed(state: State) -> None:
    """Go on with the conversations after the welcome, and look for new ones."""
    people = state.buffers.of_kind(BufferKind.PERSON)
    monitor_presence.watch(state, people)
    for buffer in people:
        read_markers.request_marker(state, buffer)
        if buffer.latest is None or any(
            entry.on_lost_connection for entry in state.unconfirmed.of(buffer)
        ):
            catch_up_and_older_pages.catch_up(state, buffer)
    for buffer in state.buffers:
        sending.send_waiting(state, buffer)
    if catch_up_and_older_pages.offered(state):
        known = [buffer.latest.at for buffer in people if buffer.latest is not None]
        since = max([state.now - _DAYS * 86_400, *known])
        state.send(
            "CHATHISTORY",
            "TARGETS",
            _timestamp(state.now + _AHEAD),  # the newest first, should there be too many
            _timestamp(since - 0.001),
            str(_MOST),
        )


def _timestamp(at: float) -> str:
    return f"timestamp={format_time(max(0, round(at * 1000)))}"


@on_batch("draft/chathistory-targets")
def targets_received(state: State, batch: Batch) -> None:
    """CHATHISTORY TARGETS <target> <timestamp>: conversations, and their last message."""
    for incoming in (batch.collected or [])[:_MOST]:
        name = incoming.param(1)
        if not name or state.is_channel(name) or incoming.param(0) != "TARGETS":
            continue
        known, spoken_at = state.buffer(name), _seconds(incoming.param(2))
        if known is None:
            read_at = state.read_positions.positions.get(state.fold(name), 0.0)
            if spoken_at > read_at:  # else it was read and closed
                state.open(name, asked=False)
        elif known.latest is None or spoken_at > known.latest.at:
            catch_up_and_older_pages.catch_up(state, known)


def _seconds(written: str) -> float:
    try:
        return parse_time(written.removeprefix("timestamp=")) / 1000
    except ProtocolError:
        return 0.0
