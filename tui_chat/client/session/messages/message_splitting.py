"""Splitting a text into pieces that fit into one message each."""

from typing import Final

from tui_chat.client.buffers.line import LineKind
from tui_chat.client.session.model.state import State
from tui_chat.wire.text.splitting import split_text, text_budget

_ACTION_FRAME: Final = len("\x01ACTION \x01")
_SHORTEST_PIECE: Final = 4


def budget(state: State, target: str, kind: LineKind = LineKind.MESSAGE) -> int:
    """The bytes of text that one line to `target` carries to everybody."""
    source = f"{state.nick}!{state.address}" if state.address else None
    room = text_budget(target, source)
    return max(_SHORTEST_PIECE, room - (_ACTION_FRAME if kind is LineKind.ACTION else 0))


def pieces_of(state: State, target: str, text: str, kind: LineKind) -> list[str]:
    """`text` in as few messages to `target` as the server takes."""
    if state.multiline is None or kind is not LineKind.MESSAGE:
        return plain_pieces(state, target, [text], kind)
    text = _without_blank_ends(text)
    if not text:
        return []
    most_bytes, most_lines = state.multiline
    room = budget(state, target)
    pieces: list[str] = []
    gathered: list[str] = []
    size = rows = 0
    for written in text.split("\n"):
        for part in split_text(written, max(_SHORTEST_PIECE, min(most_bytes, most_lines * room))):
            # A long line is told in several, none of which is filled to the last byte.
            takes = len(split_text(part, room))
            cost = len(part.encode()) + 1 + takes
            if gathered and (size + cost > most_bytes or rows + takes > most_lines):
                pieces.append("\n".join(gathered))
                gathered, size, rows = [], 0, 0
            gathered.append(part)
            size += cost
            rows += takes
    pieces.append("\n".join(gathered))
    return [stripped for piece in pieces if (stripped := _without_blank_ends(piece))]


def plain_pieces(state: State, target: str, texts: list[str], kind: LineKind) -> list[str]:
    """`texts` in pieces of one line each that is not too long; without the empty ones."""
    room = budget(state, target, kind)
    return [
        piece
        for text in texts
        for line in text.split("\n")
        for piece in split_text(line, room)
        if piece.strip()
    ]


def _without_blank_ends(text: str) -> str:
    lines = text.split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return "\n".join(lines)
