"""Finding words in the log of the open buffer, as they are typed.

What is found is counted from the newest: 2/7 is the second of seven.
"""

import asyncio
from typing import Final

from textual.worker import Worker

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import Line
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_view import Actions, ChatView
from tui_chat.client.screens.chat.log_navigation import LogReading
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.input.input_mode import InputMode
from tui_chat.client.widgets.log.message_log import MessageLog
from tui_chat.wire.folding import fold_text

_AT_A_TIME: Final = 2_000
"""Lines searched at a time: a pressed key waits so long."""
_GROUP: Final = "find"
"""Of Textual's workers: a search ends when the next begins."""


class LogSearch:
    """Uses the input for the words of the search."""

    def __init__(
        self, view: ChatView, log: MessageLog, composer: Composer, reading: LogReading
    ) -> None:
        self._view = view
        self._log = log
        self._composer = composer
        self._reading = reading

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
                _("Find: Enter or Up older, Down newer, Esc ends"),
                done=self._find_older,
                text="",
                changed=self._find_typed,
                dropped=self._stop,
                step=self._find_next,
                brief=_("Find: Up older, Down newer, Esc"),
            )
        )

    def _find_typed(self, text: str) -> None:
        self._log.seek(text)
        self._find(text, self._view.buffer.lines.next_id, -1)

    def _find_older(self, _text: str) -> bool:
        self._find_next(-1)
        return False

    def _find_next(self, by: int) -> None:
        chosen = self._log.chosen
        begin = chosen.id if chosen is not None else self._view.buffer.lines.next_id
        self._find(self._composer.text, begin, by)

    def _stop(self) -> None:
        self._log.workers.cancel_group(self._log, _GROUP)
        self._log.seek("")
        self._view.say("")

    def _find(self, text: str, begin: int, by: int) -> Worker[None] | None:
        if not text.strip():
            return None
        finding = self._look_for(self._view.buffer, fold_text(text), begin, by)
        return self._log.run_worker(finding, group=_GROUP, exclusive=True, exit_on_error=False)

    async def _look_for(self, buffer: Buffer, wanted: str, begin: int, by: int) -> None:
        """Choose the next line with the words, even if it is a million lines away."""
        lines = buffer.lines
        line_id = begin + by
        while lines.first_id <= line_id < lines.next_id:
            for _number in range(_AT_A_TIME):
                line = lines.by_id(line_id)
                if line is None:
                    break
                if _holds(line, wanted):
                    await self._show(buffer, line_id, wanted)
                    return
                line_id += by
            await asyncio.sleep(0)
        self._view.say(_("not found") if begin == lines.next_id else _("no more of it"))

    async def _show(self, buffer: Buffer, line_id: int, wanted: str) -> None:
        if buffer is not self._view.buffer:
            return
        self._log.go_to_line(line_id)
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


def _holds(line: Line, wanted: str) -> bool:
    return wanted in fold_text(line.text) or wanted in fold_text(line.sender)
