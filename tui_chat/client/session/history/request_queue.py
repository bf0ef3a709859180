"""Putting questions about the history to the server, not too many at a time."""

from typing import Final

from tui_chat.client.buffers.buffers import Buffer, Mark
from tui_chat.client.session.model.history_requests import Kind, Question
from tui_chat.client.session.model.state import State
from tui_chat.wire.timestamps import format_time

PAGE: Final = 100
"""Messages asked for at a time, if the server gives so many."""


def ask(
    state: State,
    kind: Kind,
    buffer: Buffer,
    subcommand: str,
    mark: Mark | None,
    *,
    inclusive: bool = False,
) -> None:
    """Ask for a page of a place on one side of a message; `inclusive` for that one too."""
    reference = "*" if mark is None else _reference(state, mark, inclusive=inclusive)
    words = (subcommand, buffer.name, reference)
    state.history.waiting.append(Question(kind, buffer, words, mark))
    ask_next(state)


def _reference(state: State, mark: Mark, *, inclusive: bool) -> str:
    if mark.msgid and not inclusive and state.features.msgid_references:
        return f"msgid={mark.msgid}"
    # References are exclusive: a millisecond earlier, the message itself is told again, which
    # proves that the history goes back to it; and so is what came in the same millisecond.
    earlier = 1 if inclusive else 0
    return f"timestamp={format_time(max(0, round(mark.at * 1000) - earlier))}"


def ask_next(state: State) -> None:
    """Send the questions that wait, as far as there are not too many under way."""
    while (question := state.history.next()) is not None:
        key = state.fold(question.words[1])
        if key in state.history.asked or question.buffer not in state.buffers:
            state.history.missed.pop(question.buffer, None)
            continue
        question.asked_at = state.now
        state.history.asked[key] = question
        tags = {}
        if "labeled-response" in state.capabilities:
            question.label = tags["label"] = state.next_label()
        most = state.features.history_page
        limit = min(PAGE, most) if most else PAGE
        state.send("CHATHISTORY", *question.words, str(limit), tags=tags)
