"""What a session knows, and the few things that every handler does with it."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from tui_chat.client.buffers.buffers import Buffer, BufferKind, Buffers, Mark
from tui_chat.client.buffers.scrollback import Line, LineKind, Movement
from tui_chat.client.events import BufferClosed, BufferOpened, Event, Refused, ServerSaid
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.allowance import Allowance
from tui_chat.client.session.model.batch import Batch
from tui_chat.client.session.model.features import Features
from tui_chat.client.session.model.history_requests import HistoryRequests
from tui_chat.client.session.model.incoming import Incoming
from tui_chat.client.session.model.login import Login
from tui_chat.client.session.model.pending_replies import PendingReplies
from tui_chat.client.session.model.phase import Phase, following
from tui_chat.client.session.model.profile import Profile
from tui_chat.client.session.model.rules import Levels, Rules
from tui_chat.client.session.model.sanitizing import clean, is_name
from tui_chat.client.session.model.secrets import Secret, may_be_said
from tui_chat.client.session.model.sts_policy import StsPolicy
from tui_chat.client.session.model.typing_state import TypingState
from tui_chat.client.session.model.unconfirmed import Unconfirmed, Unsent
from tui_chat.client.session.model.wanted_nick import WantedNick
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.sanitize import sanitize
from tui_chat.wire.tags import NO_TAGS

ANSWERS_AT_ONCE: Final = 3
_MOST_MENTIONS: Final = 300
SECONDS_PER_ANSWER: Final = 10.0
"""To programs that ask what we are: a stranger must not make us send as much as they like."""


def _nobody_listens() -> None:
    """Until a link does."""


def _nothing_to_do(_buffer: Buffer) -> None:
    """Until a session says what."""


class Mention(msgspec.Struct, frozen=True):
    """A line of a channel that called us; its id may have changed, its msgid has not."""

    buffer: Buffer
    line: Line


class FirstChannel:
    """How far we are on the way into a first channel, over all connections of a run."""

    __slots__ = ("first_waiting", "was_reached")

    def __init__(self) -> None:
        self.was_reached = False
        """Whether any channel has let us in."""
        self.first_waiting: int | None = None
        """The id of the first line of the server's page that waits for a channel."""


class ReadPositions:
    """Times are seconds of Unix time."""

    __slots__ = ("positions", "seen", "told")

    def __init__(self) -> None:
        self.positions: dict[Folded, float] = {}
        """Of places that are not open; kept by the shell from one run to the next."""
        self.seen = 0.0
        """The last message of all when we were here last: who wrote first since then is news."""
        self.told: dict[Buffer, tuple[float, float]] = {}
        """Up to where the server knows a place as read, and when that was told last."""


