"""The last line of the screen: nickname, connection, and the most useful keys."""

from collections.abc import Sequence
from itertools import islice
from typing import ClassVar, Final, NamedTuple

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.strip import Strip

from tui_chat.client.textual_compat.styles_cache_bypass import BareRows
from tui_chat.client.widgets.log.wrapping import wrap

_GAP: Final = 3
_NARROW_GAP: Final = 2
_FACTS_THAT_STAY: Final = 2
_MOST_ROWS: Final = 4
_SHORTEST_NAME: Final = 8
_NAMES: Final = {"esc": "escape", "+": "plus"}
"""Keys whose names in Textual differ from what is shown."""


class KeyHint(NamedTuple):
    """A key and what it does, as "F1" and "help"; a `spare` one gives way before the others."""

    key: str
    does: str
    spare: bool = False

    def press(self) -> events.Key:
        """The press of the key; of several, as "j k", of the last one."""
        key = self.key.lower().split()[-1]
        return events.Key(_NAMES.get(key, key), key if len(key) == 1 else None)


class StatusLine(BareRows):
    """Facts on the left, a word in the middle when there is one, keys on the right.

    Where there is no room, keys give way first, from the left, then facts, from the right; with
    `keys_first` the other way round. A long first fact, a name, is cut before the last key goes.
    The word stays: one that is longer than the line takes more lines, and is alone there. Beside
    one that `yields` the second fact stays, the safety of the connection, if need be without the
    word. A click on a key presses it.
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
        self._keys_first = self._yields = False
        self._rows: tuple[str, ...] = ()
        self._places: list[tuple[range, KeyHint]] = []
        """The columns in which the keys were painted last."""

    def show(
        self,
        facts: Sequence[str],
        word: str,
        keys: Sequence[KeyHint],
        *,
        keys_first: bool = False,
        yields: bool = False,
    ) -> None:
        """Show these texts. Costs nothing while they are the same."""
        shown = tuple(facts), word, tuple(keys), keys_first, yields
        if shown != (self._facts, self._word, self._keys, self._keys_first, self._yields):
            self._facts, self._word, self._keys, self._keys_first, self._yields = shown
            self._wrap()
            self.refresh()

    def on_resize(self) -> None:
        """The word may need other lines."""
        self._wrap()

    def _wrap(self) -> None:
        """Break a word that is longer than the line."""
        room = self.size.width - 2
        rows: tuple[str, ...] = ()
        if 0 < room < cell_len(self._word) and not self._yields:
            parts = islice(wrap(self._word, room), _MOST_ROWS)
            rows = tuple(self._word[start:end].rstrip() for start, end in parts)
        if len(rows) != len(self._rows):
            self.styles.height = max(1, len(rows))
        self._rows = rows

    def render_line(self, y: int) -> Strip:
        """One line of all, or of a word that is longer."""
        width, dim = self.size.width, self.base_style
        say = self.get_component_rich_style("status--say")
        self._places = []
        if self._rows:
            row = self._rows[y] if y < len(self._rows) else ""
            return Strip([Segment(f" {row}", say)]).adjust_cell_length(width, dim)
        room = width - 2
        facts, word = list(self._facts), self._word
        safety = _facts_width(facts[1:_FACTS_THAT_STAY])
        if self._yields and safety and safety + _GAP + cell_len(word) > room:
            word = ""
        needed = cell_len(word) + (_GAP if word else 0)
        stay = facts[: 0 if self._keys_first else _FACTS_THAT_STAY]
        keys, gap = _fitting(self._keys, room - needed - _facts_width(stay))
        if stay and self._keys and not keys and not word:
            facts[0] = stay[0] = _cut(stay[0], _last_key(self._keys), room - _facts_width(stay))
            keys, gap = _fitting(self._keys, room - _facts_width(stay))
        keys_width = _keys_width(keys, gap)
        while facts and needed + _facts_width(facts) + gap + keys_width > room:
            safety_last = self._yields and word and len(facts) == _FACTS_THAT_STAY
            del facts[0 if safety_last else -1]
        left = " · ".join(facts) + (" " * _GAP if facts and word else "")
        space = room - cell_len(left) - cell_len(word) - keys_width
        strong = self.get_component_rich_style("status--key")
        segments = [
            Segment(f" {left}", dim),
            Segment(word, say),
            Segment(" " * max(0, space), dim),
        ]
        column = width - 1 - keys_width
        for number, hint in enumerate(keys):
            column += gap if number else 0
            end = column + _keys_width([hint], 0)
            self._places.append((range(column, end), hint))
            column = end
            segments.append(Segment(f"{' ' * gap if number else ''}{hint.key}", strong))
            segments.append(Segment(f" {hint.does}", dim))
        return Strip(segments).adjust_cell_length(width, dim)

    def on_click(self, event: events.Click) -> None:
        """Press the key that was clicked."""
        hint = next((hint for columns, hint in self._places if event.x in columns), None)
        if hint is not None:
            event.stop()
            self.app.post_message(hint.press())


def _fitting(keys: Sequence[KeyHint], room: int) -> tuple[Sequence[KeyHint], int]:
    """The keys that fit, and the cells between them."""
    left, gap = list(keys), _GAP
    while left and gap + _keys_width(left, gap) > room:
        if gap == _GAP:
            gap = _NARROW_GAP
            continue
        spare = next((number for number, hint in enumerate(left) if hint.spare), 0)
        del left[spare]
        gap = _GAP
    return left, gap


def _last_key(keys: Sequence[KeyHint]) -> KeyHint:
    """The one that gives way last."""
    return next((hint for hint in reversed(keys) if not hint.spare), keys[-1])


def _cut(name: str, hint: KeyHint, room: int) -> str:
    """A name cut so that a key still fits in `room`; the whole name if too little of it is left."""
    width = cell_len(name) + room - _NARROW_GAP - _keys_width([hint], 0)
    return f"{set_cell_size(name, width - 1).rstrip()}…" if width >= _SHORTEST_NAME else name


def _facts_width(facts: Sequence[str]) -> int:
    return cell_len(" · ".join(facts))


def _keys_width(keys: Sequence[KeyHint], gap: int) -> int:
    gaps = gap * max(0, len(keys) - 1)
    return sum(cell_len(f"{hint.key} {hint.does}") for hint in keys) + gaps
