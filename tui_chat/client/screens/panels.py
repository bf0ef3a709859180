"""The panels beside the log: channels left, members right, folded where there is no room."""

from collections.abc import Sequence
from typing import Final

from textual.widget import Widget

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.config.options import UiOptions
from tui_chat.client.connect.connection import Connection
from tui_chat.client.screens.server_names import server_names
from tui_chat.client.widgets.channels import ChannelList
from tui_chat.client.widgets.members import MemberList

_NARROW: Final = 80
"""Columns below which a panel is shown only while it is asked for, and one at a time."""


class Panels:
    """Which panels are shown: as the person wants them where there is room."""

    def __init__(self, channels: ChannelList, members: MemberList, ui: UiOptions) -> None:
        self._channels = channels
        self._members = members
        self._wanted = {"channels": ui.channels, "members": ui.members}
        self._shown = dict(self._wanted)
        self._narrow = False

    @property
    def shows_channels(self) -> bool:
        """Whether the list of channels is on the screen."""
        return self._shown["channels"]

    def fit(self, width: int) -> None:
        """Fold the panels where there is no room for them."""
        narrow = width < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            none = dict.fromkeys(self._shown, False)
            self._shown = none if narrow else dict(self._wanted)

    def toggle(self, panel: str) -> None:
        """Show or hide "channels" or "members"."""
        shown = not self._shown[panel]
        if self._narrow:
            self._shown = dict.fromkeys(self._shown, False)
        else:
            self._wanted[panel] = shown
        self._shown[panel] = shown

    def paint(
        self, connections: Sequence[Connection], places: Sequence[Buffer], here: Buffer
    ) -> None:
        """Bring both up to date."""
        in_channel = here.kind is BufferKind.CHANNEL
        left = {p for each in connections for p in each.session.buffers if each.session.is_left(p)}
        self._channels.show(places, here, left=left, names=server_names(connections))
        self._members.show(here if in_channel else None)
        _display(self._members, self._shown["members"] and in_channel)
        _display(self._channels, self._shown["channels"])


def _display(widget: Widget, display: bool) -> None:
    if widget.display != display:
        widget.display = display
