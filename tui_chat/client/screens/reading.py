"""Moving in the log: by pages, to what is unread, to mentions, and to words."""

import asyncio
from itertools import islice

from textual import events
from textual.worker import Worker

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.buffers.scrollback import Line
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.frame import ChatFrame
from tui_chat.client.widgets.input.input_mode import Errand
from tui_chat.wire.folding import fold_text

_AT_A_TIME = 2_000
"""Lines that are looked through before a key that was pressed meanwhile has its turn."""


class Reading(ChatFrame):
    """The part of the chat that is about what was said."""

    # Pages

    def action_page_up(self) -> None:
        """Earlier messages; with nothing written, the keys are for them from now on."""
        moved = self._log_view.page_up()
        if not self._composer.text:
            self.action_enter_log()
        if moved:
            self._log_view.choose_in_view(first=True)

    def action_page_down(self) -> None:
        """Later messages; at the end, writing goes on."""
        self._log_view.page_down()
        if self._log_view.at_end:
            self.action_leave_log()
        else:
            self._log_view.choose_in_view(first=False)

    def action_log_start(self) -> None:
        """The oldest message."""
        self._log_view.go_to_start()
        self._log_view.choose_in_view(first=True)

    def action_log_end(self) -> None:
        """The latest message; nothing stays selected."""
        self.clear_selection()
        self.action_leave_log()

    def on_log_window_beginning_neared(self) -> None:
        """Have older messages told, if there are any."""
        if self.session.older(self._here):
            self._pacer.ask()

    # Choosing a message

    @property
    def in_log(self) -> bool:
        """Whether the keys are for the messages of the log."""
        return self.focused is self._log_view

    def action_enter_log(self) -> None:
        """The keys are for the messages from now on."""
        if not self.in_log and self._log_view.enter():
            self._composer.drop_errand()
            self._log_view.can_focus = True
            self.set_focus(self._log_view, scroll_visible=False)
            self._pacer.ask()

    def action_leave_log(self) -> None:
        """Back to writing, at the end of the log."""
        self.back_to_writing()
        self._log_view.go_to_end()

    def back_to_writing(self) -> None:
        """The keys are for the input again; the log stays where it is."""
        self._log_view.leave()
        self._log_view.can_focus = False
        self.set_focus(self._composer)
        self._word = ""
        self._pacer.ask()

    def _write_on(self, event: events.Key | events.Paste) -> None:
        """What means nothing in the log is the beginning of a message."""
        if self.in_log:
            self.action_leave_log()
        again: events.Event = (
            events.Paste(event.text)
            if isinstance(event, events.Paste)
            else (events.Key(event.key, event.character))
        )
        self._composer._forward_event(again)  # noqa: SLF001 - as the application hands events on

    def action_step(self, by: int) -> None:
        """The message before (-1) or after (1)."""
        self._word = ""
        self._log_view.step(by)
        self._pacer.ask()

    def choose_line(self, line_id: int) -> None:
        """Bring a message of the open place into view and choose it."""
        if self._log_view.go_to_line(line_id):
            self.action_enter_log()

    # Unread and mentions

    def action_first_unread(self) -> None:
        """To the line that says "new"."""
        new_from = self._log_view.new_from
        if new_from is None:
            self.say(_("Nothing is new here."))
        else:
            self.choose_line(new_from)

    def action_mention_before(self) -> None:
        """To the mention before the chosen message, or before the end."""
        self._go_to_mention(-1)

    def action_mention_after(self) -> None:
        """To the mention after the chosen message."""
        self._go_to_mention(1)

    def _go_to_mention(self, by: int) -> None:
        lines, chosen = self._here.lines, self._log_view.chosen
        at = chosen.id if chosen is not None else lines.next_id
        index = at - lines.first_id
        rest = islice(reversed(lines), len(lines) - index, None) if by < 0 else lines[index + 1 :]
        line = next((line for line in islice(rest, 100 * _AT_A_TIME) if line.mention), None)
        if line is None:
            before, after = _("No mention before this."), _("No mention after this.")
            self.say(before if by < 0 else after)
        else:
            self.choose_line(line.id)

    # Finding

    def action_find(self) -> None:
        """Find words in this log as they are typed."""
        if self.in_log:
            self.back_to_writing()
        title = _("Find: Enter or Up older, Down newer, Esc ends")
        self._composer.begin(
            Errand(
                title,
                done=self._find_older,
                text="",
                changed=self._find_typed,
                dropped=self._stop_finding,
                step=self._find_next,
                brief=_("Find: Up older, Down newer, Esc"),
            )
        )

    def _find_typed(self, text: str) -> None:
        self._log_view.seek(text)
        self._find(text, self._here.lines.next_id, -1)

    def _find_older(self, _text: str) -> bool:
        self._find_next(-1)
        return False

    def _find_next(self, by: int) -> None:
        chosen = self._log_view.chosen
        begin = chosen.id if chosen is not None else self._here.lines.next_id
        self._find(self._composer.text, begin, by)

    def _stop_finding(self) -> None:
        self._log_view.seek("")
        chosen = self._log_view.chosen
        if chosen is not None and not self._log_view.at_end:
            self.call_later(self.action_enter_log)
        self._word = ""
        self._pacer.ask()

    def _find(self, text: str, begin: int, by: int) -> Worker[None] | None:
        if not text.strip():
            return None
        finding = self._look_for(self._here, fold_text(text), begin, by)
        return self.run_worker(finding, group="find", exclusive=True, exit_on_error=False)

    async def _look_for(self, place: Buffer, wanted: str, begin: int, by: int) -> None:
        """Choose the next line that holds the words, a million lines away too."""
        lines = place.lines
        line_id = begin + by
        while lines.first_id <= line_id < lines.next_id:
            for _number in range(_AT_A_TIME):
                line = lines.by_id(line_id)
                if line is None:
                    break
                if _holds(line, wanted):
                    self._show_found(place, line_id)
                    return
                line_id += by
            await asyncio.sleep(0)
        self.say(_("not found") if begin == lines.next_id else _("no more of it"))

    def _show_found(self, place: Buffer, line_id: int) -> None:
        if place is self._here:
            self._word = ""
            self._log_view.go_to_line(line_id)
            self._pacer.ask()


def _holds(line: Line, wanted: str) -> bool:
    return wanted in fold_text(line.text) or wanted in fold_text(line.sender)