class State:
    """One connection to a server, and what outlives it: the buffers and the channels to be in.

    `nick` is the name we have or ask for now, `wanted_nick` the one to have; `foreground` the
    buffer of this session that the person looks at, where answers without another place go.
    `outgoing` and `events` fill until whoever drives the session takes them.
    """

    def __init__(self, profile: Profile, server_name: str, entropy: Callable[[int], bytes]) -> None:
        self.profile = profile
        self.entropy = entropy
        self.nick = sanitize(profile.nick)
        self.wanted_nick = WantedNick(self.nick)
        self.buffers = Buffers(server_name)
        self.foreground: Buffer = self.buffers.server
        self.outgoing: list[Message] = []
        self.events: list[Event] = []
        self.on_change: Callable[[], None] = _nobody_listens
        """Called when the person's doing, not the server's, has filled `outgoing` or `events`."""
        self.wanted: dict[Folded, tuple[str, str]] = {}
        """Channels to be in after (re)connecting: name and key ("" for none)."""
        self.away = ""
        """Our own away message, "" while here; told again after reconnecting."""
        self.known_nick = ""
        """The nickname under which we were in last."""
        self.was_registered = False
        """Whether the server took us in at least once."""
        self.hopeless = False
        """Whether trying again would be refused again (password, ban)."""
        self.address = ""
        """Our own user@host as others see it, "" until known."""
        self.features = Features()
        self.casemapping = self.features.casemapping
        """What the keys of everything here are folded by."""
        self.rules = Rules()
        self.levels = Levels()
        self.unconfirmed = Unconfirmed()
        self.kept: list[Unsent] = []
        """Own messages of the last run, for places that are not open yet."""
        self.first_channel = FirstChannel()
        self.on_open: Callable[[Buffer], None] = _nothing_to_do
        """Called with each new place, to ask the server what it knows of it."""
        self.multiline: tuple[int, int] | None = None
        """Most bytes and lines of a message of several lines; None where there are none."""
        self.now = 0.0
        """The last time that was told to the session."""
        self.pings_sent = 0
        """How many PINGs were sent."""
        self.mentions: deque[Mention] = deque(maxlen=_MOST_MENTIONS)
        """What called us in channels, the latest last."""
        self.read_positions = ReadPositions()
        self.secured = False
        """Whether the connection is encrypted."""
        self.port = 0
        """The port that we are connected to, 0 if the shell does not tell."""
        self.sts: StsPolicy | None = None
        self._labels = 0
        self.ctcp_allowance = Allowance(ANSWERS_AT_ONCE, SECONDS_PER_ANSWER)
        self.start_over()

    def start_over(self) -> None:
        """Forget what belongs to one connection."""
        self.wanted_nick.start_over()
        self._phase = Phase.OFFLINE
        self.trusted = False
        """Whether the connection may be shown a password: encrypted, or nobody is on the way."""
        self.may_send_us_on = False
        """Whether the server may still send us to where it is encrypted (IRCv3 sts)."""
        self.offered: dict[str, str] = {}
        self.capabilities: set[str] = set()
        self.pending = PendingReplies()
        self.batches: dict[str, Batch] = {}
        self.collected = 0
        """The size of what batches that are being told hold."""
        self.requests = 0
        """CAP REQs that were not answered yet."""
        self.login: Login | None = None
        self.login_failed = False
        """Whether a log-in was refused: what proves us again costs us time, and changes nothing."""
        self.account = ""
        """The account that the server knows us by, "" for none."""
        self.history = HistoryRequests()
        self.returning: dict[Buffer, str] = {}
        """Places that are told in these words that we are back, once they are caught up."""
        self.typing = TypingState()
        self.farewell = ""
        """The server's last words, from ERROR."""
        self.dismissed = False
        """Whether there was an ERROR: the server closes the connection."""
        self.ping: tuple[str, float] | None = None
        """The token of a PING without answer, and when it went."""

    # How far the connection has come

    @property
    def phase(self) -> Phase:
        """The phase of this connection."""
        return self._phase

    def enter(self, phase: Phase) -> None:
        """Go on to that phase. Raises PhaseError where it cannot follow the present one."""
        self._phase = following(self._phase, phase)

    @property
    def connected(self) -> bool:
        """Whether there is a connection."""
        return self._phase is not Phase.OFFLINE

    @property
    def registered(self) -> bool:
        """Whether the server has let us in on this connection."""
        return self._phase >= Phase.REGISTERED

    @property
    def welcomed(self) -> bool:
        """Whether its welcome is complete."""
        return self._phase >= Phase.WELCOMED

    # Out

    def send(self, command: str, *params: str, tags: Mapping[str, str] = NO_TAGS) -> None:
        """Queue a message. Whatever the parameters hold, the line is one that parses and fits.

        Where it cannot fit, the person is told.
        """
        fit = clean(Message(command, params, None, tags), self.features.line_length)
        if fit is None:
            self.refuse(_("That is too long for one message."), self.now)
        else:
            self.outgoing.append(fit)

    def send_if_registered(self, command: str, *params: str) -> None:
        """Send a command that a server only takes once it has let us in."""
        if self.registered:
            self.send(command, *params)

    def tell(self, event: Event) -> None:
        """Queue an event."""
        self.events.append(event)

    def next_label(self) -> str:
        """A label that no other message of this session has (IRCv3 labeled-response)."""
        self._labels += 1
        return str(self._labels)

    def offers(self, *capabilities: str) -> bool:
        """Whether all of these capabilities are in force."""
        return self.capabilities.issuperset(capabilities)

    def may_say(self, secret: Secret) -> bool:
        """Whether the secret may be said over this connection, as it now is."""
        return may_be_said(
            secret,
            secured=self.secured,
            trusted=self.trusted,
            may_send_us_on=self.may_send_us_on,
        )

    def may_tag(self, name: str) -> bool:
        """Whether the server passes on client tags of that name, given without its "+"."""
        return "message-tags" in self.capabilities and not self.features.denies_tag(name)

    # Names

    def fold(self, name: str) -> Folded:
        """The name as a key."""
        return self.casemapping.fold(name)

    def is_me(self, nick: str) -> bool:
        """Whether the nickname is ours."""
        return self.fold(nick) == self.fold(self.nick)

    def is_channel(self, name: str) -> bool:
        """Whether the name is a channel's."""
        return self.features.is_channel(name)

    # Places

    def buffer(self, name: str) -> Buffer | None:
        """The buffer of that name."""
        return self.buffers.get(self.fold(name)) if name else None

    def channel(self, name: str) -> Buffer | None:
        """The buffer of a channel that we are in."""
        buffer = self.buffer(name)
        return buffer if buffer and buffer.joined and buffer.kind is BufferKind.CHANNEL else None

    def open(self, name: str, *, asked: bool) -> Buffer:
        """The buffer of that name, opened if need be.

        The server's when there are too many, or for what cannot be written to.
        """
        key = self.fold(name)
        buffer = self.buffers.get(key)
        if buffer is None:
            if not is_name(name):
                return self.buffers.server
            kind = BufferKind.CHANNEL if self.is_channel(name) else BufferKind.PERSON
            buffer = self.buffers.open(name, kind, key)
            if buffer is None:
                return self.buffers.server
            buffer.joined = self.registered and kind is BufferKind.PERSON
            self.tell(BufferOpened(buffer, asked))
            self.on_open(buffer)
        return buffer

    def forget(self, buffer: Buffer) -> None:
        """The place is to be closed: keep nothing of it but up to where it was read."""
        if buffer.read_at:
            self.read_positions.positions[buffer.key] = buffer.read_at
        self.history.catching_up.pop(buffer, None)
        self.returning.pop(buffer, None)
        self.typing.forget(buffer)
        self.read_positions.told.pop(buffer, None)

    @property
    def here(self) -> Buffer:
        """Where the person looks, as long as it exists."""
        return self.foreground if self.foreground in self.buffers else self.buffers.server

    def is_wanted(self, buffer: Buffer) -> bool:
        """Whether it is a channel to be in that may still let us in on this connection."""
        return buffer.key in self.wanted and buffer.key not in self.pending.refused

    def take_away(self, buffer: Buffer) -> None:
        """The place is closed, and leaves the screen."""
        self.forget(buffer)
        self.buffers.close(buffer)
        self.tell(BufferClosed(buffer))

    def moved(self, key: Folded, buffer: Buffer) -> None:
        """The place was called by that key: what is kept under it is kept under the new one."""
        if key != buffer.key and (level := self.rules.levels.pop(key, None)) is not None:
            self.rules.levels[buffer.key] = level

    def refold(self) -> None:
        """Look names up under the server's casemapping, which it has just told."""
        if self.features.casemapping is self.casemapping:
            return
        self.casemapping = self.features.casemapping
        keys = {buffer: buffer.key for buffer in self.buffers}
        for buffer in self.buffers.refold(self.fold):
            self.forget(buffer)
            self.tell(BufferClosed(buffer))
        for buffer in self.buffers:
            self.moved(keys[buffer], buffer)
        joins = self.pending.joins
        self.pending.joins = {
            self.fold(name): joins[old] for old, (name, _key) in self.wanted.items() if old in joins
        }
        self.wanted = {self.fold(name): (name, key) for name, key in self.wanted.values()}

    # Words

    def say_here(self, text: str, at: float, buffer: Buffer | None = None) -> None:
        """Tell the person something, in `buffer` or where they look."""
        place = buffer or self.here
        place.append(LineKind.INFO, text, at)
        self.tell(ServerSaid(place, text))

    def refuse(self, text: str, at: float, buffer: Buffer | None = None) -> None:
        """Tell the person that something they asked for is not to be had."""
        place = buffer or self.here
        place.append(LineKind.ERROR, text, at)
        self.tell(Refused(place, text))

    def note(
        self,
        buffer: Buffer,
        text: str,
        at: float,
        *,
        sender: str = "",
        movement: Movement = Movement.NONE,
        msgid: str = "",
    ) -> None:
        """Note quietly what happened in a place."""
        buffer.append(LineKind.EVENT, text, at, sender=sender, movement=movement, msgid=msgid)

    def happened(
        self, buffer: Buffer, incoming: Incoming, text: str, movement: Movement = Movement.NONE
    ) -> None:
        """Note quietly what somebody did in a place, which its history may tell too."""
        self.note(
            buffer, text, incoming.at, sender=incoming.nick, movement=movement, msgid=incoming.msgid
        )
        if buffer.kind is BufferKind.CHANNEL:
            self.remember_event(buffer, incoming)

    def remember_event(self, buffer: Buffer, incoming: Incoming) -> None:
        """As `remember`, for what stands in the history of some servers only."""
        if incoming.msgid and "draft/event-playback" in self.capabilities:
            self.remember(buffer, incoming)

    def remember(self, buffer: Buffer, incoming: Incoming) -> None:
        """The server has told of the place up to this message."""
        mark = Mark(incoming.at, incoming.msgid)
        if buffer.oldest is None:
            buffer.oldest = mark
        progress = self.history.catching_up.get(buffer)
        if progress is not None:
            progress.live = mark
        elif buffer.latest is None or mark.at >= buffer.latest.at:
            buffer.latest = mark
