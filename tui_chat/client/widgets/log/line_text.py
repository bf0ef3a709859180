"""A line of a log as words, in the order in which they are read."""

from typing import Final, NamedTuple

from tui_chat.client.buffers.line import Line, LineKind, LineState, Quote
from tui_chat.client.buffers.statusmsg_words import audience_in_words
from tui_chat.client.language.i18n import _
from tui_chat.client.widgets.log.code_and_quote_row_splitting import FENCE, QUOTE, is_structured
from tui_chat.client.widgets.log.wrapping import Span, without_unsafe_emoji

_GAP: Final = "  "
_AFTER_COLON: Final = frozenset({LineKind.MESSAGE, LineKind.NOTICE})


class Shown(NamedTuple):
    """A line as words: `mark` for the column of names, and `before`, `text`, `after` in a row."""

    mark: str
    before: str
    text: str
    after: str
    reactions: tuple[Span, ...] = ()
    """Where each reaction stands in `after`."""

    @property
    def words(self) -> str:
        """The content of the column of text."""
        return self.before + self.text + self.after


def is_plain(line: Line) -> bool:
    """Whether nothing but its text stands in the column of text."""
    return not (line.reactions or line.edited or line.audience) and line.state in _ARRIVING


_ARRIVING: Final = frozenset({LineState.SENT, LineState.PENDING})


def shown_as(line: Line, *, inline: bool, simple_emoji: bool) -> Shown:
    """The words of a line that is not folded; with `inline` the name stands in the text."""
    text = without_unsafe_emoji(line.text) if simple_emoji else line.text
    mark, before = _signature(line)
    after = ""
    reactions: tuple[Span, ...] = ()
    if not is_plain(line):
        last = text[text.rfind("\n") + 1 :]
        apart = is_structured(text) and (last.endswith(FENCE) or last.startswith(QUOTE))
        after, reactions = _after(line, "\n" if apart else _GAP, simple_emoji=simple_emoji)
    if inline:
        separator = ": " if line.kind in _AFTER_COLON else " "
        mark, before = "", f"{mark}{separator}{before}"
        if is_structured(text) and text.startswith((FENCE, QUOTE)):
            before = f"{before}\n"
    return Shown(mark, before, text, after, reactions)


def quoted(quote: Quote) -> str:
    """The message that a line replies to, as the row above the line."""
    if not quote.text:
        return _("↳ an earlier message")
    return f"↳ {quote.sender}: {quote.text}" if quote.sender else f"↳ {quote.text}"


def _after(line: Line, gap: str, *, simple_emoji: bool) -> tuple[str, tuple[Span, ...]]:
    """The state of a message and its reactions, behind a gap; and the spans of the reactions."""
    pieces = []
    if line.edited:
        pieces.append(_("(edited)"))
    if line.state is LineState.FAILED:
        pieces.append(_("(not sent: Enter to send again)"))
    if line.state is LineState.DOUBTFUL:
        pieces.append(_("(perhaps not sent: Enter to send again)"))
    after = _GAP.join(pieces)
    spans = []
    for reaction in line.reactions:
        # No break between the two.
        piece = f"{reaction.text}\u00a0{len(reaction.nicks)}"
        piece = without_unsafe_emoji(piece) if simple_emoji else piece
        after = f"{after}{_GAP}{piece}" if after else piece
        spans.append(Span(len(gap) + len(after) - len(piece), len(gap) + len(after)))
    return (f"{gap}{after}" if after else ""), tuple(spans)


def _signature(line: Line) -> tuple[str, str]:
    """The content of the column of names, and what precedes the text."""
    audience = f"({audience_in_words(line.audience)}) " if line.audience else ""
    match line.kind:
        case LineKind.MESSAGE | LineKind.NOTICE:
            return line.sender, audience
        case LineKind.ACTION:
            return "*", f"{audience}{line.sender} "
        case LineKind.ERROR:
            return "!", ""
        case _:
            return "·", ""
