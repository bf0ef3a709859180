"""Lines of a conversation as entries of the log, and the other way round."""

from typing import Final

from tui_chat.client.buffers.line import Line, LineKind
from tui_chat.client.chat_log.log_record_types import Entry
from tui_chat.client.session.model.sanitizing import shown
from tui_chat.wire.text.formatting import encode_formatting

_KINDS: Final = (LineKind.MESSAGE, LineKind.ACTION, LineKind.NOTICE)
"""What was said, by its number in the log."""


def entry_of(line: Line) -> Entry:
    """A line, which somebody said, as the log keeps it."""
    written = encode_formatting(line.text, line.spans)
    return Entry(
        line.at,
        _KINDS.index(line.kind),
        line.sender,
        written.encode(errors="replace").decode(),  # of a lone surrogate, half a character
        line.own,
        line.mention,
        line.msgid,
    )


def line_of(entry: Entry) -> Line:
    """A message of the log as a line: it is as little trusted as what a server sends."""
    text, spans = shown(entry.text)
    sender, kind = shown(entry.sender)[0], _KINDS[entry.kind % len(_KINDS)]
    return Line(0, entry.at, kind, sender, text, spans, entry.msgid, entry.own, entry.mention)
