"""Doing something with the chosen message: reply, react, edit, delete, copy, open."""

import os
import sys
from collections.abc import Mapping

from rich.cells import cell_len, set_cell_size

from tui_chat.client.i18n import _
from tui_chat.client.lines import Line, LineKind, LineState
from tui_chat.client.screens.reading import Reading
from tui_chat.client.widgets.errand import Errand
from tui_chat.client.widgets.links import find_links

_TALK = frozenset({LineKind.MESSAGE, LineKind.ACTION, LineKind.NOTICE})
_QUOTED = 40
_RULE = 6
"""Cells of the rule that stay beside what is said in it."""


class Acting(Reading):
    """The part of the chat that is about one message."""

    _sure: int | None = None
    """The id of a message that `d` has asked about."""

    def action_step(self, by: int) -> None:
        """Another message: what was asked about the last one is answered."""
        self._sure = None
        super().action_step(by)

    def _message(self) -> Line | None:
        """The chosen message; says so if what is chosen is none."""
        line = self._log_view.chosen
        if line is None or line.kind not in _TALK or line.deleted:
            self.say(_("This is no message that somebody wrote."))
            return None
        return line

    def action_answer(self) -> None:
        """Write a reply to the chosen message."""
        line = self._message()
        if line is None:
            return
        place = self._here

        def reply(text: str) -> bool:
            if not text.strip():
                return False
            self.session.say(place, text, self.now(), answers=line)
            self._log_view.go_to_end()
            self._pacer.ask()
            return True

        title = _("Replying to {nick}: {text} · Esc drops it")
        self.back_to_writing()
        room = self.size.width - _RULE - cell_len(title.format(nick=line.sender, text=""))
        title = title.format(nick=line.sender, text=_begin(line, min(_QUOTED, room)))
        self._composer.begin(Errand(title, reply, is_message=True))

    def action_change(self) -> None:
        """Change the words of an own message."""
        line = self._message()
        if line is None:
            return
        if not line.own:
            self.say(_("Only your own messages can be changed."))
            return
        place = self._here

        def change(text: str) -> bool:
            if text.strip() and text != line.text:
                self.session.edit(place, line, text, self.now())
                self._pacer.ask()
            return True

        self.back_to_writing()
        title = _("Editing · Esc leaves it as it was")
        self._composer.begin(Errand(title, change, line.text, is_message=True))

    def action_erase(self) -> None:
        """Delete the chosen message, once the key is pressed twice."""
        line = self._message()
        if line is None:
            return
        if self._sure != line.id:
            self._sure = line.id
            self.say(_("Delete this message for everybody? d again deletes it."))
            return
        self._sure = None
        self.session.delete(self._here, line, self.now())
        self.say("")

    def action_react(self) -> None:
        """Put an emoji under the chosen message."""
        line = self._message()
        if line is None:
            return
        from tui_chat.client.screens.reactions import reactions  # noqa: PLC0415 - not at the start

        place = self._here

        def react(emoji: str | None) -> None:
            if emoji:
                self.session.react(place, line, emoji, self.now())
                self._pacer.ask()

        self.app.push_screen(reactions(line.sender, _begin(line)), react)

    def action_copy_message(self) -> None:
        """Put the words of the chosen line into the clipboard."""
        line = self._log_view.chosen
        if line is not None:
            self.app.copy_to_clipboard(line.text)
            self.say(_("copied"))

    def action_open_link(self) -> None:
        """Open the first address of the chosen message, or copy it where there is no browser."""
        line = self._log_view.chosen
        link = next(find_links(line.text), None) if line is not None else None
        if line is None or link is None:
            self.say(_("There is no link in this message."))
            return
        address = line.text[link.start : link.end]
        if has_browser():
            import webbrowser  # noqa: PLC0415 - it takes 5 ms, and few ever need it

            self.run_worker(
                lambda: webbrowser.open(address), thread=True, group="web", exit_on_error=False
            )
            self.say(_("opened {address}").format(address=address))
        else:
            self.app.copy_to_clipboard(address)
            self.say(_("no browser here: copied {address}").format(address=address))

    def action_open_line(self) -> None:
        """Send again what failed; unfold or fold who came and went; else reply."""
        line = self._log_view.chosen
        if line is None:
            return
        if line.state in {LineState.FAILED, LineState.DOUBTFUL}:
            self.session.retry(self._here, line.id, self.now())
            self.action_leave_log()
        elif not self._log_view.unfold_chosen() and line.kind in _TALK:
            self.action_answer()


def _begin(line: Line, room: int = _QUOTED) -> str:
    text = " ".join(line.text.split())
    return text if cell_len(text) <= room else f"{set_cell_size(text, max(0, room - 1))}…"


def has_browser(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether opening a page shows it to the person, and not in the middle of this terminal."""
    if "SSH_CONNECTION" in environment:
        return False
    if sys.platform in {"darwin", "win32"}:
        return True
    return any(name in environment for name in ("DISPLAY", "WAYLAND_DISPLAY"))
