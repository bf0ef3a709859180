"""What a session knows, and the few things that every handler does with it."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from tui_chat.client.buffers.buffers import Buffer, BufferKind, Buffers, Mark
from tui_chat.client.buffers.scrollback import LineKind, Movement
from tui_chat.client.events import BufferClosed, BufferOpened, Event, Refused, ServerSaid
from tui_chat.client.language.i18n import _
from tui_chat.client.session.messages.typists import Typing
from tui_chat.client.session.model.allowance import Allowance
from tui_chat.client.session.model.features import Features
from tui_chat.client.session.model.first_room import Entering
from tui_chat.client.session.model.history_requests import History
from tui_chat.client.session.model.outgoing_sanitizing import clean, is_name
from tui_chat.client.session.model.pending_replies import Asked
from tui_chat.client.session.model.profile import Profile
from tui_chat.client.session.model.reading import Reading
from tui_chat.client.session.model.rules import Levels, Rules
from tui_chat.client.session.model.unconfirmed import Outbox
from tui_chat.client.session.model.wanted_nick import WantedNick
from tui_chat.client.session.registration.secrets import Secret, may_be_said
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.sanitize import sanitize
from tui_chat.wire.tags import NO_TAGS

if TYPE_CHECKING:
    from tui_chat.client.session.messages.batches import Batch
    from tui_chat.client.session.messages.mentions import Mention
    from tui_chat.client.session.messages.unsent import Unsent
    from tui_chat.client.session.model.incoming import Heard
    from tui_chat.client.session.registration.sasl import Login
    from tui_chat.client.session.registration.sts import StsPolicy

ANSWERS_AT_ONCE: Final = 3
_MOST_MENTIONS: Final = 300
SECONDS_PER_ANSWER: Final = 10.0
"""To programs that ask what we are: a stranger must not make us send as much as they like."""


def _nobody_listens() -> None:
    """Until a link does."""


def _nothing_to_do(_buffer: Buffer) -> None:
    """Until a session says what."""


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
        self.outbox = Outbox()
        self.kept: list[Unsent] = []
        """Own messages of the last run, for places that are not open yet."""
        self.entering = Entering()
        self.on_open: Callable[[Buffer], None] = _nothing_to_do
        """Called with each new place, to ask the server what it knows of it."""
        self.multiline: tuple[int, int] | None = None
        """Most bytes and lines of a message of several lines; None where there are none."""
        self.now = 0.0
        """The last time that was told to the session."""
        self.pulses = 0
        """How many PINGs were sent."""
        self.mentions: deque[Mention] = deque(maxlen=_MOST_MENTIONS)
        """What called us in channels, the latest last."""
        self.reading = Reading()
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
        self.connected = False
        self.registered = False
        self.welcomed = False
        self.introduced = False
        self.trusted = False
        """Whether the connection may be shown a password: encrypted, or nobody is on the way."""
        self.may_send_us_on = False
        """Whether the server may still send us to where it is encrypted (IRCv3 sts)."""
        self.holds_back = False
        """Whether our password waits until the server had its chance to send us elsewhere."""
        self.rooms_told = False
        """Whether the server has answered for the first time after it took us in."""
        self.offered: dict[str, str] = {}
        self.capabilities: set[str] = set()
        self.asked = Asked()
        self.batches: dict[str, Batch] = {}
        self.collected = 0
        """The size of what batches that are being told hold."""
        self.requests = 0
        """CAP REQs that were not answered yet."""
        self.login: Login | None = None
        self.login_failed = False
        self.unknown: set[str] = set()
        """Ways to log in that the server does not know."""
        """Whether a log-in was refused: what proves us again costs us time, and changes nothing."""
        self.account = ""
        """The account that the server knows us by, "" for none."""
        self.history = History()
        self.returning: dict[Buffer, str] = {}
        """Places that are told in these words that we are back, once they are caught up."""
        self.typing = Typing()
        self.farewell = ""
        """The server's last words, from ERROR."""
        self.dismissed = False
        """Whether there was an ERROR: the server closes the connection."""
        self.ping: tuple[str, float] | None = None
        """The token of a PING without answer, and when it went."""

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
            self.reading.positions[buffer.key] = buffer.read_at
        self.history.missed.pop(buffer, None)
        self.returning.pop(buffer, None)
        self.typing.forget(buffer)
        self.reading.told.pop(buffer, None)

    @property
    def here(self) -> Buffer:
        """Where the person looks, as long as it exists."""
        return self.foreground if self.foreground in self.buffers else self.buffers.server

    def is_wanted(self, buffer: Buffer) -> bool:
        """Whether it is a channel to be in that may still let us in on this connection."""
        return buffer.key in self.wanted and buffer.key not in self.asked.refused

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
        joins = self.asked.joins
        self.asked.joins = {
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
        self, buffer: Buffer, heard: "Heard", text: str, movement: Movement = Movement.NONE
    ) -> None:
        """Note quietly what somebody did in a place, which its history may tell too."""
        self.note(buffer, text, heard.at, sender=heard.nick, movement=movement, msgid=heard.msgid)
        if buffer.kind is BufferKind.CHANNEL:
            self.remember_event(buffer, heard)

    def remember_event(self, buffer: Buffer, heard: "Heard") -> None:
        """As `remember`, for what stands in the history of some servers only."""
        if heard.msgid and "draft/event-playback" in self.capabilities:
            self.remember(buffer, heard)

    def remember(self, buffer: Buffer, heard: "Heard") -> None:
        """The server has told of the place up to this message."""
        mark = Mark(heard.at, heard.msgid)
        if buffer.oldest is None:
            buffer.oldest = mark
        missed = self.history.missed.get(buffer)
        if missed is not None:
            missed.live = mark
        elif buffer.latest is None or mark.at >= buffer.latest.at:
            buffer.latest = mark
