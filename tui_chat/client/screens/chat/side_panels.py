"""The panels beside the log: channels left, members right, hidden in a narrow terminal."""

from collections.abc import Sequence
from typing import Final

from textual.widget import Widget

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.connected_server import Connection, server_names
from tui_chat.client.widgets.buffer_list import ChannelList
from tui_chat.client.widgets.member_list import MemberList

_ROOM: Final = {"channels": 80, "members": 100}
"""Columns from which on each has room. With less it is shown only while it is asked for."""


class Panels:
    """Shows the panels as the person wants, if there is room."""

    def __init__(self, channels: ChannelList, members: MemberList, ui: UiOptions) -> None:
        self._channels = channels
        self._members = members
        self._wanted = {"channels": ui.channels, "members": ui.members}
        self._has_room = dict.fromkeys(_ROOM, True)
        self._shown = dict(self._wanted)

    @property
    def shows_channels(self) -> bool:
        """Whether the list of channels is on the screen."""
        return self._shown["channels"]

    def use(self, ui: UiOptions) -> None:
        """Show them as the person wants from now on, if there is room."""
        wanted = {"channels": ui.channels, "members": ui.members}
        for panel, shown in wanted.items():
            if shown != self._wanted[panel]:
                self._wanted[panel] = shown
                self._shown[panel] = shown and self._has_room[panel]

    def fit(self, width: int) -> None:
        """Hide the panels if there is no room for them."""
        has_room = {panel: width >= least for panel, least in _ROOM.items()}
        if has_room != self._has_room:
            self._has_room = has_room
            self._shown = {panel: self._wanted[panel] and has_room[panel] for panel in _ROOM}

    def toggle(self, panel: str) -> None:
        """Show or hide "channels" or "members"; in a narrow terminal only one at a time."""
        shown = not self._shown[panel]
        if self._has_room[panel]:
            self._wanted[panel] = shown
        elif not any(self._has_room.values()):
            self._shown = dict.fromkeys(_ROOM, False)
        self._shown[panel] = shown

    def paint(
        self, connections: Sequence[Connection], buffers: Sequence[Buffer], here: Buffer
    ) -> None:
        """Bring both up to date."""
        in_channel = here.kind is BufferKind.CHANNEL
        left = {p for each in connections for p in each.session.buffers if each.session.is_left(p)}
        self._channels.show(buffers, here, left=left, names=server_names(connections))
        self._members.show(here if in_channel else None)
        _display(self._members, self._shown["members"] and in_channel)
        _display(self._channels, self._shown["channels"])


def _display(widget: Widget, display: bool) -> None:
    if widget.display != display:
        widget.display = display
