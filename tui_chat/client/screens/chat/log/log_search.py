"""Finding words in the log of the open buffer, as they are typed.

What is found is counted from the newest: 2/7 is the second of seven. Enter and Up go on into
older messages, which are loaded for that.
"""

import asyncio
from typing import Final

from textual.worker import Worker

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import Line
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import Actions, ChatView
from tui_chat.client.screens.chat.log.log_navigation import LogReading
from tui_chat.client.screens.chat.log.older_messages import OlderMessages
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.input.input_mode import InputMode
from tui_chat.client.widgets.log.message_log import MessageLog
from tui_chat.wire.text.search_folding import fold_text

_AT_A_TIME: Final = 2_000
"""Lines searched at a time: a pressed key waits so long."""
_GROUP: Final = "find"
"""Of Textual's workers: a search ends when the next begins."""


class LogSearch:
    """Uses the input for the words of the search."""

    def __init__(
        self,
        view: ChatView,
        log: MessageLog,
        composer: Composer,
        reading: LogReading,
        older: OlderMessages,
    ) -> None:
        self._view = view
        self._log = log
        self._composer = composer
        self._reading = reading
        self._older = older

    @property
    def actions(self) -> Actions:
        """The actions of this part."""
        return {"find": self.begin}

    def begin(self) -> None:
        """Find words in this log as they are typed."""
        if self._reading.in_log:
            self._reading.back_to_writing()
        self._composer.begin(
            InputMode(
                _("Find: Enter/↑ older · ↓ newer · Esc close"),
                done=self._find_older,
                text="",
                changed=self._find_typed,
                dropped=self._stop,
                step=self._find_next,
                brief=_("Find: ↑ older · ↓ newer"),
            )
        )

    def _find_typed(self, text: str) -> None:
        self._log.seek(text)
        self._find(text, self._view.buffer.lines.next_id, -1, loading=False)

    def _find_older(self, _text: str) -> bool:
        self._find_next(-1)
        return False

    def _find_next(self, by: int) -> None:
        chosen = self._log.chosen
        begin = chosen.id if chosen is not None else self._view.buffer.lines.next_id
        self._find(self._composer.text, begin, by, loading=by < 0)

    def _stop(self) -> None:
        self._log.workers.cancel_group(self._log, _GROUP)
        self._log.seek("")
        self._view.say("")

    def _find(self, text: str, begin: int, by: int, *, loading: bool) -> Worker[None] | None:
        if not text.strip():
            return None
        finding = self._look_for(self._view.buffer, fold_text(text), begin, by, loading=loading)
        return self._log.run_worker(finding, group=_GROUP, exclusive=True, exit_on_error=False)

    async def _look_for(
        self, buffer: Buffer, wanted: str, begin: int, by: int, *, loading: bool
    ) -> None:
        """Choose the next line with the words, even if it is a million lines away.

        With `loading`, older messages are loaded as long as the words are in none.
        """
        lines, loaded = buffer.lines, len(buffer.lines)
        line_id = begin + by
        while True:
            found = await _next_holding(buffer, wanted, line_id, by)
            if found is not None:
                await self._show(buffer, found, wanted)
                return
            line_id = max(line_id, lines.next_id) if by > 0 else min(line_id, lines.first_id - 1)
            if not loading or not await self._older.next_page(buffer):
                break
            text = _("Searching older messages: {count} so far. Esc stops.")
            self._view.say(text.format(count=f"{len(lines) - loaded:,}"))
        if buffer is self._view.buffer:
            self._view.say(self._end(buffer, anew=begin == lines.next_id, loading=loading))

    def _end(self, buffer: Buffer, *, anew: bool, loading: bool) -> str:
        """Why the search ends."""
        if anew and not loading and self._older.may_load(buffer):
            return _("No matches here. Enter searches older messages.")
        ended = _("No matches.") if anew else _("No more matches.")
        return f"{ended} {self._older.why_no_more(buffer)}".rstrip() if loading else ended

    async def _show(self, buffer: Buffer, line_id: int, wanted: str) -> None:
        if buffer is not self._view.buffer:
            return
        self._log.go_to_found(line_id)
        self._view.say("")
        lines, newer, total = buffer.lines, 0, 0
        for first in range(lines.first_id, lines.next_id, _AT_A_TIME):
            for number in range(first, min(first + _AT_A_TIME, lines.next_id)):
                line = lines.by_id(number)
                if line is not None and _holds(line, wanted):
                    total += 1
                    newer += number > line_id
            await asyncio.sleep(0)
        if buffer is self._view.buffer:
            self._view.say(f"{newer + 1}/{total}")


async def _next_holding(buffer: Buffer, wanted: str, line_id: int, by: int) -> int | None:
    """The id of the first line with the words from `line_id` on, None if there is none."""
    lines = buffer.lines
    while lines.first_id <= line_id < lines.next_id:
        for _number in range(_AT_A_TIME):
            line = lines.by_id(line_id)
            if line is None:
                break
            if _holds(line, wanted):
                return line_id
            line_id += by
        await asyncio.sleep(0)
    return None


def _holds(line: Line, wanted: str) -> bool:
    return wanted in fold_text(line.text) or wanted in fold_text(line.sender)
