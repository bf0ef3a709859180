"""What is said before the first room is open: it waits on the server's own page.

It is said in the room that opens if that is the only one that was on its way. If there are
several, or none comes, the person gets it back into the input and decides.
"""

from typing import Final

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.buffers.scrollback import Line, LineKind, LineState
from tui_chat.client.events import MessageReceived, TextReturned
from tui_chat.client.language.i18n import _, marked
from tui_chat.client.session.model.safe_text import shown
from tui_chat.client.session.model.state import State
from tui_chat.wire.formatting import encode_formatting
from tui_chat.wire.names import Folded

_MOST: Final = 100
_NOBODY: Final = marked("Nobody reads this here: it is the server's own page.")


def say(state: State, text: str, at: float, kind: LineKind) -> None:
    """Keep `text` for the room that is to open; where none is, the person gets it back."""
    page = state.buffers.server
    if not _is_room_coming(state) or len(_waiting(state)) >= _MOST:
        state.refuse(_(_NOBODY), at, page)
        state.tell(TextReturned(page, _as_typed(kind, text)))
        return
    written, spans = shown(text)
    line = page.append(
        kind, written, at, sender=state.nick, spans=spans, own=True, state=LineState.PENDING
    )
    if state.entering.early_from is None:
        state.entering.early_from = line.id
    state.tell(MessageReceived(page, line))


def for_room(state: State, room: Buffer, at: float) -> list[Line]:
    """A channel has let us in: what waited and is to be said there now.

    To be asked before the channel counts as `wanted` that the server puts us in by itself.
    """
    if state.entering.inside:
        return []
    others = _expected(state) - {room.key}
    if len(others) == 1 and room.key not in state.wanted:
        return []  # the server's idea: where the person wants to be is still to come
    state.entering.inside = True
    lines = _take(state)
    if not others:
        return lines
    _give_back(state, room, lines, at)
    return []


def turned_away(state: State, name: str, at: float) -> None:
    """A channel to be in does not let us in for now: the next connection asks again."""
    state.asked.refused.add(state.fold(name))
    no_room(state, at)


def no_room(state: State, at: float) -> None:
    """Something was answered: if no room is on its way any more, none comes."""
    if state.entering.early_from is None or _is_room_coming(state):
        return
    rooms = [room for room in state.buffers.of_kind(BufferKind.CHANNEL) if room.joined]
    state.entering.inside = bool(rooms)
    _give_back(state, rooms[0] if rooms else state.buffers.server, _take(state), at)


def lose(state: State) -> None:
    """The connection is lost for good: nothing is said any more that the person did not see."""
    _return(state, state.buffers.server, _take(state))


def _is_room_coming(state: State) -> bool:
    return not state.entering.inside and (not state.rooms_told or bool(_expected(state)))


def _expected(state: State) -> set[Folded]:
    """The channels that are asked for and did not let us in yet."""
    rooms = state.buffers
    asked = state.wanted.keys() - state.asked.refused
    return {key for key in asked if not ((room := rooms.get(key)) and room.joined)}


def _give_back(state: State, place: Buffer, lines: list[Line], at: float) -> None:
    if not lines:
        return
    if place is state.buffers.server:
        state.refuse(_(_NOBODY), at, place)
    else:
        text = _("You wrote this before a room was open: Enter says it here.")
        state.say_here(text, at, place)
    _return(state, place, lines)


def _return(state: State, place: Buffer, lines: list[Line]) -> None:
    if lines:
        texts = (_as_typed(line.kind, encode_formatting(line.text, line.spans)) for line in lines)
        state.tell(TextReturned(place, "\n".join(texts)))


def _as_typed(kind: LineKind, text: str) -> str:
    return f"/me {text}" if kind is LineKind.ACTION else text


def _waiting(state: State) -> list[Line]:
    lines = state.buffers.server.lines
    if state.entering.early_from is None:
        return []
    latest = lines[max(0, state.entering.early_from - lines.first_id) :]
    return [line for line in latest if line.own and line.state is LineState.PENDING]


def _take(state: State) -> list[Line]:
    """What waits, which is then no longer on the page."""
    waiting = _waiting(state)
    if waiting:
        page = state.buffers.server
        first = waiting[0].id
        rest = page.lines[first - page.lines.first_id :]
        page.weave(first, (), [line for line in rest if line not in waiting])
    state.entering.early_from = None
    return waiting
