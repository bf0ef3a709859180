"""Moving in the log: by pages, by messages, to unread messages, and to mentions."""

from itertools import islice
from typing import Final

from textual import events
from textual.app import App

from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import Actions, ChatView
from tui_chat.client.screens.chat.log.older_messages import OlderMessages
from tui_chat.client.textual_compat.key_dispatch import forward
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.log.message_log import MessageLog

_LOOKED_THROUGH: Final = 200_000
"""The most messages that are searched for a mention."""
_OF_WRITING: Final = frozenset({"enter", "tab", "backspace"})
"""Keys of writing, besides the printable ones."""
_STEPS: Final = frozenset({"j", "k"})


class LogReading:
    """Scrolls the log, and lets the person choose messages; then the log has the keys.

    Typing goes to the input wherever the log is scrolled to. Only after Ctrl+S are letters for
    the messages.
    """

    def __init__(
        self, view: ChatView, log: MessageLog, composer: Composer, older: OlderMessages
    ) -> None:
        self._view = view
        self._log = log
        self._composer = composer
        self._older = older
        self._refusal = ""
        """Why the last action on a message was refused; "" once the person does something else."""
        self._writes_in_vain = False
        """Whether they write, as if the refused action had begun."""
        self.asked_about: int | None = None
        """The id of the message that is deleted when its key is pressed again."""

    @property
    def actions(self) -> Actions:
        """The actions of this part."""
        return {
            "page_up": self.page_up,
            "page_down": self.page_down,
            "log_start": self.go_to_start,
            "log_end": self.go_to_end,
            "enter_log": self.enter_log,
            "leave_log": self.go_to_end,
            "first_unread": self.first_unread,
            "mention_before": lambda: self._go_to_mention(-1),
            "mention_after": lambda: self._go_to_mention(1),
        }

    @property
    def app(self) -> App[object]:
        """The application that shows the log."""
        return self._log.app

    # Pages

    def page_up(self) -> None:
        """Earlier messages."""
        self._before_scrolling()
        if self._log.page_up() and self.in_log:
            self._log.choose_in_view(first=True)

    def page_down(self) -> None:
        """Later messages; at the end, writing goes on."""
        self._before_scrolling()
        self._log.page_down()
        if self._log.at_end:
            self.leave_log()
        elif self.in_log:
            self._log.choose_in_view(first=False)

    def go_to_start(self) -> None:
        """Go to the very first message, and load all messages that are not loaded yet."""
        self._before_scrolling()
        self._log.go_to_start()
        if self.in_log:
            self._log.choose_in_view(first=True)
        self._older.load_all()

    def _before_scrolling(self) -> None:
        """Deselect a message that was found but not acted on: it must not hold the log."""
        if not self.in_log:
            self._log.leave()

    def go_to_end(self) -> None:
        """The latest message; nothing stays selected. While older ones are loading: stop that."""
        if self._older.stop():
            return
        self._log.screen.clear_selection()
        self.leave_log()

    # Whose the keys are

    @property
    def in_log(self) -> bool:
        """Whether the keys are for the messages of the log."""
        return self._log.is_attached and self._log.screen.focused is self._log

    def enter_log(self) -> None:
        """Give the keys to the log."""
        if not self.in_log and self._log.enter():
            self._composer.drop_mode()
            self._refusal = ""
            self._log.can_focus = True
            self._log.screen.set_focus(self._log, scroll_visible=False)
            self._view.repaint_soon()

    def leave_log(self) -> None:
        """Back to writing, at the end of the log."""
        self.back_to_writing()
        self._log.go_to_end()

    def show_latest(self) -> None:
        """A message was sent: show it, and deselect any other."""
        self._log.leave()
        self._log.go_to_end()

    def back_to_writing(self) -> None:
        """Give the keys back to the input; the log stays where it is."""
        self._refusal, self.asked_about = "", None
        self._log.leave()
        self._log.can_focus = False
        self._log.screen.set_focus(self._composer)
        self._view.say("")

    def refuse(self, why: str) -> None:
        """Say why an action on the chosen message is impossible; text typed next is dropped."""
        self._refusal, self._writes_in_vain = why, False
        self._view.say(why)

    def holds(self, event: events.Key) -> bool:
        """Whether a key in the log belongs to a text for an action that was refused.

        Such a text is dropped: as a message it would go out without being an answer.
        """
        writes = event.is_printable or event.key in _OF_WRITING
        if not self._refusal or not writes or (event.key in _STEPS and not self._writes_in_vain):
            self._refusal = ""
            return False
        self._drop_writing()
        return True

    def _drop_writing(self) -> None:
        self._writes_in_vain = True
        self._view.say(_("{reason} Esc to write").format(reason=self._refusal))

    def write_on(self, event: events.Key | events.Paste) -> None:
        """A key that means nothing in the log begins a message; the log stays where it is."""
        if self.in_log and self._refusal:
            self._drop_writing()
            return
        if self.in_log:
            self.back_to_writing()
        forward(self._composer, event)

    def step(self, by: int) -> None:
        """The message before (-1) or after (1)."""
        self.asked_about = None
        self._log.step(by)
        self._view.say("")

    def choose_line(self, line_id: int) -> None:
        """Bring a message of the open buffer into view and mark it; Ctrl+S acts on it."""
        self._log.go_to_line(line_id)
        self._view.repaint_soon()

    # Unread and mentions

    def first_unread(self) -> None:
        """Go to the "new" line."""
        new_from = self._log.new_from
        if new_from is None:
            self._view.say(_("Nothing new here."))
        else:
            self.choose_line(new_from)

    def _go_to_mention(self, by: int) -> None:
        """To the mention before (-1) or after (1) the chosen message, or before the end."""
        lines, chosen = self._view.buffer.lines, self._log.chosen
        at = chosen.id if chosen is not None else lines.next_id
        index = at - lines.first_id
        rest = islice(reversed(lines), len(lines) - index, None) if by < 0 else lines[index + 1 :]
        line = next((line for line in islice(rest, _LOOKED_THROUGH) if line.mention), None)
        if line is None:
            before, after = _("No mention before this."), _("No mention after this.")
            self._view.say(before if by < 0 else after)
        else:
            self.choose_line(line.id)
