"""Acting on the chosen message: reply, react, edit, delete, copy, open."""

import os
import sys
from collections.abc import Mapping
from functools import partial
from itertools import islice

from rich.cells import cell_len, set_cell_size

from tui_chat.client.buffers.line import TALK, Line, LineState
from tui_chat.client.commands import TABLE, Invoked, Mistaken
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import Actions, ChatView
from tui_chat.client.screens.chat.log.log_navigation import LogReading
from tui_chat.client.visitor_permissions import EVERYTHING, Abilities
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.input.input_mode import InputMode
from tui_chat.client.widgets.log.message_log import MessageLog
from tui_chat.client.widgets.log.url_detection import address_of, find_links

_QUOTED = 40
_LOOKED_AT = 100
"""The latest lines that are searched for an own message."""
_RULE = 6
"""Cells of the rule that a title leaves free."""


class MessageActions:
    """The actions on the message that is chosen in the log."""

    def __init__(
        self,
        view: ChatView,
        log: MessageLog,
        composer: Composer,
        reading: LogReading,
        abilities: Abilities = EVERYTHING,
    ) -> None:
        self._view = view
        self._log = log
        self._composer = composer
        self._reading = reading
        self._abilities = abilities

    @property
    def actions(self) -> Actions:
        """The actions of this part."""
        return {
            "message_before": lambda: self._reading.step(-1),
            "message_after": lambda: self._reading.step(1),
            "answer": self.answer,
            "react": self.react,
            "change": self.change,
            "erase": self.erase,
            "copy_message": self.copy,
            "open_link": self.open_link,
            "open_line": self.open_line,
        }

    def _message(self) -> Line | None:
        """The chosen message; None, and the person is told, if the line is not a message."""
        line = self._log.chosen
        if line is None or line.kind not in TALK or line.deleted:
            self._reading.refuse(_("That is not a message."))
            return None
        return line

    def answer(self) -> None:
        """Write a reply to the chosen message."""
        line = self._message()
        if line is None:
            return
        buffer = self._view.buffer

        def reply(text: str) -> bool:
            if not text.strip():
                return False
            meant = TABLE.parse(text)
            if isinstance(meant, Mistaken):
                self._view.say(meant.text)
                return False
            if isinstance(meant, Invoked):  # a command is no reply: it runs, as without the mode
                self._composer.drop_mode()
                self._composer.send()
                return True
            self._view.session.say(buffer, meant.text, self._view.now(), answers=line)
            self._reading.show_latest()
            self._view.repaint_soon()
            return True

        title = _("Replying to {nick}: {text} · Esc to cancel")
        self._reading.back_to_writing()
        room = (
            self._log.screen.size.width - _RULE - cell_len(title.format(nick=line.sender, text=""))
        )
        title = title.format(nick=line.sender, text=_begin(line, min(_QUOTED, room)))
        dropped = partial(self._view.say, _("Reply cancelled."))
        self._composer.begin(InputMode(title, reply, dropped=dropped, is_message=True))

    def change(self) -> None:
        """Edit an own message."""
        line = self._message()
        if line is None:
            return
        if not line.own:
            self._reading.refuse(_("You can edit only your own messages."))
            return
        self._begin_change(line)

    def change_latest(self) -> bool:
        """Edit our own newest message here. Gives whether there is one that can be edited."""
        lines = islice(reversed(self._view.buffer.lines), _LOOKED_AT)
        own = (each for each in lines if each.own and each.kind in TALK and not each.deleted)
        line = next(own, None)
        if line is None or not self._view.session.can_edit(line):
            return False
        self._begin_change(line)
        return True

    def _begin_change(self, line: Line) -> None:
        buffer = self._view.buffer

        def change(text: str) -> bool:
            if text.strip() and text != line.text:
                self._view.session.edit(buffer, line, text, self._view.now())
                self._view.repaint_soon()
            return True

        self._reading.back_to_writing()
        title = _("Editing · Esc to cancel")
        dropped = partial(self._view.say, _("Cancelled: the message stays as it was."))
        mode = InputMode(title, change, line.text, dropped=dropped, is_message=True)
        self._composer.begin(mode)

    def erase(self) -> None:
        """Delete the chosen message when the key is pressed twice."""
        line = self._message()
        if line is None:
            return
        if self._reading.asked_about != line.id:
            self._reading.asked_about = line.id
            self._view.say(_("Delete this message for everybody? Press d again to delete."))
            return
        self._reading.asked_about = None
        self._view.session.delete(self._view.buffer, line, self._view.now())
        self._view.say("")

    def react(self) -> None:
        """React to the chosen message."""
        self._reading.asked_about = None
        line = self._message()
        if line is None:
            return
        from tui_chat.client.screens.theme_and_emoji_pickers import emoji_picker  # noqa: PLC0415 - not at the start

        buffer = self._view.buffer

        def react(emoji: str | None) -> None:
            if emoji:
                self._view.session.react(buffer, line, emoji, self._view.now())
                self._view.repaint_soon()

        self._log.app.push_screen(emoji_picker(line.sender, _begin(line)), react)

    def copy(self) -> None:
        """Copy the text of the chosen line."""
        self._reading.asked_about = None
        line = self._log.chosen
        if line is not None:
            self._log.app.copy_to_clipboard(line.text)
            self._view.say(_("copied"))

    def open_link(self) -> None:
        """Open a link in the chosen message, or copy it if there is no browser."""
        self._reading.asked_about = None
        line = self._log.chosen
        text = line.text if line is not None else ""
        links = [*dict.fromkeys(address_of(text, link) for link in find_links(text))]
        if not links:
            self._view.say(_("There is no link in this message."))
        elif len(links) == 1:
            self._open(links[0])
        else:
            from tui_chat.client.screens.picker import Choice, Picker  # noqa: PLC0415 - rarely

            choices = [Choice(each, each, number=str(at)) for at, each in enumerate(links, start=1)]
            picker = Picker(_("Open which link?"), choices, empty=_("No matches."))
            self._log.app.push_screen(picker, self._open)

    def _open(self, address: str | None) -> None:
        if address is None:
            return
        if self._abilities.own_machine and has_browser():
            import webbrowser  # noqa: PLC0415 - it takes 5 ms, and few ever need it

            self._log.run_worker(
                lambda: webbrowser.open(address), thread=True, group="web", exit_on_error=False
            )
            self._view.say(_("opened {address}").format(address=address))
        else:
            self._log.app.copy_to_clipboard(address)
            self._view.say(_("no browser here: copied {address}").format(address=address))

    def open_line(self) -> None:
        """Send a failed message again; unfold or fold joins and parts; else reply."""
        line = self._log.chosen
        if line is None:
            return
        if self._reading.asked_about == line.id:  # it is no answer, and must not begin a reply
            return
        if line.state in {LineState.FAILED, LineState.DOUBTFUL}:
            self._view.session.retry(self._view.buffer, line.id, self._view.now())
            self._reading.leave_log()
        elif not self._log.unfold_chosen() and line.kind in TALK:
            self.answer()


def _begin(line: Line, room: int = _QUOTED) -> str:
    text = " ".join(line.text.split())
    return text if cell_len(text) <= room else f"{set_cell_size(text, max(0, room - 1))}…"


def has_browser(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a browser with a window of its own, not one in this terminal."""
    if "SSH_CONNECTION" in environment:
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    return any(name in environment for name in ("DISPLAY", "WAYLAND_DISPLAY"))
