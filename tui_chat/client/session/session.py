"""A session with one server: what it says goes in, what a person does goes out. Pure."""

import os
from collections.abc import Callable, Iterable

from tui_chat.client.buffers.buffers import Buffer, BufferKind, Buffers
from tui_chat.client.buffers.scrollback import LineKind
from tui_chat.client.events import Disconnected, Event
from tui_chat.client.language.i18n import _
from tui_chat.client.session.api_channels import Visiting
from tui_chat.client.session.api_identity import Belonging
from tui_chat.client.session.api_messages import Talking
from tui_chat.client.session.channels import (
    bans,
    conversations,
    listing,
    modes,
    names,
    people,
    whois,
)
from tui_chat.client.session.history import catch_up, read_markers, search
from tui_chat.client.session.messages import (
    annotations,
    before_first_channel,
    multiline,
    received,
    sending,
)
from tui_chat.client.session.messages.batches import collect
from tui_chat.client.session.model.features import Features
from tui_chat.client.session.model.incoming import HANDLERS, Heard
from tui_chat.client.session.model.profile import Profile
from tui_chat.client.session.model.state import State
from tui_chat.client.session.registration import (
    accounts,
    negotiation,
    refusals,
    regain_nick,
    server_messages,
)
from tui_chat.client.session.registration.registration import begin, hold_back_no_more, ping
from tui_chat.client.session.registration.sts import StsPolicy
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.message import Message

__all__ = ["Session"]

_SPEAKING = (
    accounts,
    annotations,
    bans,
    listing,
    received,
    modes,
    multiline,
    names,
    negotiation,
    server_messages,
    people,
    refusals,
    regain_nick,
    search,
    whois,
)
"""Modules whose handlers come into the table by being imported."""


