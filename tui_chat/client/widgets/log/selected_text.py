"""The text that is copied from a log."""

from textual.selection import Selection

from tui_chat.client.widgets.log.entries_and_folding import Entries


def copied(entries: Entries, selection: Selection) -> str:
    """The selected words; with several messages, each has its sender.

    `selection` goes from (character, line id) to (character, line id).
    """
    lines = entries.lines
    first = selection.start.y if selection.start is not None else lines.first_id
    last = selection.end.y if selection.end is not None else lines.next_id - 1
    chosen = range(max(first, lines.first_id), min(last + 1, lines.next_id))
    pieces = []
    for line_id in chosen:
        line = lines.by_id(line_id)
        if line is None:
            continue
        start, end = selection.get_span(line_id) or (0, -1)
        text = entries.shown(line).text[max(0, start) : None if end == -1 else max(0, end)]
        whole = len(chosen) > 1 and start <= 0
        pieces.append(f"{line.sender}: {text}" if whole and line.sender else text)
    return "\n".join(pieces)
