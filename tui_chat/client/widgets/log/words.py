"""A line of a log as words, in the order in which they are read."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from tui_chat.client.buffers.audience import audience_in_words
from tui_chat.client.buffers.line import Line, LineKind, LineState, Quote, Reaction
from tui_chat.client.language.i18n import _
from tui_chat.client.widgets.log.text_rows import FENCE
from tui_chat.client.widgets.log.wrapping import without_unsafe_emoji

_AFTER_COLON: Final = frozenset({LineKind.MESSAGE, LineKind.NOTICE})


class Shown(NamedTuple):
    """A line as words: `mark` for the column of names, and `before`, `text`, `after` in a row."""

    mark: str
    before: str
    text: str
    after: str

    @property
    def words(self) -> str:
        """All that stands in the column of text."""
        return self.before + self.text + self.after


def is_plain(line: Line) -> bool:
    """Whether nothing but its text stands in the column of text."""
    return not (line.reactions or line.edited or line.audience) and line.state in _ARRIVING


_ARRIVING: Final = frozenset({LineState.SENT, LineState.PENDING})


def shown_as(line: Line, *, inline: bool, simple_emoji: bool) -> Shown:
    """The words of a line that is not folded; with `inline` the name stands in the text."""
    text = without_unsafe_emoji(line.text) if simple_emoji else line.text
    mark, before = _signature(line)
    after = "" if is_plain(line) else _after(line)
    if simple_emoji:
        after = without_unsafe_emoji(after)
    if after and text.endswith(FENCE):
        after = f"\n{after.lstrip()}"
    if inline:
        separator = ": " if line.kind in _AFTER_COLON else " "
        mark, before = "", f"{mark}{separator}{before}"
        if text.startswith(FENCE) and "\n" in text:
            before = f"{before}\n"
    return Shown(mark, before, text, after)


def quoted(quote: Quote) -> str:
    """What a line answers, as the row above it."""
    if not quote.text:
        return _("↳ an earlier message")
    return f"↳ {quote.sender}: {quote.text}" if quote.sender else f"↳ {quote.text}"


def _after(line: Line) -> str:
    pieces = []
    if line.edited:
        pieces.append(_("(edited)"))
    if line.state is LineState.FAILED:
        pieces.append(_("(not sent: Enter to send again)"))
    if line.state is LineState.DOUBTFUL:
        pieces.append(_("(perhaps not sent: Enter to send again)"))
    pieces += _counts(line.reactions)
    return "  " + "  ".join(pieces) if pieces else ""


def _counts(reactions: Iterable[Reaction]) -> Iterable[str]:
    # No break between the two.
    return (f"{each.text}\u00a0{len(each.nicks)}" for each in reactions)


def _signature(line: Line) -> tuple[str, str]:
    """What stands in the column of names, and before the text."""
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
