"""A person's actions with messages, as functions over the session's state.

Times (`at`) are seconds of Unix time.
"""

from itertools import islice
from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import TALK, Line, LineKind
from tui_chat.client.session.messages import (
    message_splitting,
    resend_or_remove_undelivered,
    sending,
)
from tui_chat.client.session.model.state import State

SOON: Final = 3.0
"""Seconds within which a server takes a message, unless it is busy with many."""
_LOOKED_AT: Final = 200
"""Latest lines among which the last message is looked for."""


def say(
    state: State,
    buffer: Buffer,
    text: str,
    at: float,
    *,
    answers: Line | None = None,
    audience: str = "",
) -> None:
    """Say `text` to a channel or person: it is shown at once, and sent as soon as possible.

    It may have several lines. `answers` is the message that it is a reply to. `audience` are the
    marks of the ranks in a channel that are to read it; "" is everybody.
    """
    _say(state, buffer, text, at, LineKind.MESSAGE, answers, audience=audience)


def _say(
    state: State,
    buffer: Buffer,
    text: str,
    at: float,
    kind: LineKind,
    answers: Line | None = None,
    *,
    audience: str = "",
) -> None:
    state.now = at
    sending.say(state, buffer, text, at, kind, answers, audience=audience)


def last_audience(_state: State, buffer: Buffer) -> str:
    """The audience of the last message in a place: "" if all could read it."""
    latest = (line for line in islice(reversed(buffer.lines), _LOOKED_AT) if line.kind in TALK)
    line = next(latest, None)
    return line.audience if line is not None else ""


def waiting(state: State, at: float) -> int:
    """How many messages were sent at least `SOON` seconds before, and are not taken yet."""
    if not state.welcomed:
        return 0
    lines = (
        entry.buffer.lines.by_id(entry.line_id)
        for entry in state.unconfirmed
        if entry.sent and not entry.on_lost_connection
    )
    return sum(line is not None and at - line.at >= SOON for line in lines)


def messages_in(state: State, buffer: Buffer, text: str) -> int:
    """The number of messages that `text` would take there."""
    return len(message_splitting.pieces_of(state, buffer.name, text, LineKind.MESSAGE))


def say_to(state: State, target: str, text: str, at: float, *, notice: bool = False) -> Buffer:
    """Say `text` to a person, a channel, or with `@#tea` to a part of one; gives the place."""
    audience, name = state.features.audience_of(target)
    if state.buffer(name) is None:
        state.pending.begun.add(state.fold(name))
    buffer = state.open(name, asked=False)
    kind = LineKind.NOTICE if notice else LineKind.MESSAGE
    _say(state, buffer, text, at, kind, audience=audience)
    return buffer


def act(state: State, buffer: Buffer, text: str, at: float) -> None:
    """Send an action: `/me waves`."""
    _say(state, buffer, text, at, LineKind.ACTION)


def notice(state: State, buffer: Buffer, text: str, at: float, *, audience: str = "") -> None:
    """Say `text` as a notice, which programs do not answer; `audience` as in `say`."""
    _say(state, buffer, text, at, LineKind.NOTICE, audience=audience)


def retry(state: State, buffer: Buffer, line_id: int, at: float) -> bool:
    """Send a failed message again, at the end of the log. Gives whether there was one."""
    line = resend_or_remove_undelivered.retract(state, buffer, line_id)
    if line is not None:
        resend_or_remove_undelivered.say_again(state, buffer, line, at)
    return line is not None


def discard(state: State, buffer: Buffer, line_id: int) -> bool:
    """Remove a message that failed or was not sent yet. False if it may have been sent."""
    taken = resend_or_remove_undelivered.retract(state, buffer, line_id)
    return taken is not None
