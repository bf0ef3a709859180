"""The chat's widgets and their layout, and what each part of the chat may ask of the others."""

import time
from abc import abstractmethod
from collections.abc import Sequence
from itertools import chain
from typing import Final

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingsMap
from textual.containers import Horizontal
from textual.screen import Screen
from textual.widget import Widget

from tui_chat.client.buffers import Buffer, BufferKind
from tui_chat.client.commands.secrets import holds_secret
from tui_chat.client.connection import Connection
from tui_chat.client.keys import bindings, rebound
from tui_chat.client.options import UiOptions
from tui_chat.client.session import Session
from tui_chat.client.widgets.channels import ChannelList
from tui_chat.client.widgets.composer import Composer
from tui_chat.client.widgets.log_columns import LogLook
from tui_chat.client.widgets.members import MemberList
from tui_chat.client.widgets.message_log import MessageLog
from tui_chat.client.widgets.pacing import Pacer
from tui_chat.client.widgets.popup import Popup
from tui_chat.client.widgets.status import StatusLine
from tui_chat.client.widgets.topic import TopicLine

_NARROW: Final = 80
_WIDE: Final = 110


class ChatFrame(Screen[None]):
    """Places left, the log in the middle, who is here right, the input below.

    The parts of the chat (going, reading, acting, writing) build on this; `ChatScreen` is all of
    them.
    """

    AUTO_FOCUS = "#composer"

    def __init__(
        self,
        connections: Sequence[Connection],
        ui: UiOptions | None = None,
        *,
        simple_emoji: bool = False,
    ) -> None:
        super().__init__()
        ui = ui or UiOptions()
        table = rebound(ui.keys)
        self.keys = table.keys
        self._complaints = (*ui.troubles, *table.complaints)
        """What is wrong with the configuration, to be told in the first room."""
        self._bindings = BindingsMap([*bindings(table.keys)])
        self._connections = connections
        self._here = connections[0].session.foreground
        self._log_view = MessageLog(
            LogLook(ui.time_format, simple_emoji=simple_emoji, nick_colours=ui.nick_colours),
            pass_on=self._write_on,
            id="log",
        )
        self._channels = ChannelList(id="channels")
        self._members = MemberList(id="members")
        self._topic = TopicLine(id="topic")
        self._pacer = Pacer(self, self._paint)
        self._composer = Composer(
            self._submit,
            before_key=self._begin_key,
            count=self._count_messages,
            doubt=self._doubt,
            id="composer",
        )
        self._popup = Popup(id="popup")
        self._status = StatusLine(id="status")
        self._word = ""
        self._word_before = ""
        self._wanted_panels = {"channels": ui.channels, "members": ui.members}
        self._panels = dict(self._wanted_panels)
        self._narrow = False
        self._styled = False

    def compose(self) -> ComposeResult:
        """The whole layout: nothing is made or taken away later."""
        yield self._topic
        with Horizontal(id="middle"):
            yield self._channels
            yield self._log_view
            yield self._members
        yield self._composer
        yield self._status
        yield self._popup

    # Where we are

    @property
    def session(self) -> Session:
        """The session that the open place belongs to."""
        return self.connection.session

    @property
    def connection(self) -> Connection:
        """The connection that the open place belongs to."""
        return self.connection_of(self._here)

    @property
    def buffer(self) -> Buffer:
        """The open place."""
        return self._here

    def connection_of(self, place: Buffer) -> Connection:
        """The connection that a place belongs to; the first one if it is closed."""
        for connection in self._connections:
            if connection.owns(place):
                return connection
        return self._connections[0]

    def places(self) -> list[Buffer]:
        """Every place in the order of the list: of each server itself, its channels, people."""
        return list(chain.from_iterable(_in_order(each) for each in self._connections))

    def now(self) -> float:
        """The time, in seconds of Unix time."""
        return time.time()

    # What the parts ask of the whole

    @abstractmethod
    def show(self, buffer: Buffer) -> None:
        """Open another place."""

    @abstractmethod
    def choose_line(self, line_id: int) -> None:
        """Bring a message of the open place into view and choose it."""

    @abstractmethod
    def _count_messages(self, text: str) -> int:
        """As how many messages `text` would go to the open place."""

    @abstractmethod
    def _doubt(self, text: str) -> str:
        """What to ask before `text` is sent, "" for nothing."""

    @abstractmethod
    def _submit(self, text: str, *, literally: bool) -> None:
        """Say what was written, or do what it means."""

    @abstractmethod
    def _write_on(self, event: events.Key | events.Paste) -> None:
        """Write on with what was typed in the log."""

    @abstractmethod
    def _paint(self) -> None:
        """Bring every widget up to date."""

    def keep_draft(self) -> None:
        """Remember what stands in the input here, for the next time too, unless it is secret."""
        draft = self._composer.draft
        self.connection.memory.keep_draft(self._here, "" if holds_secret(draft) else draft)

    def repaint_soon(self) -> None:
        """Something that is shown has changed."""
        self._pacer.ask()

    def say(self, text: str) -> None:
        """Say `text` in the status line, until a key is pressed."""
        self._word = text
        self._pacer.ask()

    def warn(self, text: str) -> bool:
        """Say `text` in the status line; whether it stood there when the key was pressed."""
        known = text in {self._word, self._word_before}
        self.say(text)
        return known

    def _begin_key(self) -> None:
        """Before anything is done about a key: what was said about the last one has been read."""
        self._pacer.give_way()
        self._word_before, self._word = self._word, ""
        if self._word_before:
            self._pacer.ask()

    # Styles

    def update_node_styles(self, animate: bool = True) -> None:
        """Style every widget anew: `animate` for a change, not for coming to the front.

        When the screen comes there for the first time, they all have just been styled.
        """
        if animate or self._styled:
            super().update_node_styles(animate)
        self._styled = True

    # Panels

    def on_resize(self, event: events.Resize) -> None:
        """Fold the panels where there is no room for them."""
        narrow = event.size.width < _NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            none = dict.fromkeys(self._panels, False)
            self._panels = none if narrow else dict(self._wanted_panels)
        self.set_class(event.size.width >= _WIDE, "-wide")
        self._pacer.ask()

    def action_toggle_channels(self) -> None:
        """Show or hide the channels."""
        self._toggle("channels")

    def action_toggle_members(self) -> None:
        """Show or hide who is here."""
        self._toggle("members")

    def _toggle(self, panel: str) -> None:
        shown = not self._panels[panel]
        if self._narrow:
            self._panels = dict.fromkeys(self._panels, False)
        else:
            self._wanted_panels[panel] = shown
        self._panels[panel] = shown
        self._paint()

    def _paint_panels(self) -> None:
        here = self._here
        in_channel = here.kind is BufferKind.CHANNEL
        self._channels.show(self.places(), here)
        self._members.show(here if in_channel else None)
        _display(self._members, self._panels["members"] and in_channel)
        _display(self._channels, self._panels["channels"])


def _display(widget: Widget, display: bool) -> None:
    if widget.display != display:
        widget.display = display


def _in_order(connection: Connection) -> list[Buffer]:
    buffers = connection.session.buffers
    return [
        buffers.server,
        *buffers.of_kind(BufferKind.CHANNEL),
        *buffers.of_kind(BufferKind.PERSON),
    ]
