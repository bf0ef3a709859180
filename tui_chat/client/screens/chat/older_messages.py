"""Loading older messages of the open buffer, page after page."""

import asyncio
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, Past
from tui_chat.client.buffers.line import TALK
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_view import ChatView
from tui_chat.client.widgets.log.message_log import MessageLog

_GROUP: Final = "older"
"""Of Textual's workers: loading ends when another begins."""
_MOST_FILLED: Final = 20
"""Pages that are loaded by themselves to fill the screen of a buffer."""


class OlderMessages:
    """Requests older messages and waits for them; `notice_page` says that a page has arrived."""

    def __init__(self, view: ChatView, log: MessageLog) -> None:
        self._view = view
        self._log = log
        self._arrived: asyncio.Event | None = None
        self._filled: dict[Buffer, int] = {}
        self._loading: Buffer | None = None

    # Pages

    def request(self) -> None:
        """Request the next page, if there is one: `HistoryReceived` tells that it is there."""
        if self._view.session.older(self._view.buffer):
            self._view.repaint_soon()

    async def next_page(self, buffer: Buffer) -> bool:
        """Load one more page of the open buffer. False if nothing came and nothing will."""
        first = buffer.lines.first_id
        if buffer is not self._view.buffer:
            return False
        arrived = self._arrived = self._arrived or asyncio.Event()
        if not self._view.session.older(buffer) and buffer.past is not Past.LOADING:
            return False
        self._view.repaint_soon()
        await arrived.wait()
        if buffer is not self._view.buffer:
            return False
        return buffer.lines.first_id < first or buffer.past in {Past.MORE, Past.LOADING}

    def notice_page(self) -> None:
        """A page has arrived, or the connection is lost and none will."""
        arrived, self._arrived = self._arrived, None
        if arrived is not None:
            arrived.set()

    def may_load(self, buffer: Buffer) -> bool:
        """Whether there are older messages that are not loaded."""
        return buffer.past in {Past.MORE, Past.LOADING} and buffer.lines.has_room

    def why_no_more(self, buffer: Buffer) -> str:
        """Why no more can be loaded, as a sentence; "" if the beginning has been reached."""
        if not buffer.lines.has_room:
            return _("There is no room for more messages.")
        if buffer.past is Past.MORE:
            return _("Older messages could not be loaded.")
        return ""

    # A screen full of messages

    def fill(self, buffer: Buffer) -> None:
        """Request more until the screen can be filled with messages, however many came and went.

        After some pages it is left to the person, who may scroll.
        """
        filled = self._filled.get(buffer, 0)
        if buffer.past is not Past.MORE or filled >= _MOST_FILLED:
            return
        missing = self._log.log_size.height
        for line in reversed(buffer.lines):
            missing -= line.kind in TALK
            if missing <= 0:
                return
        if self._view.session.older(buffer):
            self._filled[buffer] = filled + 1
            self._view.repaint_soon()

    def forget(self, buffer: Buffer) -> None:
        """The buffer was closed."""
        self._filled.pop(buffer, None)

    # All of them

    def load_all(self) -> None:
        """Go to the very first message, loading all that is between."""
        loading = self._load_all(self._view.buffer)
        self._log.run_worker(loading, group=_GROUP, exclusive=True, exit_on_error=False)

    async def _load_all(self, buffer: Buffer) -> None:
        self._loading = buffer
        before = len(buffer.lines)
        try:
            while await self.next_page(buffer):
                text = _("Loading older messages: {count} so far. Esc stops.")
                self._view.say(text.format(count=f"{len(buffer.lines) - before:,}"))
            if buffer is self._view.buffer:
                self._log.go_to_start()
                self._view.say(self.why_no_more(buffer) or _("The first message."))
        finally:
            self._loading = None

    def stop(self) -> bool:
        """Stop loading all. Gives whether that was going on."""
        buffer, self._loading = self._loading, None
        if buffer is None:
            return False
        self._log.workers.cancel_group(self._log, _GROUP)
        if buffer is self._view.buffer:
            self._view.say(_("Stopped loading."))
        return True
