"""The list of the members of a channel, with their roles."""

from collections.abc import Iterable
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.members import Member, by_rank
from tui_chat.client.themes import has_few_colours
from tui_chat.client.widgets.line_panel import LinePanel
from tui_chat.client.widgets.log.nick_colours import nick_colour


class MemberList(LinePanel):
    """The members of one channel, those with a role first; away members are dim."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"panel--dim", "panel--accent"}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._members: list[Member] = []
        self._shown: tuple[Buffer, int] | None = None

    def show(self, buffer: Buffer | None) -> None:
        """Show the members of `buffer`. Costs nothing while they are the same."""
        shown = (buffer, buffer.members.version) if buffer is not None else None
        if shown == self._shown:
            return
        self._shown = shown
        self._members = by_rank(buffer.members.values()) if buffer is not None else []
        self.repaint()

    def member_at(self, row: int) -> Member | None:
        """The member in that row."""
        return self._members[row] if 0 <= row < len(self._members) else None

    def row_count(self) -> int:
        """The number of members."""
        return len(self._members)

    def row(self, number: int, width: int) -> Iterable[Segment]:
        """The mark of the highest role, and the nickname."""
        member = self._members[number]
        dim = self.style_of("panel--dim")
        nick = member.nick
        if cell_len(nick) > width - 3:
            nick = set_cell_size(nick, max(1, width - 4)) + "…"
        style = dim
        if not member.away:
            dark = self.app.current_theme.dark
            few = has_few_colours(self.app.console)
            style = self.base_style + Style(color=nick_colour(member.nick, dark=dark, few=few))
        return [Segment(f" {member.mark or ' '}", dim), Segment(nick, style)]
