"""Loading older messages of the open buffer, page after page."""

import asyncio
from typing import Final

from tui_chat.client.buffers.buffer import Buffer, Past
from tui_chat.client.buffers.line import TALK, Line
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import ChatView
from tui_chat.client.widgets.log.message_log import MessageLog

_GROUP: Final = "older"
"""Of Textual's workers: loading ends when another begins."""
_AT_A_TIME: Final = 2_000
"""Lines looked at in one go: a pressed key waits so long."""
_TOLERANCE: Final = 60.0
"""Seconds by which messages may be out of order."""
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

    # Up to a message

    def go_to(self, line: Line) -> None:
        """Go to a message of the open buffer; the messages up to it are loaded if needed."""
        going = self._go_to(self._view.buffer, line)
        self._log.run_worker(going, group=_GROUP, exclusive=True, exit_on_error=False)

    async def _go_to(self, buffer: Buffer, line: Line) -> None:
        lines, before = buffer.lines, len(buffer.lines)
        searched_from = lines.next_id
        self._loading = buffer
        try:
            while True:
                found = await _place_of(buffer, line, searched_from)
                searched_from = lines.first_id
                if found is not None or not await self.next_page(buffer):
                    break
                text = _("Loading older messages: {count} so far. Esc stops.")
                self._view.say(text.format(count=f"{len(lines) - before:,}"))
                if lines.first_id == searched_from:  # the first page is put behind what is here
                    searched_from = lines.next_id
        finally:
            self._loading = None
        if buffer is not self._view.buffer:
            return
        if found is not None:
            self._view.say("")
            self._log.unfold(found)
            self._log.go_to_line(found)
            self._view.repaint_soon()
        else:
            self._view.say(_("That message is no longer kept."))

    # All of them

    def load_all(self) -> None:
        """Go to the very first message, loading all that is between."""
        loading = self._load_all(self._view.buffer)
        self._log.run_worker(loading, group=_GROUP, exclusive=True, exit_on_error=False)

    async def _load_all(self, buffer: Buffer) -> None:
        before = len(buffer.lines)
        self._loading = buffer
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


async def _place_of(buffer: Buffer, line: Line, end: int) -> int | None:
    """The id of the message among the lines before `end`, None if it is not there.

    Of a message that is not there although older ones are, the next one.
    """
    lines, later = buffer.lines, min(end, buffer.lines.next_id - 1)
    for line_id in range(end - 1, lines.first_id - 1, -1):
        each = lines.by_id(line_id)
        if each is not None and each.kind in TALK:
            if _is_same(each, line):
                return line_id
            if each.at < line.at - _TOLERANCE:
                return later
            if each.at >= line.at:
                later = line_id
        if not line_id % _AT_A_TIME:
            await asyncio.sleep(0)
    return None


def _is_same(one: Line, other: Line) -> bool:
    if other.msgid:
        return one.msgid == other.msgid
    return (one.at, one.sender, one.text) == (other.at, other.sender, other.text)
