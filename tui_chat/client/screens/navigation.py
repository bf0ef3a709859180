"""Going from buffer to buffer: by keys, by number, and through pickers."""

from typing import TYPE_CHECKING, Final

from textual.app import App

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.events import ChannelsListed, SearchAnswered
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.chat_view import Actions, ChatView
from tui_chat.client.screens.log_reading import LogReading

if TYPE_CHECKING:
    from tui_chat.client.screens.pickers import Destination

_MOST_VISITED: Final = 100

# Pickers are imported when they are first wanted: nobody waits for them at the start.


class Navigation:
    """Moves the chat to another buffer, and to messages in it."""

    def __init__(self, view: ChatView, reading: LogReading) -> None:
        self._view = view
        self._reading = reading
        self._visited: list[Buffer] = []
        """Where the person was, the latest last, each once."""

    def went(self, buffer: Buffer) -> None:
        """Another buffer was opened, by whatever means."""
        self._visited = [each for each in self._visited if each is not buffer][-_MOST_VISITED:]
        self._visited.append(buffer)

    @property
    def before(self) -> Buffer | None:
        """The channel or person where one was before the open buffer, if that is open still."""
        places = {p for p in self._view.places() if p.kind is not BufferKind.SERVER}
        places.discard(self._view.buffer)
        return next((place for place in reversed(self._visited) if place in places), None)

    @property
    def actions(self) -> Actions:
        """What keys do."""
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
        places, here = self._view.places(), self._view.buffer
        at = places.index(here) if here in places else 0
        self._view.show(places[(at + step) % len(places)])

    def _go_back(self) -> None:
        """Alt+/ goes where one was before."""
        before = self.before
        if before is None:
            self._view.say(_("You were nowhere else yet."))
        else:
            self._view.show(before)

    def next_unread(self) -> None:
        """Go where somebody calls us, else where something is unread."""
        places = [place for place in self._view.places() if place is not self._view.buffer]
        for place in sorted(places, key=lambda each: not each.mentions):
            if place.unread:
                self._view.show(place)
                return
        self._view.say(_("No unread messages."))

    def mark_all_read(self) -> None:
        """Nothing is unread any more, on any server."""
        marked = False
        for connection in self._view.connections:
            marked |= connection.session.mark_all_read(self._view.now())
        self._view.say(_("Everything is marked as read.") if marked else _("No unread messages."))

    def place_number(self, number: int) -> None:
        """The buffer of that number, from 1; the servers' own pages are not counted."""
        places = [place for place in self._view.places() if place.kind is not BufferKind.SERVER]
        if number <= len(places):
            self._view.show(places[number - 1])

    @property
    def _app(self) -> App[object]:
        return self._reading.app

    def switch(self) -> None:
        """Everywhere one can go, by a few letters."""
        from tui_chat.client.screens.pickers import switcher  # noqa: PLC0415

        view = self._view
        picker = switcher(view.places(), view.connections, view.buffer, before=self.before)
        self._app.push_screen(picker, self.travel)

    def mentions(self) -> None:
        """What called us, everywhere."""
        from tui_chat.client.screens.pickers import mentions  # noqa: PLC0415

        self._app.push_screen(mentions(self._view.connections, self._view.now()), self.travel)

    def browse(self, pattern: str = "") -> None:
        """Ask for the channels of this server; `ChannelsListed` brings them."""
        if not self._view.connection.connected:
            self._view.say(_("not connected"))
            return
        self._view.say(_("asking for the channels..."))
        self._view.session.ask_list(pattern, quietly=True)

    def show_channels(self, event: ChannelsListed) -> None:
        """The server has told its channels: choose one."""
        from tui_chat.client.screens.pickers import channels  # noqa: PLC0415

        self._view.say("")
        self._app.push_screen(channels(event, self._view.connection), self.travel)

    def show_found(self, event: SearchAnswered) -> None:
        """A search has ended: choose what to look at."""
        from tui_chat.client.screens.pickers import found  # noqa: PLC0415

        picker = found(event, self._view.connection, self._view.now())
        self._app.push_screen(picker, self.travel)

    def travel(self, destination: "Destination | None") -> None:
        """Go to what was picked, if anything was."""
        if destination is None:
            return
        session = destination.connection.session
        if destination.place is not None and destination.place in session.buffers:
            self._view.show(destination.place)
        elif destination.channel:
            joined = session.find(destination.channel)
            if joined is not None and joined.joined:
                self._view.show(joined)
            else:
                session.join(destination.channel)
        elif destination.nick:
            self._view.show(session.talk_to(destination.nick))
        if destination.line is not None:
            self._go_to_message(self._view.buffer, destination.line.msgid, destination.line.id)

    def _go_to_message(self, place: Buffer, msgid: str, line_id: int) -> None:
        line = place.lines.find(msgid) if msgid else place.lines.by_id(line_id)
        if line is None:
            self._view.say(_("That was said before what is loaded here."))
            return
        self._reading.choose_line(line.id)
