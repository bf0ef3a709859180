"""A line of a log as strips: rows of styled text, ready for the screen."""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.segment import Segment
from rich.style import Style
from textual.selection import Selection
from textual.strip import Strip

from tui_chat.client.buffers.line import Line, LineKind, LineState, Quote
from tui_chat.client.buffers.movement_summary import summary
from tui_chat.client.files.pictures import HALF, Drawn, Picture
from tui_chat.client.kitty_graphics import placeholders
from tui_chat.client.language.i18n import _, ngettext
from tui_chat.client.textual_compat.sanitized_terminal_output import PICTURE
from tui_chat.client.widgets.log.code_and_quote_row_splitting import Row, RowKind, programs, rows_of
from tui_chat.client.widgets.log.code_tokens import tokens
from tui_chat.client.widgets.log.columns import Columns
from tui_chat.client.widgets.log.date_and_time import clock, day_name
from tui_chat.client.widgets.log.entries_and_folding import Entry, rows_left_out
from tui_chat.client.widgets.log.line_text import Shown, quoted
from tui_chat.client.widgets.log.markdown import emphasised_texts
from tui_chat.client.widgets.log.styles import LogStyles
from tui_chat.client.widgets.log.text_style_to_rich import screen_style
from tui_chat.client.widgets.log.url_detection import address_of, find_links
from tui_chat.wire.text.search_folding import find_folded

_WHOLE_LINE = -1
_GUTTERS: Final = {RowKind.PROGRAM: "│ ", RowKind.QUOTE: "▌ "}


class _Stretch(NamedTuple):
    """Characters of the column of text that have a style of their own."""

    start: int
    end: int
    style: Style


def paint(
    entry: Entry,
    shown: Shown,
    columns: Columns,
    styles: LogStyles,
    selection: Selection | None,
    *,
    sought: str = "",
    is_me: Callable[[str], bool] = lambda _nick: False,
    offsets: bool = False,
) -> list[Strip]:
    """The rows of `entry`, each as wide as the log.

    With `offsets` the segments of text carry theirs, (character, line id), so that a selection
    holds on to words and not to cells.
    """
    strips = list(_headings(entry, columns, styles))
    line = entry.line
    if entry.folded:
        strips.append(_folded_row(entry, columns, styles))
        return strips
    if line.reply is not None:
        strips.append(_quote_row(line.reply, columns, styles))
    base = _base_style(line, styles)
    words = shown.words
    shift = len(shown.before)
    stretches = _stretches(line, shown, styles, selection)
    stretches += _own_reactions(line, shown, styles, is_me)
    if sought:
        stretches += _found(words, sought, styles)
    rows = rows_of(words, columns.text_width)
    left_out = 0 if entry.unfolded else rows_left_out(len(rows))
    del rows[len(rows) - left_out :]
    for number, ((start, end, kind), over) in enumerate(_by_row(rows, stretches)):
        segments = _margin(line, shown.mark, columns, styles, first=number == 0)
        if kind is not RowKind.PROSE:
            segments.append(Segment(_GUTTERS[kind], styles.text + styles.dim))
        stop = start + len(words[start:end].rstrip(" "))
        row_style = base + styles.dim if kind is RowKind.QUOTE else base
        for begin, finish, style in _cut(start, stop, row_style, over):
            if offsets:
                style += Style.from_meta({"offset": (begin - shift, line.id)})  # noqa: PLW2901
            segments.append(Segment(words[begin:finish], style))
        strips.append(_row(segments, columns, styles.text))
    if left_out:
        strips.append(_left_out_row(left_out, columns, styles))
    if entry.picture is not None:
        strips += _picture_rows(entry.picture, columns, styles)
    return strips


def paint_beginning(text: str, columns: Columns, styles: LogStyles) -> Strip:
    """The row above the first line."""
    dim = styles.text + styles.dim
    room = columns.width - columns.left - 1
    while cell_len(text) > room and ". " in text:
        text = text.rpartition(". ")[0] + "."  # the last sentence is the least important
    shown = _shortened(text, room)
    return _row([Segment(" " * columns.left, dim), Segment(shown, dim)], columns, dim)


