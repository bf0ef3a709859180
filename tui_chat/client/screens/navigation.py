"""Going from place to place: by keys, by number, and through pickers."""

from typing import TYPE_CHECKING

from tui_chat.client.buffers.buffers import Buffer, BufferKind
from tui_chat.client.events import ChannelsListed, SearchAnswered
from tui_chat.client.language.i18n import _
from tui_chat.client.screens.frame import ChatFrame
from tui_chat.client.textual_compat.textual_caches import forget_closed_screens
from tui_chat.client.widgets.line_panel import LinePanel

if TYPE_CHECKING:
    from tui_chat.client.screens.pickers import Destination

# Pickers are imported when they are first wanted: nobody waits for them at the start.


class Going(ChatFrame):
    """The part of the chat that is about where the person is."""

    def on_screen_resume(self) -> None:
        """Whatever was shown above the chat is closed."""
        forget_closed_screens()

    def _go_by(self, step: int) -> None:
        places = self.places()
        at = places.index(self._here) if self._here in places else 0
        self.show(places[(at + step) % len(places)])

    def action_previous_place(self) -> None:
        """Ctrl+P."""
        self._go_by(-1)

    def action_next_place(self) -> None:
        """Ctrl+N."""
        self._go_by(1)

    def action_next_unread(self) -> None:
        """Go where somebody calls us, else where something is unread."""
        places = [place for place in self.places() if place is not self._here]
        for place in sorted(places, key=lambda each: not each.mentions):
            if place.unread:
                self.show(place)
                return
        self.say(_("Nothing is unread."))

    def action_place_number(self, number: int) -> None:
        """The place of that number, from 1; the servers' own pages are not counted."""
        places = [place for place in self.places() if place.kind is not BufferKind.SERVER]
        if number <= len(places):
            self.show(places[number - 1])

    def on_composer_switch_asked(self) -> None:
        """Ctrl+K, where there is nothing to cut."""
        self.action_switch()

    def action_switch(self) -> None:
        """Everywhere one can go, by a few letters."""
        from tui_chat.client.screens.pickers import switcher  # noqa: PLC0415

        self.app.push_screen(switcher(self.places(), self._connections, self._here), self.travel)

    def action_mentions(self) -> None:
        """What called us, everywhere."""
        from tui_chat.client.screens.pickers import mentions  # noqa: PLC0415

        self.app.push_screen(mentions(self._connections, self.now()), self.travel)

    def action_browse(self) -> None:
        """The channels of this server."""
        self.browse()

    def browse(self, pattern: str = "") -> None:
        """Ask for the channels of this server; `ChannelsListed` brings them."""
        if not self.connection.connected:
            self.say(_("not connected"))
            return
        self.say(_("asking for the channels..."))
        self.session.ask_list(pattern, quietly=True)

    def show_channels(self, event: ChannelsListed) -> None:
        """The server has told its channels: choose one."""
        from tui_chat.client.screens.pickers import channels  # noqa: PLC0415

        self.say("")
        self.app.push_screen(channels(event, self.connection), self.travel)

    def show_found(self, event: SearchAnswered) -> None:
        """A search has ended: choose what to look at."""
        from tui_chat.client.screens.pickers import found  # noqa: PLC0415

        self.app.push_screen(found(event, self.connection, self.now()), self.travel)

    def travel(self, destination: "Destination | None") -> None:
        """Go to what was picked, if anything was."""
        if destination is None:
            return
        session = destination.connection.session
        if destination.place is not None and destination.place in session.buffers:
            self.show(destination.place)
        elif destination.channel:
            joined = session.find(destination.channel)
            if joined is not None and joined.joined:
                self.show(joined)
            else:
                session.join(destination.channel)
        elif destination.nick:
            self.show(session.talk_to(destination.nick))
        if destination.line is not None:
            self._go_to_message(self._here, destination.line.msgid, destination.line.id)

    def _go_to_message(self, place: Buffer, msgid: str, line_id: int) -> None:
        line = place.lines.find(msgid) if msgid else place.lines.by_id(line_id)
        if line is None:
            self.say(_("That was said before what is loaded here."))
            return
        self.choose_line(line.id)

    def on_line_panel_chosen(self, event: LinePanel.Chosen) -> None:
        """A click goes to a place, or begins a conversation with somebody."""
        if event.panel is self._channels and (place := self._channels.place_at(event.row)):
            self.show(place)
        elif event.panel is self._members and (member := self._members.member_at(event.row)):
            self.show(self.session.talk_to(member.nick))
        self._composer.focus()
