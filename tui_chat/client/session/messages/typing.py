"""Who is typing (IRCv3 client tag `+typing`)."""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.events import TypingChanged
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.state import State
from tui_chat.client.session.model.typing_state import OwnTyping, Progress

_TAGS: Final = ("+typing", "+draft/typing")
_EVERY: Final = 3.0
"""Seconds between two of our notifications to a place: the specification's limit."""
_ACTIVE_FOR: Final = 6.0
_PAUSED_FOR: Final = 30.0
_ANSWERED_WITHIN: Final = 10.0
_MOST: Final = 100
"""People typing in one place at the same time who are kept."""


def typing_received(state: State, buffer: Buffer, incoming: Incoming) -> None:
    """Note that somebody types or stopped typing."""
    tags = incoming.message.tags
    said = next((tags[name] for name in _TAGS if name in tags), "")
    typists = state.typing.others.setdefault(buffer, {})
    if said == "done":
        typing_stopped(state, buffer, incoming.nick)
    elif said in {"active", "paused"} and (incoming.nick in typists or len(typists) < _MOST):
        lasts = _ACTIVE_FOR if said == "active" else _PAUSED_FOR
        typists[incoming.nick] = incoming.arrived + lasts
        state.tell(TypingChanged(buffer))


def typing_stopped(state: State, buffer: Buffer, nick: str) -> None:
    """Note that somebody sent or dropped their text, or left."""
    typists = state.typing.others.get(buffer)
    if typists and typists.pop(nick, None) is not None:
        state.tell(TypingChanged(buffer))


def who_types(state: State, buffer: Buffer, at: float) -> list[str]:
    """The people who type in a buffer at this time, in the order in which they began."""
    known = state.typing.others.get(buffer, {})
    for nick in [nick for nick, until in known.items() if until <= at]:
        del known[nick]
    return list(known)


def tell_typing(state: State, buffer: Buffer, progress: Progress, at: float) -> None:
    """Tell others that the person types, pauses or stopped, as often as is proper.

    That they stopped is not lost when it is too early: `tell_stopped` tells it when it is due.
    """
    state.typing.stopping.discard(buffer)
    if not state.may_tag("typing") or not (state.welcomed and buffer.joined):
        return
    told = state.typing.ours.get(buffer)
    if told is None or told.progress is Progress.DONE:
        if progress is not Progress.ACTIVE:
            return
    elif told.progress is progress and progress is not Progress.ACTIVE:
        return
    if told is not None and at - told.at < _EVERY:
        if progress is Progress.DONE:
            state.typing.stopping.add(buffer)
        return
    state.typing.ours[buffer] = OwnTyping(progress, at)
    state.typing.unanswered[buffer] = at
    state.send("TAGMSG", buffer.name, tags={"+typing": progress.value})


def tell_stopped(state: State, at: float) -> bool:
    """Tell where the person has stopped what could not be told yet; gives whether any is left."""
    for buffer in tuple(state.typing.stopping):
        tell_typing(state, buffer, Progress.DONE, at)
    return bool(state.typing.stopping)


def take_refusal(state: State, buffer: Buffer | None, at: float) -> bool:
    """Whether a refusal for a buffer at `at` is about our typing notification there.

    The person need not know: they have not sent anything yet.
    """
    told = state.typing.unanswered.pop(buffer, None) if buffer is not None else None
    return told is not None and at - told < _ANSWERED_WITHIN


def own_text_sent(state: State, buffer: Buffer) -> None:
    """Note that the text was sent, which ends our typing without a notification."""
    state.typing.stopping.discard(buffer)
    told = state.typing.ours.get(buffer)
    if told is not None:
        state.typing.ours[buffer] = OwnTyping(Progress.DONE, told.at)
