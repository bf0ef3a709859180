"""Panels on a screen of their own, and places to show in them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from textual.app import App, ComposeResult
from textual.pilot import Pilot
from textual.widget import Widget

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.members import Member
from tui_chat.client.widgets.line_panel import LinePanel
from tui_chat.wire.names import Folded


def place(name: str, kind: BufferKind = BufferKind.CHANNEL, **fields: object) -> Buffer:
    buffer = Buffer(name, kind, Folded(name))
    for field, value in fields.items():
        setattr(buffer, field, value)
    return buffer


def with_members(*members: str) -> Buffer:
    """A channel with members written as "@ana"."""
    buffer = place("#tea", joined=True)
    for member in members:
        nick = member.lstrip("@+")
        buffer.members[Folded(nick)] = Member(nick, member.removesuffix(nick))
    return buffer


class PanelApp(App[None]):
    CSS = "Widget { width: 1fr; } LinePanel { height: 1fr; }"

    def __init__(self, panel: Widget) -> None:
        super().__init__()
        self.panel = panel
        self.chosen: list[int] = []

    def compose(self) -> ComposeResult:
        yield self.panel

    def on_line_panel_chosen(self, event: LinePanel.Chosen) -> None:
        self.chosen.append(event.row)


@asynccontextmanager
async def shown(panel: Widget, width: int = 16, height: int = 8) -> AsyncIterator[Pilot[None]]:
    async with PanelApp(panel).run_test(size=(width, height)) as pilot:
        await pilot.pause()
        yield pilot


def rows(panel: Widget) -> list[str]:
    texts = (panel.render_line(y).text.rstrip() for y in range(panel.size.height))
    return [text for text in texts if text]