class Session(Talking, Visiting, Belonging):
    """One server, over as many connections as it takes.

    Times (`at`) are seconds of Unix time. Everything a person reads stands in `buffers`; the
    events, from `receive` or `take_events`, say what happened. `take_outgoing` gives what is to
    be sent; `on_change` is called when a person's doing has filled either, so that no caller
    needs to remember to flush. `entropy` gives so many random bytes. Whatever the server sends,
    nothing here raises.
    """

    def __init__(
        self,
        profile: Profile,
        server_name: str,
        *,
        entropy: Callable[[int], bytes] = os.urandom,
    ) -> None:
        self._state = State(profile, server_name, entropy)
        self._state.on_open = lambda buffer: conversations.opened(self._state, buffer)
        for name in profile.channels:
            self._state.wanted[self._state.fold(name)] = (name, "")

    # What is known

    @property
    def nick(self) -> str:
        """Our nickname, or the one we ask for."""
        return self._state.nick

    @property
    def wanted_nick(self) -> str:
        """The nickname that the person wants, though another one may be theirs for now."""
        return self._state.wanted_nick.name

    @property
    def registered(self) -> bool:
        """Whether the server has taken us in on this connection."""
        return self._state.registered

    @property
    def was_registered(self) -> bool:
        """Whether it ever has."""
        return self._state.was_registered

    @property
    def hopeless(self) -> bool:
        """Whether connecting again would be refused again."""
        return self._state.hopeless

    @property
    def farewell(self) -> str:
        """Why the server closes this connection, in words, "" if it did not say."""
        return self._state.farewell

    @property
    def dismissed(self) -> bool:
        """Whether the server said that it closes this connection."""
        return self._state.dismissed

    @property
    def away(self) -> str:
        """Our away message, "" while here."""
        return self._state.away

    @property
    def buffers(self) -> Buffers:
        """Every place of this server."""
        return self._state.buffers

    def is_left(self, place: Buffer) -> bool:
        """Whether it is a channel that we are not in, nor on the way into."""
        is_channel = place.kind is BufferKind.CHANNEL
        return is_channel and not place.joined and not self._state.is_wanted(place)

    @property
    def features(self) -> Features:
        """What the server says about itself."""
        return self._state.features

    @property
    def capabilities(self) -> frozenset[str]:
        """The IRCv3 capabilities in force."""
        return frozenset(self._state.capabilities)

    @property
    def sts(self) -> StsPolicy | None:
        """How the server is to be spoken to from now on; to be kept (IRCv3 sts)."""
        return self._state.sts

    @sts.setter
    def sts(self, policy: StsPolicy | None) -> None:
        self._state.sts = policy

    @property
    def patient(self) -> bool:
        """Whether the server may be spoken to as fast as we can.

        Those that keep a history slow a fast client down; older ones close its connection.
        """
        return catch_up.offered(self._state)

    @property
    def foreground(self) -> Buffer:
        """The buffer where the person looks: answers without another place go there."""
        return self._state.here

    @foreground.setter
    def foreground(self, buffer: Buffer) -> None:
        self._state.foreground = buffer

    @property
    def on_change(self) -> Callable[[], None]:
        """Called when a person's doing has filled what `take_outgoing` or `take_events` give."""
        return self._state.on_change

    @on_change.setter
    def on_change(self, callback: Callable[[], None]) -> None:
        self._state.on_change = callback

    # The connection's side

    def connected(self, *, secured: bool = False, trusted: bool = False, port: int = 0) -> None:
        """A connection stands, on this port and encrypted or not: say hello.

        `trusted` is one that may show a password though it is not encrypted: it does not leave
        the machine, or the person wants it so.
        """
        self._state.start_over()
        self._state.nick = self._state.wanted_nick.name or self._state.nick
        self._state.hopeless = False
        self._state.secured, self._state.port = secured, port
        self._state.trusted = secured or trusted
        begin(self._state)

    def wait_no_longer(self) -> None:
        """The server says nothing of what it can do: it is an old one."""
        hold_back_no_more(self._state)

    def receive(self, message: Message, at: float) -> list[Event]:
        """What one message of the server, arrived at `at`, made happen."""
        state = self._state
        state.now = at
        heard = Heard(message, at)
        if collect(state, heard):
            return self.take_events()
        least, handler = HANDLERS.get(message.command, (0, server_messages.unknown))
        if heard.count >= least:
            handler(state, heard)
        return self.take_events()

    def disconnected(
        self, reason: str, at: float, *, retry_in: float | None, asked: bool = False
    ) -> list[Event]:
        """The connection is lost or could not be made, for `reason`, a sentence.

        The places know that nothing can be said there; a loss is told in each once, and why it is
        for good where the person looks.
        """
        state = self._state
        state.now = at
        catch_up.lose(state)
        # Whoever leaves finds what is under way again: `unsent`.
        for_good = retry_in is None and not asked
        sending.lose(state, for_good=for_good)
        if for_good:
            before_first_channel.lose(state)
        state.reading.seen = read_markers.seen(state)
        lost = [buffer for buffer in state.buffers if buffer.joined]
        for buffer in lost:
            buffer.joined = False
            buffer.members = {}
            buffer.touch_members()
            if not asked:
                buffer.append(LineKind.ERROR, reason, at)
        told = bool(lost) or not state.was_registered
        if for_good and not told:  # where one looks: nothing more will happen by itself
            state.here.append(LineKind.ERROR, reason, at)
            told = True
        state.start_over()
        state.outgoing.clear()
        state.tell(Disconnected(reason, retry_in, told=told, asked=asked))
        return self.take_events()

    def not_sent(self, messages: Iterable[Message]) -> None:
        """These were taken by `take_outgoing` and never written: call before `disconnected`."""
        sending.not_sent(self._state, messages)

    def ping(self, at: float, *, patience: float = 0.0) -> bool:
        """Ask for a sign of life, unless that is under way.

        False if the last one was not answered for longer than `patience` seconds.
        """
        state = self._state
        state.now = at
        catch_up.expire(state, at)
        regain_nick.looked(state, at)
        if state.ping is None:
            ping(state, at)
            return True
        return at - state.ping[1] < patience

    @property
    def in_doubt(self) -> bool:
        """Whether something was sent that only the answer to a `ping` confirms."""
        return sending.in_doubt(self._state)

    def take_outgoing(self) -> list[Message]:
        """What is to be sent, which is then no longer kept here."""
        messages = self._state.outgoing
        self._state.outgoing = []
        return messages

    def take_events(self) -> list[Event]:
        """What happened, which is then no longer kept here."""
        events = self._state.events
        self._state.events = []
        return events

    # The person's side

    def send_raw(self, line: str) -> str:
        """Send a line of the protocol as it is. Gives a sentence if it is none, else ""."""
        try:
            message = Message.parse(line.encode(errors="replace"))
        except ProtocolError:
            return _("That is not a line of the protocol.")
        if message.command == "NICK" and message.params:
            self.change_nick(message.params[0])
        else:
            self._send(message.command, *message.params)
        return ""

    def quit(self, message: str = "") -> None:
        """Say goodbye; the server closes the connection."""
        if self._state.connected:
            self._state.send("QUIT", *([message] if message else []))
        self._state.on_change()
