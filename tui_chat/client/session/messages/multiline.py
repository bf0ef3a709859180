"""Messages of several lines (IRCv3 draft/multiline)."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Final

from tui_chat.client.session.messages.batches import collect
from tui_chat.client.session.messages.message_splitting import budget
from tui_chat.client.session.model.handlers import HANDLERS, on_batch
from tui_chat.client.session.model.incoming import Batch, Incoming
from tui_chat.client.session.model.sanitizing import LONGEST_TEXT
from tui_chat.client.session.model.state import State
from tui_chat.wire.message import Message
from tui_chat.wire.multiline_text_and_batches import BATCH_TYPE, CONCAT_TAG
from tui_chat.wire.text.splitting import split_text

_LEAST_BYTES: Final = 512


@on_batch(BATCH_TYPE)
def told(state: State, batch: Batch) -> None:
    """BATCH draft/multiline <target>: its lines are one message, with the batch's own tags."""
    lines = [
        each for each in batch.collected or [] if each.message.command in {"PRIVMSG", "NOTICE"}
    ]
    text = ""
    for number, line in enumerate(lines):
        if number and CONCAT_TAG not in line.message.tags:
            text += "\n"
        text += line.message.params[-1] if len(line.message.params) > 1 else ""
        if len(text) > LONGEST_TEXT:
            break
    if not text.strip():
        return
    opening, first = batch.opening.message, lines[0].message
    source = opening.source or first.source
    target = opening.params[2] if len(opening.params) > 2 else first.params[0]
    # What is said of the whole stands at its opening; some clients say it with the first line.
    tags = {name: value for name, value in first.tags.items() if name.startswith("+")}
    message = Message(first.command, (target, text), source, {**tags, **opening.tags})
    incoming = Incoming(message, batch.opening.arrived)
    if not collect(state, incoming):
        HANDLERS[message.command][1](state, incoming)


def limits(value: str) -> tuple[int, int] | None:
    """Most bytes and lines, of the capability's value; None if it makes no sense."""
    words = dict(word.partition("=")[::2] for word in value.split(","))
    most_bytes, most_lines = words.get("max-bytes", ""), words.get("max-lines", "100")
    if not (_is_number(most_bytes) and _is_number(most_lines)):
        return None
    if int(most_bytes) < _LEAST_BYTES or int(most_lines) < 2:
        return None
    return min(int(most_bytes), LONGEST_TEXT), min(int(most_lines), 1_000)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 10


def send_whole(state: State, target: str, text: str, tags: Mapping[str, str]) -> None:
    """Send a message of several lines, or of one that is too long for one."""
    reference = f"m{state.next_label()}"
    state.send("BATCH", f"+{reference}", BATCH_TYPE, target, tags=tags)
    room = budget(state, target) - 1
    for line in text.split("\n"):
        tags = {"batch": reference}
        for piece in _spaced(line, split_text(line, max(4, room))):
            state.send("PRIVMSG", target, piece, tags=tags)
            tags = {"batch": reference, CONCAT_TAG: ""}
    state.send("BATCH", f"-{reference}")


def _spaced(line: str, pieces: list[str]) -> Iterator[str]:
    """The pieces of `line` with the spaces that splitting left out: together they are the line."""
    place = 0
    for piece, following in pairwise((*pieces, "")):
        place += len(piece)
        left_out = bool(following) and not line.startswith(following, place)
        place += left_out
        yield piece + " " if left_out else piece
