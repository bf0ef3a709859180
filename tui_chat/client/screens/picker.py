"""A list to pick from by a few letters, over whatever else is shown."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, Final, Generic, NamedTuple, TypeVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.fuzzy import Matcher
from textual.screen import ModalScreen
from textual.widgets import Input, Static

from tui_chat.client.textual_compat.screen_stack import ClosableScreen
from tui_chat.client.widgets.input.key_ordered_input import NameField
from tui_chat.client.widgets.line_panel import LinePanel
from tui_chat.wire.text.search_folding import fold_text

T = TypeVar("T")
_FUZZY: Final = 2_000
"""Choices that are matched by letters out of order; of more, those that hold the text."""
_MOST_SHOWN: Final = 500
_TELLING: Final = 3
"""Letters that are looked for in details, too: of fewer, everybody "in #lobby" has some."""
_EMPHASIS: Final = Style(bold=True, underline=True)
_LOW: Final = 20
"""Rows of a screen below which nothing is left blank."""


class Choice(NamedTuple, Generic[T]):
    """Something to pick, with a label and perhaps a detail.

    Typing `number` picks it. `size` is shown in the column of numbers, but does not pick. `right`
    is shown at the right edge if there is room.
    """

    label: str
    value: T
    detail: str = ""
    number: str = ""
    size: str = ""
    right: str = ""


class ChoiceList(LinePanel):
    """The choices that fit, one of which is marked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"panel--dim", "panel--accent", "choices--marked"}

    DEFAULT_CSS = """
    ChoiceList {
        height: auto;
        & > .choices--marked { background: $panel; color: $foreground; text-style: bold; }
        &:ansi > .choices--marked, &:nocolor > .choices--marked { text-style: bold reverse; }
    }
    """

    def __init__(self, empty: str) -> None:
        super().__init__(id="choices")
        self.empty = empty
        """What is said if there are no choices."""
        self._choices: Sequence[Choice[Any]] = ()
        self._widest = 0
        self.emphasise: Callable[[str], Sequence[tuple[int, int]]] = lambda _label: ()
        """Which characters of a label are marked: from where up to before where."""
        self.marked = 0

    def show(self, choices: Sequence[Choice[Any]]) -> None:
        """Show these, the first one marked."""
        grown = len(choices) != len(self._choices)
        self._choices, self.marked = choices, 0
        described = (choice for choice in choices[:_MOST_SHOWN] if choice.detail)
        self._widest = max((cell_len(choice.label) for choice in described), default=0)
        self.scroll_to(y=0, animate=False)
        self.repaint()
        if grown:
            self.refresh(layout=True)  # it is as high as what is in it

    def mark(self, number: int) -> None:
        """Mark one, as near as there is, and bring it into view."""
        self.marked = max(0, min(number, len(self._choices) - 1))
        top, height = self.scroll_offset.y, max(1, self.size.height)
        if self.marked < top:
            self.scroll_to(y=self.marked, animate=False)
        elif self.marked >= top + height:
            self.scroll_to(y=self.marked - height + 1, animate=False)
        self.refresh()

    def row_count(self) -> int:
        """The number of choices, or 1 for the row that says that there are none."""
        return max(1, len(self._choices))

    def row(self, number: int, width: int) -> Iterable[Segment]:
        """Number, name, and what more there is to say, dim."""
        dim = self.style_of("panel--dim")
        if not self._choices:
            return [Segment(set_cell_size(f" {self.empty}", width), dim)]
        choice = self._choices[number]
        left = f" {choice.number or choice.size:>3} " if self._numbered else " "
        room = width - cell_len(left) - 1
        right = f"  {choice.right}"
        if min(cell_len(choice.label), room * 3 // 5) + cell_len(right) > room:
            right = ""
        room -= cell_len(right)
        name = _cut(choice.label, room)
        if choice.detail:
            name += " " * max(2, min(self._widest, width // 3) + 2 - cell_len(name))
        room = max(0, room - cell_len(name))
        detail = _cut(choice.detail, room) if room > 3 else ""
        rest = f"{set_cell_size(detail, room)}{right} "
        style = self.style_of("choices--marked") if number == self.marked else None
        names = self._emphasised(name, style or self.base_style)
        return [Segment(left, style or dim), *names, Segment(rest, style or dim)]

    def _emphasised(self, name: str, style: Style) -> Iterable[Segment]:
        done = 0
        for start, end in self.emphasise(name):
            yield Segment(name[done:start], style)
            yield Segment(name[start:end], style + _EMPHASIS)
            done = end
        yield Segment(name[done:], style)

    @property
    def _numbered(self) -> bool:
        return any(choice.number or choice.size for choice in self._choices[:_MOST_SHOWN])


class Picker(ModalScreen[T | None], ClosableScreen[T | None], Generic[T]):
    """Gives the value of the choice, None if the person picks nothing.

    The choice of the number `first` is marked at the beginning.
    """

    AUTO_FOCUS = "#sought"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+c,ctrl+g,f2,f5", "drop", show=False),
        Binding("down,ctrl+n,tab", "mark(1)", show=False),
        Binding("up,ctrl+p,shift+tab", "mark(-1)", show=False),
        Binding("pagedown", "mark(10)", show=False),
        Binding("pageup", "mark(-10)", show=False),
    ]

    def __init__(
        self, title: str, choices: Sequence[Choice[T]], *, empty: str, first: int = 0
    ) -> None:
        super().__init__()
        self._first = first
        self._heading = title
        self._every = choices
        self._fitting = choices
        self._list = ChoiceList(empty)

    def compose(self) -> ComposeResult:
        """A heading, a line to type in, and the list."""
        with Vertical(id="picker"):
            yield Static(Content(self._heading), id="heading", markup=False)
            yield NameField(id="sought", compact=True, max_length=200)
            yield self._list

    def on_mount(self) -> None:
        """Everything fits, at first."""
        self.query_one(Input).cursor_blink = False
        self._find("")
        if self._first:
            self.call_after_refresh(self.action_mark, self._first)  # when the list has its height

    def on_resize(self, event: events.Resize) -> None:
        """In a small terminal, give all the room to the list."""
        self.set_class(event.size.height < _LOW, "-low")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what fits."""
        self._find(event.value)

    def _find(self, sought: str) -> None:
        self._fitting = self.fitting(sought.strip())[:_MOST_SHOWN]
        self._list.show(self._fitting)
        self._tell_marked()

    def _tell_marked(self) -> None:
        number = self._list.marked
        self.marked(self._fitting[number] if number < len(self._fitting) else None)

    def marked(self, choice: Choice[T] | None) -> None:
        """Another choice is marked; None if nothing fits. For subclasses."""

    def fitting(self, sought: str) -> Sequence[Choice[T]]:
        """The choices that fit these letters, the best first."""
        return ranked(sought, self._every)

    @property
    def choices(self) -> Sequence[Choice[T]]:
        """All choices."""
        return self._every

    def show_choices(self, choices: Sequence[Choice[T]]) -> None:
        """Show these choices from now on; the mark stays where it is in the list."""
        marked = self._list.marked
        self._every = choices
        self._find(self.query_one(Input).value)
        self.action_mark(marked - self._list.marked)

    def replace(self, title: str, choices: Sequence[Choice[T]], empty: str) -> None:
        """Show other choices under another heading; `empty` is said if there are none."""
        self._heading, self._every = title, choices
        self._list.empty = empty
        self.query_one("#heading", Static).update(Content(title))
        self._find(self.query_one(Input).value)

    def emphasise(self, find: Callable[[str], Sequence[tuple[int, int]]]) -> None:
        """Emphasise what `find` gives of each label: from where up to before where."""
        self._list.emphasise = find

    def on_input_submitted(self, _event: Input.Submitted) -> None:
        """Enter picks the marked choice."""
        self._pick(self._list.marked)

    def on_line_panel_chosen(self, event: LinePanel.Chosen) -> None:
        """A click picks a choice."""
        self._pick(event.row)

    def on_click(self, event: events.Click) -> None:
        """A click beside the list picks nothing."""
        if event.widget is self:
            self.dismiss(None)

    def _pick(self, number: int) -> None:
        if number < len(self._fitting):
            self.dismiss(self._fitting[number].value)

    def action_mark(self, by: int) -> None:
        """Mark another one."""
        self._list.mark(self._list.marked + by)
        self._tell_marked()

    def action_drop(self) -> None:
        """Pick nothing."""
        self.dismiss(None)


def ranked(sought: str, choices: Sequence[Choice[T]]) -> Sequence[Choice[T]]:
    """The choices that fit, the best first; in their own order among equals.

    A number alone is that of a choice.
    """
    if not sought:
        return choices
    by_number = [choice for choice in choices if choice.number == sought and sought.isdigit()]
    wanted = fold_text(sought)
    labels = {id(choice): fold_text(choice.label) for choice in choices}
    holding = [choice for choice in choices if wanted in labels[id(choice)]]
    holding.sort(key=lambda choice: _place(wanted, labels[id(choice)]))
    rest: list[Choice[T]] = []
    if len(choices) <= _FUZZY:
        matcher = Matcher("".join(sought.split()))  # "rm 7" may be "#room07"
        scores = [
            (matcher.match(choice.label), choice)
            for choice in choices
            if wanted not in labels[id(choice)]
        ]
        near = sorted((pair for pair in scores if pair[0] > 0), key=lambda pair: -pair[0])
        rest = [choice for _score, choice in near]
    if len(wanted) >= _TELLING:
        known = {id(choice) for choice in (*by_number, *holding, *rest)}
        rest += [
            choice
            for choice in choices
            if id(choice) not in known and wanted in fold_text(choice.detail)
        ]
    first = {id(choice) for choice in by_number}
    return [*by_number, *(each for each in (*holding, *rest) if id(each) not in first)]


def _place(wanted: str, label: str) -> tuple[bool, bool, int]:
    bare = label.lstrip("#&+!")
    return bare != wanted, not bare.startswith(wanted), len(label)


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)) + "…"
