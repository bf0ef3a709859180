"""What the status line shows: the connection, the answer to the last key, and useful keys."""

from tui_chat.client.screens.chat.chat_screen_interface import ChatView
from tui_chat.client.screens.chat.log.log_navigation import LogReading
from tui_chat.client.screens.chat.status.status_message import StatusMessage
from tui_chat.client.screens.chat.status.status_text import (
    connection_problem,
    facts,
    hints,
    log_hints,
    reactors,
    sending,
    typing,
)
from tui_chat.client.widgets.log.message_log import MessageLog
from tui_chat.client.widgets.status_line import StatusLine


class StatusBar:
    """Keeps the status line of the open buffer up to date; `below` counts new lines out of view."""

    def __init__(
        self,
        view: ChatView,
        line: StatusLine,
        log: MessageLog,
        reading: LogReading,
        message: StatusMessage,
    ) -> None:
        self._view = view
        self._line = line
        self._log = log
        self._reading = reading
        self._message = message
        self.below = 0

    def paint(self) -> None:
        """Show the line; one that shows the same already does nothing."""
        connection = self._view.connection
        known = facts(connection, one_of_many=len(self._view.connections) > 1)
        if self._message.question:
            self._line.show(known, self._message.question, [])
            return
        in_log, chosen = self._reading.in_log, self._log.chosen
        session = connection.session
        now = self._view.now()
        important = connection_problem(connection)
        passing = sending(session.waiting(now))
        passing = passing or typing(session.typists(self._view.buffer, now))
        if in_log:
            important = reactors(chosen, session) or important
        important = self._message.text or important
        folded = self._log.chosen_is_folded
        keys = log_hints(chosen, session, folded) if in_log else hints(self.below)
        self._line.show(
            *(known, important or passing, keys), keys_first=in_log, yields=not important
        )
