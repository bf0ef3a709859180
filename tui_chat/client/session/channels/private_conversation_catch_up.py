"""Conversations with one person: found again, followed, and caught up."""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import TALK, LineState
from tui_chat.client.session.channels import monitor_presence
from tui_chat.client.session.history import catch_up_and_older_pages, read_markers
from tui_chat.client.session.messages import sending, unsent_across_restarts
from tui_chat.client.session.messages.mentions import level_of
from tui_chat.client.session.model.handlers import on_batch
from tui_chat.client.session.model.ignore_and_highlight_rules import Level
from tui_chat.client.session.model.incoming import Batch
from tui_chat.client.session.model.pending_replies import ConversationSearch
from tui_chat.client.session.model.state import State
from tui_chat.client.session.nicknames import identity_tracking, user_metadata_store
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.timestamps import format_time, parse_time

_DAYS: Final = 14
"""How far back conversations are looked for when nothing is known."""
_MOST: Final = 30
"""Conversations that are opened because the server remembers them."""
_MOST_PAGES: Final = 10
"""Pages of so many targets that are asked for: channels may stand before the conversations."""
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


def nobody_is_there(state: State, buffer: Buffer) -> bool:
    """Close a conversation that was begun with a message to nobody. Gives whether it was one.

    Not if the person looks at it, or if there is anything else in it.
    """
    if buffer.key not in state.pending.begun or buffer is state.foreground:
        return False
    if any(
        line.state is LineState.PENDING or (line.kind in TALK and not line.own)
        for line in buffer.lines
    ):
        return False
    state.pending.begun.discard(buffer.key)
    sending.give_up_all(state, buffer)
    monitor_presence.buffer_closed(state, buffer)
    state.take_away(buffer)
    return True


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
        before = state.now + _AHEAD  # the newest first, should there be too many
        state.pending.conversations = ConversationSearch(since, before, _MOST_PAGES, _MOST)
        _ask(state, state.pending.conversations)


def _ask(state: State, search: ConversationSearch) -> None:
    times = _timestamp(search.before), _timestamp(search.since - 0.001)
    state.send("CHATHISTORY", "TARGETS", *times, str(_MOST))


def _timestamp(at: float) -> str:
    return f"timestamp={format_time(max(0, round(at * 1000)))}"


@on_batch("draft/chathistory-targets")
def targets_received(state: State, batch: Batch) -> None:
    """CHATHISTORY TARGETS <target> <timestamp>: conversations, and their last message.

    Channels stand among them: a full page may hold nothing else, so the next one is asked for.
    """
    search, state.pending.conversations = state.pending.conversations, None
    told = [each for each in batch.collected or [] if each.param(0) == "TARGETS"]
    people = [each for each in told if each.param(1) and not state.is_channel(each.param(1))]
    for incoming in people[: search.left if search else _MOST]:
        _conversation_found(state, incoming.param(1), _seconds(incoming.param(2)))
    if search is None or not told:
        return
    is_full = len(told) >= min(_MOST, state.features.history_page or _MOST)
    # Others may have spoken in the same millisecond as the last one.
    oldest = min(_seconds(each.param(2)) for each in told) + 0.001
    search.pages -= 1
    search.left -= len(people)
    if is_full and search.pages and search.left > 0 and search.since < oldest < search.before:
        search.before = oldest
        state.pending.conversations = search
        _ask(state, search)


def _conversation_found(state: State, name: str, spoken_at: float) -> None:
    known = state.buffer(name)
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