def _row(segments: list[Segment], columns: Columns, rest: Style) -> Strip:
    """The segments and, in the style `rest`, what is left of the row."""
    missing = columns.width - sum(cell_len(segment.text) for segment in segments)
    if missing < 0:
        return Strip(segments).adjust_cell_length(columns.width)
    # Not by `adjust_cell_length`: it makes a second strip, and a strip is ten objects.
    if missing:
        segments.append(Segment(" " * missing, rest))
    return Strip(segments, columns.width)


def _headings(entry: Entry, columns: Columns, styles: LogStyles) -> Iterator[Strip]:
    if entry.beginning:
        yield paint_beginning(entry.beginning, columns, styles)
    if entry.new_day:
        label = f" {day_name(entry.line.at)} "
        before = "─" * 2
        after = "─" * max(0, columns.width - columns.left - len(before) - cell_len(label) - 1)
        yield _rule(f"{before}{label}{after}", columns, styles.text + styles.dim)
    if entry.new:
        label = " " + _("new") + " "
        before = "─" * max(0, columns.width - columns.left - cell_len(label) - 3)
        yield _rule(f"{before}{label}──", columns, styles.text + styles.new)


def _rule(text: str, columns: Columns, style: Style) -> Strip:
    return _row([Segment(" " * columns.left, style), Segment(text, style)], columns, style)


def _folded_row(entry: Entry, columns: Columns, styles: LogStyles) -> Strip:
    dim = styles.text + styles.dim
    segments = _margin(entry.line, "·", columns, styles, first=True)
    text = summary((entry.line, *entry.folded))
    text = f"· {text}" if columns.inline else text
    segments.append(Segment(_shortened(text, columns.text_width), dim))
    return _row(segments, columns, styles.text)


def _picture_rows(picture: Picture, columns: Columns, styles: LogStyles) -> Iterator[Strip]:
    if isinstance(picture, Drawn):
        colour = Color.from_triplet(ColorTriplet(*picture.number.to_bytes(3, "big")))
        width = min(picture.width, columns.text_width)
        for row in range(picture.height):
            margin = Segment(" " * columns.text, styles.text)
            drawn = Segment(
                placeholders(width, row), styles.text + Style(color=colour, meta={PICTURE: True})
            )
            yield _row([margin, drawn], columns, styles.text)
        return
    for cells in picture.rows:
        segments = [Segment(" " * columns.text, styles.text)]
        for (upper, lower), same in groupby(cells[: columns.text_width]):
            style = Style(color=Color.from_rgb(*upper), bgcolor=Color.from_rgb(*lower))
            segments.append(Segment(HALF * len(list(same)), style))
        yield _row(segments, columns, styles.text)


def _left_out_row(count: int, columns: Columns, styles: LogStyles) -> Strip:
    text = ngettext("… {count} more line", "… {count} more lines", count).format(count=count)
    key = _("Ctrl+S, Enter to unfold")
    text = _shortened(f"{text} · {key}", columns.text_width)
    segments = [Segment(" " * columns.text, styles.text), Segment(text, styles.text + styles.new)]
    return _row(segments, columns, styles.text)


def _quote_row(quote: Quote, columns: Columns, styles: LogStyles) -> Strip:
    text = _shortened(quoted(quote), columns.text_width)
    segments = [Segment(" " * columns.text, styles.text), Segment(text, styles.text + styles.dim)]
    return _row(segments, columns, styles.text)


def _shortened(text: str, width: int) -> str:
    if cell_len(text) > width:
        return set_cell_size(text, max(0, width - 1)) + "…"
    return text


def _base_style(line: Line, styles: LogStyles) -> Style:
    if line.kind is LineKind.ERROR or line.state in _UNSURE:
        return styles.text + styles.error
    if line.kind is LineKind.EVENT or line.state is LineState.PENDING or line.deleted:
        return styles.text + styles.dim
    if line.mention:
        return styles.text + styles.mention
    return styles.text


