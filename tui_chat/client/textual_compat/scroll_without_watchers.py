"""Changes of a scroll position that set nothing else off.

Assigning to `virtual_size` would lay out the whole screen again. Assigning to `scroll_y` would call
the widget's watchers as if the person had scrolled.
"""

from textual.geometry import Size
from textual.scrollbar import ScrollBar
from textual.widget import Widget


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
