"""The open buffer: where the "new" line stands in it, and whether the person reads it."""

from typing import Final

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import TALK
from tui_chat.client.screens.chat.attachments.pictures import Pictures
from tui_chat.client.screens.chat.chat_screen_interface import ChatView
from tui_chat.client.screens.chat.log.older_messages import OlderMessages
from tui_chat.client.widgets.log.message_log import MessageLog

_LOOKED_AT: Final = 20
"""The latest lines whose pictures are shown when a buffer is opened."""


class OpenBuffer:
    """Shows one buffer at a time in the log, and marks it as read while the person looks."""

    def __init__(
        self,
        view: ChatView,
        buffer: Buffer,
        log: MessageLog,
        older: OlderMessages,
        pictures: Pictures,
    ) -> None:
        self._view = view
        self._log = log
        self._older = older
        self._pictures = pictures
        self.buffer = buffer
        self.is_looked_at = True
        self._knows_focus = False
        """Whether the terminal has ever reported its focus: else nobody may be looking."""
        self._beginning = True

    @property
    def is_surely_seen(self) -> bool:
        """Whether the terminal says that the person looks at it."""
        return self.is_looked_at and self._knows_focus

    def note_focus(self, *, here: bool) -> None:
        """The terminal reports whether the person looks at this window."""
        self.is_looked_at, self._knows_focus = here, True

    def begun(self) -> None:
        """The screen is ready: from now on messages are new where nothing was read before."""
        self._beginning = False

    def leave(self) -> None:
        """The person does not look at the buffer any more: what it shows was read."""
        self._view.session.mark_read(self.buffer, self._view.now(), now=True)
        self.buffer.hide()

    def go_to(self, buffer: Buffer) -> None:
        """Make another buffer the open one; `open` shows it."""
        if buffer is not self.buffer:
            self.leave()
        self.buffer = buffer
        self._older.stop()

    def open(self) -> None:
        """Show the buffer, with the "new" line above the first unread message."""
        buffer = self.buffer
        new_from = buffer.read_up_to + 1 if buffer.unread else None
        if self._beginning and buffer.read_up_to < 0:
            new_from = None  # it only came while the screen was being made ready
        if self.is_looked_at:
            buffer.show()
        self._log.show(buffer, new_from)
        self._older.fill(buffer)
        self.look_for_pictures()

    def look_for_pictures(self) -> None:
        """Show the pictures of the latest lines."""
        buffer = self.buffer
        self._pictures.look_at(self._view.connection_of(buffer), buffer, buffer.lines[-_LOOKED_AT:])

    def mark_new(self) -> None:
        """The missed messages are here: put the "new" line above the first one of somebody else."""
        buffer = self.buffer
        lines = buffer.lines
        begin = max(0, buffer.read_up_to + 1 - lines.first_id)
        for line in lines[begin:]:
            if line.kind in TALK and not line.own:
                self._log.show(buffer, line.id)
                return

    def drop_new(self) -> None:
        """Remove the "new" line: a person who writes has read the rest."""
        if self._log.new_from is not None:
            self._log.show(self.buffer)