def _margin(
    line: Line, mark: str, columns: Columns, styles: LogStyles, *, first: bool
) -> list[Segment]:
    """The columns left of the text: on the first row the time and the sender."""
    dim = styles.text + styles.dim
    if not first:
        return [Segment(" " * columns.text, styles.text)] if columns.text else []
    segments = []
    if columns.time:
        time = set_cell_size(clock(line.at, columns.clock), columns.time)
        segments.append(Segment(f"{' ' * columns.left}{time} ", dim))
    elif columns.left:
        segments.append(Segment(" " * columns.left, dim))
    if columns.nick:
        mark = _shortened(mark, columns.nick)
        padding = " " * (columns.nick - cell_len(mark))
        style = styles.nick(line.sender) if line.kind in _SPOKEN else dim
        if line.kind is LineKind.ERROR:
            style = styles.text + styles.error
        segments.append(Segment(f"{padding}{mark}  ", style))
    return segments


_SPOKEN = frozenset({LineKind.MESSAGE, LineKind.NOTICE, LineKind.ACTION})
_UNSURE = frozenset({LineState.FAILED, LineState.DOUBTFUL})


def _stretches(
    line: Line, shown: Shown, styles: LogStyles, selection: Selection | None
) -> list[_Stretch]:
    """The styles over the line's own style; later ones cover earlier ones."""
    shift = len(shown.before)
    end = shift + len(shown.text)
    found = []
    if shift and line.kind in _SPOKEN:
        found.append(_Stretch(0, shift, styles.nick(line.sender)))
    if shown.text is line.text:  # else emoji were folded, and the spans do not fit any more
        for start, stop, style in line.spans:
            laid_over = screen_style(style, dark=styles.dark)
            found.append(_Stretch(shift + start, shift + stop, laid_over))
    if line.kind in _SPOKEN and not line.deleted:
        found += _emphasis(shown.text, shift, styles)
    if shown.after:
        found.append(_Stretch(end, end + len(shown.after), styles.dim))
    for link in find_links(shown.text):
        address = Style(link=address_of(shown.text, link))
        found.append(_Stretch(shift + link.start, shift + link.end, styles.link + address))
    if selection is not None and (span := selection.get_span(line.id)) is not None:
        start, stop = span
        stop = end if stop == _WHOLE_LINE else shift + stop
        found.append(_Stretch(shift + start, stop, styles.selection))
    return found


def _own_reactions(
    line: Line, shown: Shown, styles: LogStyles, is_me: Callable[[str], bool]
) -> Iterator[_Stretch]:
    behind = len(shown.before) + len(shown.text)
    for reaction, (start, end) in zip(line.reactions, shown.reactions, strict=False):
        if any(map(is_me, reaction.nicks)):
            yield _Stretch(behind + start, behind + end, styles.own)


def _emphasis(text: str, shift: int, styles: LogStyles) -> Iterator[_Stretch]:
    found = programs(text)
    for start, end, emphasis in emphasised_texts(text):
        if not any(each.start < end and start < each.end for each in found):
            yield _Stretch(shift + start, shift + end, styles.emphasis[emphasis])
    for program in found:
        begins = shift + program.start
        for start, end, kind in tokens(text[program.start : program.end], program.language):
            yield _Stretch(begins + start, begins + end, styles.code[kind])


def _found(words: str, sought: str, styles: LogStyles) -> Iterator[_Stretch]:
    for start, end in find_folded(words, sought):
        yield _Stretch(start, end, styles.sought)


def _by_row(rows: list[Row], stretches: list[_Stretch]) -> Iterator[tuple[Row, list[_Stretch]]]:
    """Each row with the stretches that reach into it: of a long program there are thousands."""
    starts = [row.start for row in rows]
    found: list[list[_Stretch]] = [[] for _row in rows]
    for stretch in stretches:
        number = max(0, bisect_right(starts, stretch.start) - 1)
        while number < len(rows) and starts[number] < stretch.end:
            found[number].append(stretch)
            number += 1
    return zip(rows, found, strict=True)


def _cut(
    start: int, end: int, base: Style, stretches: list[_Stretch]
) -> Iterator[tuple[int, int, Style]]:
    """The row from `start` to `end` in pieces of one style each."""
    edges = {start, end}
    for stretch in stretches:
        edges.update(edge for edge in stretch[:2] if start < edge < end)
    points = sorted(edges)
    for begin, finish in pairwise(points):
        style = base
        for stretch in stretches:
            if stretch.start <= begin < stretch.end:
                style += stretch.style
        yield begin, finish, style
