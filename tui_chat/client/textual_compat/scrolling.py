"""Scrolling: a scrollbar as thin as a line, and changes of a position that set nothing else off.

Assigning to `virtual_size` would lay out the whole screen again. Assigning to `scroll_y` would call
the widget's watchers as if the person had scrolled.
"""

from math import ceil
from typing import ClassVar

from rich.color import Color
from rich.segment import Segment, Segments
from rich.style import Style
from textual.geometry import Size
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.widget import Widget


class ScrollLine(ScrollBarRender):
    """Draws the part in view as a thick line in a thin one."""

    TRACK: ClassVar[str] = "│"
    THUMB: ClassVar[str] = "┃"

    @classmethod
    def render_bar(
        cls,
        size: int = 25,
        virtual_size: float = 50,
        window_size: float = 20,
        position: float = 0,
        thickness: int = 1,  # noqa: ARG003 - Textual's signature
        vertical: bool = True,  # noqa: ARG003 - Textual's signature
        back_color: Color = Color.parse("#555555"),  # noqa: B008 - Textual's signature
        bar_color: Color = Color.parse("bright_magenta"),  # noqa: B008 - Textual's signature
    ) -> Segments:
        """A column of `size` cells: the thumb can be dragged, the track pages up and down."""
        begins, ends = thumb(size, virtual_size, window_size, position)
        track = Style(color=bar_color, bgcolor=back_color, dim=True)
        above = Segment(cls.TRACK, track + Style(meta={"@mouse.down": "scroll_up"}))
        below = Segment(cls.TRACK, track + Style(meta={"@mouse.down": "scroll_down"}))
        grip = Style(color=bar_color, bgcolor=back_color, meta={"@mouse.down": "grab"})
        thick = Segment(cls.THUMB, grip)
        rows = [above] * begins + [thick] * (ends - begins) + [below] * (size - ends)
        return Segments(rows, new_lines=True)


def use_scroll_line(widget: Widget) -> None:
    """Draw the vertical scrollbar of a widget as a line."""
    widget.vertical_scrollbar.renderer = ScrollLine  # type: ignore[misc] # as documented there


def thumb(size: int, virtual_size: float, window_size: float, position: float) -> tuple[int, int]:
    """The cells of a bar of `size` cells that are thick, as for slicing; none where all is in view.

    The bar stands for `virtual_size` rows, of which `window_size` from `position` on are in view.
    """
    if not window_size or virtual_size <= window_size:
        return 0, 0
    length = max(1, round(size * window_size / virtual_size))
    begins = ceil((size - length) * position / (virtual_size - window_size))
    return begins, begins + length


def set_extent(widget: Widget, size: Size) -> None:
    """Say how large the contents are that the widget scrolls over."""
    widget.set_reactive(Widget.virtual_size, size)


def set_scroll_y(widget: Widget, row: int) -> None:
    """Say which row is at the top."""
    widget.set_reactive(Widget.scroll_y, row)
    widget.set_reactive(Widget.scroll_target_y, row)


def set_scrollbar(bar: ScrollBar, rows: int, height: int, top: int) -> None:
    """Say what the bar stands for: `height` of `rows` from `top` on. It is not painted again."""
    bar.set_reactive(ScrollBar.window_virtual_size, rows)
    bar.set_reactive(ScrollBar.window_size, height)
    bar.set_reactive(ScrollBar.position, top)
