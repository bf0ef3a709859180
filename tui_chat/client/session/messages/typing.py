"""Who is typing (IRCv3 client tag `+typing`)."""

from typing import Final

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.events import TypingChanged
from tui_chat.client.session.messages.typists import Composing, Progress
from tui_chat.client.session.model.incoming import Heard
from tui_chat.client.session.model.state import State

_TAGS: Final = ("+typing", "+draft/typing")
_EVERY: Final = 3.0
"""Seconds between two of our notifications to a place: the specification's limit."""
_ACTIVE_FOR: Final = 6.0
_PAUSED_FOR: Final = 30.0
_ANSWERED_WITHIN: Final = 10.0
_MOST: Final = 100
"""People typing in one place at the same time who are kept."""


def heard_composing(state: State, buffer: Buffer, heard: Heard) -> None:
    """Somebody tells that they type, or stopped."""
    tags = heard.message.tags
    said = next((tags[name] for name in _TAGS if name in tags), "")
    typists = state.typing.others.setdefault(buffer, {})
    if said == "done":
        stopped(state, buffer, heard.nick)
    elif said in {"active", "paused"} and (heard.nick in typists or len(typists) < _MOST):
        lasts = _ACTIVE_FOR if said == "active" else _PAUSED_FOR
        typists[heard.nick] = heard.arrived + lasts
        state.tell(TypingChanged(buffer))


def stopped(state: State, buffer: Buffer, nick: str) -> None:
    """They sent their text, dropped it, or left."""
    typists = state.typing.others.get(buffer)
    if typists and typists.pop(nick, None) is not None:
        state.tell(TypingChanged(buffer))


def typists(state: State, buffer: Buffer, at: float) -> list[str]:
    """Who is typing in a place, the first to begin first; the specification's times hold."""
    known = state.typing.others.get(buffer, {})
    for nick in [nick for nick, until in known.items() if until <= at]:
        del known[nick]
    return list(known)


def compose(state: State, buffer: Buffer, progress: Progress, at: float) -> None:
    """Tell that we type, as often as we may; whoever typed nothing before has nothing to end."""
    if not state.may_tag("typing") or not (state.welcomed and buffer.joined):
        return
    told = state.typing.ours.get(buffer)
    if told is None or told.progress is Progress.DONE:
        if progress is not Progress.ACTIVE:
            return
    elif told.progress is progress and progress is not Progress.ACTIVE:
        return
    if told is not None and at - told.at < _EVERY:
        return
    state.typing.ours[buffer] = Composing(progress, at)
    state.typing.unanswered[buffer] = at
    state.send("TAGMSG", buffer.name, tags={"+typing": progress.value})


def take_refusal(state: State, buffer: Buffer | None, at: float) -> bool:
    """Whether a refusal that comes from a place at `at` is of our telling that we type there.

    Nobody needs to know: they have not said anything yet.
    """
    told = state.typing.unanswered.pop(buffer, None) if buffer is not None else None
    return told is not None and at - told < _ANSWERED_WITHIN


def sent(state: State, buffer: Buffer) -> None:
    """The text was sent: that ends our typing without a word."""
    state.typing.ours.pop(buffer, None)
