"""Opening other buffers: by keys, by number, and through pickers."""

from typing import TYPE_CHECKING, Final

from textual.app import App

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.connected_server import Connection
from tui_chat.client.events import ChannelsListed, SearchAnswered
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat.chat_screen_interface import Actions, ChatView
from tui_chat.client.screens.chat.log.log_navigation import LogReading
from tui_chat.client.screens.chat.log.older_messages import OlderMessages

if TYPE_CHECKING:
    from tui_chat.client.screens.buffer_and_message_pickers import Destination
    from tui_chat.client.screens.search_results import SearchResults

_MOST_VISITED: Final = 100

# Pickers are imported when they are first used: the start must not wait for them.


class Navigation:
    """Moves the chat to another buffer, and to messages in it."""

    def __init__(self, view: ChatView, reading: LogReading, older: OlderMessages) -> None:
        self._view = view
        self._reading = reading
        self._older = older
        self._visited: list[Buffer] = []
        """The buffers that were open before, the latest last, each once."""
        self._goal: Destination | None = None
        """A message in a channel that is about to be joined."""
        self._results: SearchResults | None = None
        """The results of a search that are shown."""

    def went(self, buffer: Buffer) -> None:
        """Another buffer was opened."""
        self._visited = [each for each in self._visited if each is not buffer][-_MOST_VISITED:]
        self._visited.append(buffer)
        goal, self._goal = self._goal, None
        if goal is not None and goal.line is not None and self._is_of(goal, buffer):
            self._older.go_to(goal.line)

    @staticmethod
    def _is_of(goal: "Destination", buffer: Buffer) -> bool:
        return goal.connection.session.find(goal.channel) is buffer

    @property
    def before(self) -> Buffer | None:
        """The channel or conversation that was open before, if it still exists."""
        buffers = {p for p in self._view.buffers() if p.kind is not BufferKind.SERVER}
        buffers.discard(self._view.buffer)
        return next((buffer for buffer in reversed(self._visited) if buffer in buffers), None)

    @property
    def actions(self) -> Actions:
        """The actions of this part."""
        return {
            "previous_place": lambda: self._go_by(-1),
            "next_place": lambda: self._go_by(1),
            "next_unread": self.next_unread,
            "last_place": self._go_back,
            "mark_all_read": self.mark_all_read,
            "place_number": self.place_number,
            "switch": self.switch,
            "mentions": self.mentions,
            "browse": self.browse,
        }

    def _go_by(self, step: int) -> None:
        buffers, here = self._view.buffers(), self._view.buffer
        at = buffers.index(here) if here in buffers else 0
        self._view.show(buffers[(at + step) % len(buffers)])

    def _go_back(self) -> None:
        """Alt+/: go back to the buffer before."""
        before = self.before
        if before is None:
            self._view.say(_("There is no previous channel yet."))
        else:
            self._view.show(before)

    def next_unread(self) -> None:
        """Open a buffer with a mention, else one with unread messages."""
        buffers = [buffer for buffer in self._view.buffers() if buffer is not self._view.buffer]
        for buffer in sorted(buffers, key=lambda each: not each.mentions):
            if buffer.unread:
                self._view.show(buffer)
                return
        self._view.say(_("No unread messages."))

    def mark_all_read(self) -> None:
        """Mark every buffer of every server as read."""
        marked = False
        for connection in self._view.connections:
            marked |= connection.session.mark_all_read(self._view.now())
        self._view.say(_("Everything marked as read.") if marked else _("No unread messages."))

    def place_number(self, number: int) -> None:
        """Open the buffer of that number, from 1; the servers' own buffers are not counted."""
        buffers = [
            buffer for buffer in self._view.buffers() if buffer.kind is not BufferKind.SERVER
        ]
        if number <= len(buffers):
            self._view.show(buffers[number - 1])

    @property
    def _app(self) -> App[object]:
        return self._reading.app

    def switch(self) -> None:
        """Show the switcher: every buffer, by a few letters."""
        from tui_chat.client.screens.buffer_and_message_pickers import switcher  # noqa: PLC0415

        view = self._view
        picker = switcher(view.buffers(), view.connections, view.buffer, before=self.before)
        self._app.push_screen(picker, self.travel)

    def mentions(self) -> None:
        """Show the mentions in all buffers."""
        from tui_chat.client.screens.buffer_and_message_pickers import mentions  # noqa: PLC0415

        self._app.push_screen(mentions(self._view.connections, self._view.now()), self.travel)

    def browse(self, pattern: str = "") -> None:
        """Request the list of this server's channels: `ChannelsListed` brings it."""
        if not self._view.connection.connected:
            self._view.say(_("not connected"))
            return
        self._view.say(_("loading channels…"))
        self._view.session.ask_list(pattern, quietly=True)

    def show_channels(self, event: ChannelsListed) -> None:
        """Show the list of channels, to choose one."""
        from tui_chat.client.screens.buffer_and_message_pickers import channels  # noqa: PLC0415

        self._view.say("")
        self._app.push_screen(channels(event, self._view.connection), self.travel)

    def show_found(self, connection: Connection, event: SearchAnswered) -> None:
        """Show the results of a search, to choose one or to change the query."""
        from tui_chat.client.screens.search_results import SearchResults  # noqa: PLC0415

        if self._results is not None:
            self._results.show(event)
            return
        if event.failed:
            return  # the server has said why
        session = connection.session
        self._results = SearchResults(event, connection, self._view.now, session.search)
        self._app.push_screen(self._results, self._travel_to_result)

    def _travel_to_result(self, destination: "Destination | None") -> None:
        self._results = None
        self.travel(destination)

    def travel(self, destination: "Destination | None") -> None:
        """Open the choice, if there is one."""
        if destination is None:
            return
        session = destination.connection.session
        if destination.buffer is not None and destination.buffer in session.buffers:
            self._view.show(destination.buffer)
        elif destination.channel:
            joined = session.find(destination.channel)
            if joined is None or not joined.joined:
                self._goal = destination
                session.join(destination.channel)
                return
            self._view.show(joined)
        elif destination.nick:
            self._view.show(session.talk_to(destination.nick))
        if destination.line is not None:
            self._older.go_to(destination.line)
