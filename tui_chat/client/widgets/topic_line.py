"""The line above the log: name, topic, and number of members."""

from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from textual import events
from textual.message import Message
from textual.strip import Strip

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.language.i18n import ngettext
from tui_chat.client.textual_compat.styles_cache_bypass import BareRows


class TopicLine(BareRows):
    """One line of name, topic and number of members."""

    class MembersAsked(Message):
        """The number of members was clicked."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"topic--name", "topic--dim", "topic--accent"}

    DEFAULT_CSS = """
    TopicLine {
        height: 1;
        & > .topic--name { text-style: bold; }
        & > .topic--dim { color: $text-muted; }
        & > .topic--accent { color: $text-accent; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._shown = ("", "", "", "")

    def show(self, buffer: Buffer | None, elsewhere: str = "") -> None:
        """Show the open buffer, and what is unread elsewhere. Free while both are the same."""
        shown = ("", "", "", "")
        if buffer is not None:
            topic = " ".join(buffer.topic.split())
            shown = (buffer.name, topic, elsewhere, _count(buffer))
        if shown != self._shown:
            self._shown = shown
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002 - there is only one line
        """The one line."""
        width = self.size.width
        name, topic, elsewhere, count = self._shown
        elsewhere = f"  {elsewhere}" if elsewhere else ""
        left = set_cell_size(name, min(cell_len(name), width - 2))
        if cell_len(left) + cell_len(elsewhere) + cell_len(count) + 4 > width:
            count = ""
        if cell_len(left) + cell_len(elsewhere) + 2 > width:
            elsewhere = ""
        right = cell_len(elsewhere) + (cell_len(count) + 2 if count else 0)
        room = width - cell_len(left) - right - 5
        if topic and room > 4:
            if cell_len(topic) > room:
                topic = set_cell_size(topic, room - 1) + "…"
            topic = f" · {topic}"
        else:
            topic = ""
        padding = " " * (width - 2 - cell_len(left) - cell_len(topic) - right)
        dim = self.get_component_rich_style("topic--dim")
        segments = [
            Segment(f" {left}", self.get_component_rich_style("topic--name")),
            Segment(f"{topic}{padding}", dim),
            Segment(elsewhere, self.get_component_rich_style("topic--accent")),
            Segment(f"  {count} " if count else " ", dim),
        ]
        return Strip(segments).adjust_cell_length(width, dim)

    def on_click(self, event: events.Click) -> None:
        """Ask for the members, if their number was clicked."""
        count = self._shown[-1]
        if count and event.x >= self.size.width - cell_len(count) - 2:
            event.stop()
            self.post_message(self.MembersAsked())


def _count(buffer: Buffer) -> str:
    if buffer.kind is not BufferKind.CHANNEL or not buffer.joined:
        return ""
    count = len(buffer.members)
    return ngettext("{count} here", "{count} here", count).format(count=count) if count else ""
