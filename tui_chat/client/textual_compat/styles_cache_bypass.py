"""Rows that are painted as they are, without Textual's own styling of each row."""

from typing import Self

from rich.style import Style
from textual.geometry import Offset, Region, Size
from textual.strip import Strip
from textual.widget import Widget


class BareRows(Widget):
    """A widget whose `render_line` gives a row in full; it is asked again after `refresh`.

    Where it has no border or padding, Textual's own styling of rows would change nothing, and is
    left out: it takes half of the time of a frame.
    """

    _base_style: Style | None = None
    _painted_for: tuple[Size, Offset] | None = None
    _painted: dict[int, Strip]

    @property
    def base_style(self) -> Style:
        """The `rich_style` of the widget, which Textual would compute again for each row."""
        if self._base_style is None:
            self._base_style = self.rich_style
        return self._base_style

    def notify_style_update(self) -> None:
        """The theme changed."""
        super().notify_style_update()
        self._base_style = self._painted_for = None

    def refresh(
        self,
        *regions: Region,
        repaint: bool = True,
        layout: bool = False,
        recompose: bool = False,
    ) -> Self:
        """Paint the rows again."""
        self._painted_for = None
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The rows in `crop`: unchanged rows are the same strips, with Textual's caches in them.

        That matters when other widgets change: Textual paints the rectangle around all changes.
        """
        if any(self.gutter):
            return super().render_lines(crop)
        stand = self.size, self.scroll_offset
        if self._painted_for != stand:
            self._painted_for, self._painted = stand, {}
        painted = self._painted
        missing = [y for y in crop.line_range if y not in painted]
        if missing:
            strips = [self.render_line(y) for y in missing]
            painted.update(zip(missing, as_seen(strips, self), strict=True))
        return cut([painted[y] for y in crop.line_range], crop)


def as_seen(strips: list[Strip], widget: Widget) -> list[Strip]:
    """The rows of a widget in the colours of the terminal."""
    background = widget.background_colors[1]
    for line_filter in widget.get_line_filters():
        strips = [strip.apply_filter(line_filter, background) for strip in strips]
    return strips


def cut(strips: list[Strip], crop: Region) -> list[Strip]:
    """The columns in `crop` of whole rows."""
    if strips and crop.column_span != (0, strips[0].cell_length):
        return [strip.crop(*crop.column_span) for strip in strips]
    return strips
