"""Messages that a person writes before the first channel is joined.

They wait on the server's page as pending lines. If exactly one channel was being joined, they are
sent there. If there were several, or if none lets us in, the text goes back to the input and the
person decides.
"""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import Line, LineKind, LineState
from tui_chat.client.events import MessageReceived, TextReturned
from tui_chat.client.language.i18n import _, marked
from tui_chat.client.session.model.phase import Phase
from tui_chat.client.session.model.sanitizing import shown
from tui_chat.client.session.model.state import State
from tui_chat.wire.names import Folded
from tui_chat.wire.text.formatting import encode_formatting

_MOST: Final = 100
_NOBODY: Final = marked("This is the server page; nothing is sent. Ctrl+G picks a channel.")


def keep_or_return(state: State, text: str, at: float, kind: LineKind) -> None:
    """Keep `text` for the channel that is being joined; without one, return it to the input."""
    page = state.buffers.server
    if not _is_joining(state) or len(_waiting(state)) >= _MOST:
        state.refuse(_(_NOBODY), at, page)
        state.tell(TextReturned(page, _as_typed(kind, text)))
        return
    written, spans = shown(text)
    line = page.append(
        kind, written, at, sender=state.nick, spans=spans, own=True, state=LineState.PENDING
    )
    if state.first_channel.first_waiting is None:
        state.first_channel.first_waiting = line.id
    state.tell(MessageReceived(page, line))


def lines_for(state: State, channel: Buffer, at: float) -> list[Line]:
    """The waiting lines that are to be sent to `channel`, a channel that has just let us in.

    Call it before a channel that the server put us in by itself is added to `wanted`.
    """
    if state.first_channel.was_reached:
        return []
    others = _expected(state) - {channel.key}
    if len(others) == 1 and channel.key not in state.wanted:
        return []  # the server put us here; the person's channel is still to come
    state.first_channel.was_reached = True
    lines = _take(state)
    if not others:
        return lines
    _give_back(state, channel, lines, at)
    return []


def refused_for_now(state: State, name: str, at: float) -> None:
    """Note that a wanted channel refuses us for now; the next connection asks again."""
    state.pending.refused.add(state.fold(name))
    return_unless_joining(state, at)


def return_unless_joining(state: State, at: float) -> None:
    """Return the waiting texts if no channel is being joined any more."""
    if state.first_channel.first_waiting is None or _is_joining(state):
        return
    channels = [channel for channel in state.buffers.of_kind(BufferKind.CHANNEL) if channel.joined]
    state.first_channel.was_reached = bool(channels)
    _give_back(state, channels[0] if channels else state.buffers.server, _take(state), at)


def return_all(state: State) -> None:
    """Return the waiting texts, because no other connection will be made by itself."""
    _return_texts(state, state.buffers.server, _take(state))


def _is_joining(state: State) -> bool:
    return not state.first_channel.was_reached and (
        state.phase < Phase.SETTLED or bool(_expected(state))
    )


def _expected(state: State) -> set[Folded]:
    """The wanted channels that have not let us in yet."""
    channels = state.buffers
    asked = state.wanted.keys() - state.pending.refused
    return {key for key in asked if not ((channel := channels.get(key)) and channel.joined)}


def _give_back(state: State, place: Buffer, lines: list[Line], at: float) -> None:
    if not lines:
        return
    if place is state.buffers.server:
        state.refuse(_(_NOBODY), at, place)
    else:
        text = _("You typed this before joining. Enter sends it here.")
        state.say_here(text, at, place)
    _return_texts(state, place, lines)


def _return_texts(state: State, place: Buffer, lines: list[Line]) -> None:
    if lines:
        texts = (_as_typed(line.kind, encode_formatting(line.text, line.spans)) for line in lines)
        state.tell(TextReturned(place, "\n".join(texts)))


def _as_typed(kind: LineKind, text: str) -> str:
    return f"/me {text}" if kind is LineKind.ACTION else text


def _waiting(state: State) -> list[Line]:
    lines = state.buffers.server.lines
    if state.first_channel.first_waiting is None:
        return []
    latest = lines[max(0, state.first_channel.first_waiting - lines.first_id) :]
    return [line for line in latest if line.own and line.state is LineState.PENDING]


def _take(state: State) -> list[Line]:
    """The waiting lines, which are removed from the page."""
    waiting = _waiting(state)
    if waiting:
        page = state.buffers.server
        first = waiting[0].id
        rest = page.lines[first - page.lines.first_id :]
        page.replace_from(first, (), [line for line in rest if line not in waiting])
    state.first_channel.first_waiting = None
    return waiting
