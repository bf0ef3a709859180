"""The last line of the screen: who and how we are connected, and the keys that matter now."""

from collections.abc import Sequence
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip

from tui_chat.client.widgets.bare_rows import BareRows

_GAP: Final = 3


class KeyHint(NamedTuple):
    """A key and what it does, as "F1" and "help"."""

    key: str
    does: str


class StatusLine(BareRows):
    """Facts on the left, a word in the middle when there is one, keys on the right.

    Where there is no room, keys give way first, from the left, then facts, from the right; the
    word stays.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"status--key", "status--say"}

    DEFAULT_CSS = """
    StatusLine {
        height: 1;
        color: $text-muted;
        & > .status--key { color: $foreground; }
        & > .status--say { color: $text-accent; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._facts: tuple[str, ...] = ()
        self._word = ""
        self._keys: tuple[KeyHint, ...] = ()

    def show(self, facts: Sequence[str], word: str, keys: Sequence[KeyHint]) -> None:
        """Show these. Costs nothing while they are the same."""
        shown = tuple(facts), word, tuple(keys)
        if shown != (self._facts, self._word, self._keys):
            self._facts, self._word, self._keys = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - there is only one line
        """The one line."""
        width, dim = self.size.width, self.base_style
        room = width - 2
        facts, keys = list(self._facts), list(self._keys)
        word = set_cell_size(self._word, min(cell_len(self._word), room))
        needed = cell_len(word) + (_GAP if word else 0)
        while keys and needed + _facts_width(facts[:2]) + _GAP + _keys_width(keys) > room:
            del keys[0]
        while facts and needed + _facts_width(facts) + _GAP + _keys_width(keys) > room:
            del facts[-1]
        left = " · ".join(facts)
        gap = _GAP if facts and word else 0
        space = room - cell_len(left) - gap - cell_len(word) - _keys_width(keys)
        strong = self.get_component_rich_style("status--key")
        segments = [
            Segment(f" {left}{' ' * gap}", dim),
            Segment(word, self.get_component_rich_style("status--say")),
            Segment(" " * max(0, space), dim),
        ]
        for number, hint in enumerate(keys):
            segments.append(Segment(f"{' ' * _GAP if number else ''}{hint.key}", strong))
            segments.append(Segment(f" {hint.does}", dim))
        return Strip(segments).adjust_cell_length(width, dim)


def _facts_width(facts: Sequence[str]) -> int:
    return cell_len(" · ".join(facts))


def _keys_width(keys: Sequence[KeyHint]) -> int:
    gaps = _GAP * max(0, len(keys) - 1)
    return sum(cell_len(f"{hint.key} {hint.does}") for hint in keys) + gaps
