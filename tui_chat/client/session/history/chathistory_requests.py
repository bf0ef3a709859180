"""Sending requests for the history, not too many at a time."""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer, Mark
from tui_chat.client.session.model.history_requests import HistoryRequest, RequestKind
from tui_chat.client.session.model.state import State
from tui_chat.wire.timestamps import format_time

PAGE: Final = 100
"""Messages asked for at a time, if the server gives so many."""


def ask(
    state: State,
    kind: RequestKind,
    buffer: Buffer,
    subcommand: str,
    mark: Mark | None,
    *,
    inclusive: bool = False,
) -> None:
    """Request a page of a buffer on one side of a message; `inclusive` includes that message."""
    reference = "*" if mark is None else _reference(state, mark, inclusive=inclusive)
    words = (subcommand, buffer.name, reference)
    state.history.waiting.append(HistoryRequest(kind, buffer, words, mark))
    ask_next(state)


def _reference(state: State, mark: Mark, *, inclusive: bool) -> str:
    if mark.msgid and not inclusive and state.features.msgid_references:
        return f"msgid={mark.msgid}"
    # References are exclusive: a millisecond earlier, the message itself is told again, which
    # proves that the history goes back to it; and so is what came in the same millisecond.
    earlier = 1 if inclusive else 0
    return f"timestamp={format_time(max(0, round(mark.at * 1000) - earlier))}"


def ask_next(state: State) -> None:
    """Send waiting requests, as long as not too many are unanswered."""
    while (request := state.history.next()) is not None:
        key = state.fold(request.words[1])
        if key in state.history.sent or request.buffer not in state.buffers:
            state.history.catching_up.pop(request.buffer, None)
            continue
        request.asked_at = state.now
        state.history.sent[key] = request
        tags = {}
        if "labeled-response" in state.capabilities:
            request.label = tags["label"] = state.next_label()
        most = state.features.history_page
        limit = min(PAGE, most) if most else PAGE
        state.send("CHATHISTORY", *request.words, str(limit), tags=tags)
