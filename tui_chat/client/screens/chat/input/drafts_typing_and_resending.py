"""Writing: sending, drafts, typing notifications, and the external editor."""

from typing import Final

from textual.timer import Timer

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import LineState
from tui_chat.client.buffers.statusmsg_words import audience_in_words
from tui_chat.client.commands import is_leaving_word
from tui_chat.client.commands.password_detection import holds_secret
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import Actions, ChatView
from tui_chat.client.session import Progress, Session
from tui_chat.client.session.send_and_retry_actions import SOON
from tui_chat.client.visitor_permissions import EVERYTHING, Abilities
from tui_chat.client.widgets.input.composer import Composer
from tui_chat.client.widgets.log.message_log import MessageLog

_LOOKED_AT: Final = 200
"""The latest lines that are searched for failed messages."""
_STOPPED_AGAIN: Final = 1.0
"""Seconds after which it is tried again to tell that the person has stopped typing."""
_TYPING_LASTS: Final = 6.5
"""Seconds without a message after which a person does not count as typing any more."""


class Writing:
    """The text in the input of the open buffer, and whether the person has begun to change it."""

    def __init__(
        self,
        view: ChatView,
        log: MessageLog,
        composer: Composer,
        abilities: Abilities = EVERYTHING,
    ) -> None:
        self._abilities = abilities
        self._view = view
        self._log = log
        self._composer = composer
        self._found: str | None = None
        """The text in the input before the person changed it; None once they did."""
        self._watching: Timer | None = None
        self._sending: Timer | None = None

    @property
    def actions(self) -> Actions:
        """The actions of this part."""
        return {"editor": self.write_in_editor}

    # Drafts

    def go_to(self, buffer: Buffer) -> None:
        """Write in `buffer` from now on, beginning with its draft."""
        self._composer.go_to(buffer, self._view.connection.memory.draft(buffer))
        self._found = self._composer.text

    @property
    def is_untouched(self) -> bool:
        """Whether nothing was written since the open buffer was opened."""
        return self._composer.text == self._found

    def bring(self, text: str) -> None:
        """Put in a text from another buffer; Up brings the draft of this one back."""
        self._composer.clear_input()
        self._composer.fill(text)
        self._found = text

    def changed(self) -> None:
        """The text has changed: keep it as a draft, and tell others that we are typing."""
        if self._composer.is_message and not self.is_untouched:
            self._found = None
            self._tell_typing(self._view.buffer, self._composer.text)
            self.keep_draft()

    def keep_draft(self) -> None:
        """Remember the draft, also for the next run, unless it holds a password or says "exit"."""
        draft = self._composer.draft
        if holds_secret(draft) or is_leaving_word(draft):
            draft = ""
        self._view.connection.memory.keep_draft(self._view.buffer, draft)

    # Sending

    def count_messages(self, text: str) -> int:
        """The number of messages that `text` would take in the open buffer."""
        return self._view.session.messages_in(self._view.buffer, text)

    def doubt(self, text: str) -> str:
        """The question before `text` is sent, "" for none.

        Everybody reads what may be an answer to something that only some could read.
        """
        marks = self._view.session.last_audience(self._view.buffer)
        if not marks or (text.startswith("/") and not text.startswith("//")):
            return ""
        question = _(
            "Everybody here will read this; the last message went {audience}. Enter to send."
        )
        return question.format(audience=audience_in_words(marks))

    def retry(self) -> None:
        """Send the failed messages of this buffer again, in their order."""
        for line in self._view.buffer.lines[-_LOOKED_AT:]:
            if line.state in {LineState.FAILED, LineState.DOUBTFUL}:
                self._view.session.retry(self._view.buffer, line.id, self._view.now())
        self._log.leave()
        self._log.go_to_end()
        self._view.repaint_soon()

    def watch_sending(self) -> None:
        """Something was sent: repaint if the server has not taken it soon."""
        view = self._view
        if self._sending is None and view.session.waiting(view.now() + SOON):
            self._sending = self._log.set_timer(SOON, self._look_whether_sent)

    def _look_whether_sent(self) -> None:
        self._sending = None
        self.watch_sending()
        self._view.repaint_soon()

    # Typing

    def _tell_typing(self, buffer: Buffer, text: str) -> None:
        if buffer.kind is BufferKind.SERVER:
            return
        is_command = text.startswith("/") and text[1:2] != "/"
        session = self._view.session
        if text.strip() and not is_command:
            session.typing(buffer, Progress.ACTIVE, self._view.now())
        else:
            session.typing(buffer, Progress.DONE, self._view.now())
            self._tell_stopped(session)

    def _tell_stopped(self, session: Session) -> None:
        """Tell others that the person has stopped, now or as soon as it may be told."""
        if session.tell_stopped(self._view.now()):
            self._log.set_timer(_STOPPED_AGAIN, lambda: self._tell_stopped(session))

    def watch_typing(self) -> None:
        """Somebody types: repaint when they may have stopped."""
        if self._watching is None:
            self._watching = self._log.set_timer(_TYPING_LASTS, self._look_again)

    def _look_again(self) -> None:
        self._watching = None
        if self._view.session.typists(self._view.buffer, self._view.now()):
            self.watch_typing()
        self._view.repaint_soon()

    # The editor

    async def write_in_editor(self) -> None:
        """Write in the person's own editor."""
        if not self._abilities.own_machine:
            return
        from tui_chat.client.screens.external_editor import EditorError, edited  # noqa: PLC0415 - rarely

        composer, buffer = self._composer, self._view.buffer
        try:
            text = await edited(composer.app, composer.text)
        except EditorError as error:
            self._view.say(str(error))
            return
        if buffer is self._view.buffer:
            composer.fill(text)
        self._view.repaint_soon()


def input_placeholder(buffer: Buffer, session: Session) -> str:
    """The text in the empty input: where messages go, or how to get there."""
    if buffer.kind is BufferKind.SERVER:
        return _("/join #channel to join a channel, /list to see them all")
    if session.is_left(buffer):
        return _("You are not in {name}. /join {name} to return").format(name=buffer.name)
    return _("Message {name}").format(name=buffer.name)
