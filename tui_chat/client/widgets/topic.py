"""The line above the log: where we are, what it is about, how many are here."""

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from tui_chat.client.buffers import Buffer, BufferKind
from tui_chat.client.i18n import ngettext


class TopicLine(Widget):
    """One line of name, topic and number of members."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"topic--name", "topic--dim"}

    DEFAULT_CSS = """
    TopicLine {
        height: 1;
        & > .topic--name { text-style: bold; }
        & > .topic--dim { color: $text-muted; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._shown = ("", "", "")

    def show(self, buffer: Buffer | None) -> None:
        """Show where we are. Costs nothing while that has not changed."""
        shown = ("", "", "")
        if buffer is not None:
            topic = " ".join(buffer.topic.split())
            shown = (buffer.name, topic, _count(buffer))
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - there is only one line
        """The one line."""
        width = self.size.width
        name, topic, count = self._shown
        left = set_cell_size(name, min(cell_len(name), width - 2))
        room = width - cell_len(left) - cell_len(count) - 6
        if topic and room > 4:
            if cell_len(topic) > room:
                topic = set_cell_size(topic, room - 1) + "…"
            topic = f" · {topic}"
        else:
            topic = ""
        if cell_len(left) + cell_len(count) + 3 > width:
            count = ""
        padding = " " * (width - 2 - cell_len(left) - cell_len(topic) - cell_len(count))
        dim = self.get_component_rich_style("topic--dim")
        segments = [
            Segment(f" {left}", self.get_component_rich_style("topic--name")),
            Segment(f"{topic}{padding}{count} ", dim),
        ]
        return Strip(segments).adjust_cell_length(width, dim)


def _count(buffer: Buffer) -> str:
    if buffer.kind is not BufferKind.CHANNEL or not buffer.joined:
        return ""
    count = len(buffer.members)
    return ngettext("{count} here", "{count} here", count).format(count=count) if count else ""
