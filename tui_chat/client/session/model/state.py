"""The state of a session, and the basic operations on it that all handlers share."""

from collections import deque
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from tui_chat.client.buffers.buffer import Buffer, BufferKind, Mark
from tui_chat.client.buffers.buffers_of_one_server import Buffers
from tui_chat.client.buffers.line import Line, LineKind, Movement
from tui_chat.client.events import BufferClosed, BufferOpened, Changed, Event, Network, Refused
from tui_chat.client.language.i18n import _
from tui_chat.client.session.model.history_requests import HistoryRequests, ReadPositions
from tui_chat.client.session.model.ignore_and_highlight_rules import Levels, Rules
from tui_chat.client.session.model.incoming import Batch, Incoming
from tui_chat.client.session.model.login_profile import Profile
from tui_chat.client.session.model.message_authors import Authors
from tui_chat.client.session.model.pending_replies import PendingReplies
from tui_chat.client.session.model.phase import FirstChannel, Phase, following
from tui_chat.client.session.model.sanitizing import clean, is_name
from tui_chat.client.session.model.sasl_exchange_state import Login
from tui_chat.client.session.model.server_features import Features
from tui_chat.client.session.model.sts_policy_and_cleartext_passwords import (
    StsPolicy,
    may_say_passwords,
)
from tui_chat.client.session.model.token_bucket import TokenBucket
from tui_chat.client.session.model.typing_state import TypingState
from tui_chat.client.session.model.unconfirmed import Unconfirmed, Unsent
from tui_chat.client.session.model.user_metadata import Description
from tui_chat.client.session.model.wanted_nick import WantedNick
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.tags import NO_TAGS
from tui_chat.wire.text.sanitize import sanitize

_MOST_MENTIONS: Final = 300
_MOST_REFOLDS: Final = 3
ANSWERS_AT_ONCE: Final = 3
SECONDS_PER_ANSWER: Final = 10.0
"""The limits on our answers to CTCP requests: strangers must not decide how much we send."""


def _nobody_listens() -> None:
    """The default: nobody is told."""


def _nothing_to_do(_buffer: Buffer) -> None:
    """The default: a new buffer needs nothing else."""


class Mention(msgspec.Struct, frozen=True):
    """A line of a channel that mentions us. Its id may have changed since, its msgid has not."""

    buffer: Buffer
    line: Line


class BouncerKnowledge:
    """The networks that the bouncer has, and the one that this session is for."""

    __slots__ = ("followed", "listed", "was_told_of_none")

    def __init__(self) -> None:
        self.listed: dict[str, Network] | None = None
        """The networks by their ids; None until the bouncer has told them on this connection."""
        self.followed: Network | None = None
        """What was last said of the network that this session is for."""
        self.was_told_of_none = False
        """Whether the person has been told that the bouncer has no networks."""


class State:
    """The state of one connection to a server, and the state that is kept between connections.

    `start_over` lists the attributes that belong to one connection. `nick` is our present
    nickname or the one that we ask for; `wanted_nick` is the one that the person wants.
    `foreground` is the buffer that the person looks at: a reply that belongs to no other buffer
    is shown there. The shell takes the messages in `outgoing` and the events in `events`.
    """

    has_log = False
    """Whether the shell keeps a log of this server, for what the server does not keep."""

    invitation: list[str] | None = None
    """What was said so far of an invitation that we have asked for; None if we have not."""

    profile_before: Profile | None = None
    """The profile to return to if the server refuses the password that is being tried."""

    refuses_reconnect = False
    """Whether the server would refuse the next connection too (password, ban)."""

    icon_told = ""
    """The address of the network's picture that the person has been told."""

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
        """Called after each action of the person; then the shell takes the messages and events."""
        self.wanted: dict[Folded, tuple[str, str]] = {}
        """The channels to join after each connection: name and key ("" for none)."""
        self.away = ""
        """Our away message, "" if we are not away; it is sent again after reconnecting."""
        self.known_nick = ""
        """Our last nickname on a connection on which the server let us in."""
        self.was_registered = False
        """Whether the server has ever let us in."""
        self.address = ""
        """Our user@host as others see it, "" until we know it."""
        self.features = Features()
        self.casemapping = self.features.casemapping
        """The casemapping of all keys in this state."""
        self.rules = Rules()
        self.levels = Levels()
        self.unconfirmed = Unconfirmed()
        self.authors = Authors()
        self.bouncer = BouncerKnowledge()
        self.kept: list[Unsent] = []
        """Unconfirmed messages of the last run for buffers that are not open yet."""
        self.first_channel = FirstChannel()
        self.on_open: Callable[[Buffer], None] = _nothing_to_do
        """Called with each new buffer, to ask the server for its history and so on."""
        self.multiline: tuple[int, int] | None = None
        """The limits in bytes and lines of a multiline message; None if the server takes none."""
        self.now = 0.0
        """The time of the last message or action."""
        self.pings_sent = 0
        """The number of PINGs that we sent; the number of the last one."""
        self.mentions: deque[Mention] = deque(maxlen=_MOST_MENTIONS)
        """The lines of channels that mention us, the latest last."""
        self.read_positions = ReadPositions()
        self.secured = False
        """Whether the connection is encrypted."""
        self.port = 0
        """The server's port, 0 if the shell does not say."""
        self.sts: StsPolicy | None = None
        self._labels = 0
        self.ctcp_allowance = TokenBucket(ANSWERS_AT_ONCE, SECONDS_PER_ANSWER)
        self.start_over()

    def start_over(self) -> None:
        """Reset the attributes that belong to one connection."""
        self.wanted_nick.start_over()
        self._phase = Phase.OFFLINE
        self.trusted = False
        """Whether passwords may be sent: it is encrypted, or nobody can listen to it."""
        self.may_send_us_on = False
        """Whether the server may still redirect us to TLS (IRCv3 sts)."""
        self.offered: dict[str, str] = {}
        self.capabilities: set[str] = set()
        self.pending = PendingReplies()
        self.descriptions: dict[Folded, Description] = {}
        """What people say of themselves, by nickname."""
        self.batches: dict[str, Batch] = {}
        self.collected = 0
        """The size in characters of all messages in open batches."""
        self.asked_for: dict[Folded, int] = {}
        """The nicknames to which kept messages are to go, while we ask who has them (USERHOST).

        With each, the number of the PING whose answer comes later than the one to that.
        """
        self.told_of: set[Folded] = set()
        """The people in conversations of whom the server has told on this connection."""
        self.refolds = 0
        """How often the server has announced another casemapping."""
        self.requests = 0
        """The number of CAP REQs without an answer."""
        self.login: Login | None = None
        self.login_failed = False
        """Whether the server refused a log-in: then we do not try again on this connection."""
        self.unknown_mechanisms: set[str] = set()
        """SASL mechanisms that the server does not know."""
        self.account = ""
        """The account that we are logged in to, "" for none."""
        self.is_server_operator = False
        """Whether we have the user mode o."""
        self.bouncer.listed = None
        self.history = HistoryRequests()
        self.returning: dict[Buffer, str] = {}
        """Buffers that are catching up, and the text to show in each when it has caught up."""
        self.typing = TypingState()
        self.farewell = ""
        """Why the server closes the connection, as a sentence; "" if it has not said."""
        self.dismissed = False
        """Whether the server has sent ERROR: it is about to close the connection."""
        self.cut_off = False
        """Whether the server says that it cannot reach the others of its network."""
        self.ping: tuple[str, float] | None = None
        """The token of a PING that is not answered, and the time when we sent it."""

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
        """Queue a message, made safe: its line always parses and is never too long.

        If it cannot be made short enough, it is not sent and the person is told.
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
        """Queue an event for the shell."""
        self.events.append(event)

    def take_events(self) -> list[Event]:
        """The events; they are not kept here any more."""
        events, self.events = self.events, []
        return events

    def take_outgoing(self) -> list[Message]:
        """The messages to be sent; they are not kept here any more."""
        messages, self.outgoing = self.outgoing, []
        return messages

    def next_label(self) -> str:
        """A label that this session has never used before (IRCv3 labeled-response)."""
        self._labels += 1
        return str(self._labels)

    def offers(self, *capabilities: str) -> bool:
        """Whether all of these capabilities are enabled."""
        return self.capabilities.issuperset(capabilities)

    @property
    def may_say_passwords(self) -> bool:
        """Whether passwords may be sent over this connection, as it is now."""
        return may_say_passwords(
            secured=self.secured,
            trusted=self.trusted,
            may_send_us_on=self.may_send_us_on,
        )

    def may_tag(self, name: str) -> bool:
        """Whether the server relays client tags of that name, given without its "+"."""
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
        """The buffer of that name, which is opened if it does not exist.

        It is the server's buffer if there are too many, or if the name cannot be written to.
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
        """Forget a buffer that is about to be closed, except up to where it was read."""
        if buffer.read_at:
            self.read_positions.positions[buffer.key] = buffer.read_at
        self.history.catching_up.pop(buffer, None)
        self.returning.pop(buffer, None)
        self.typing.forget(buffer)
        self.read_positions.told.pop(buffer, None)

    @property
    def here(self) -> Buffer:
        """The buffer that the person looks at, or the server's if that one was closed."""
        return self.foreground if self.foreground in self.buffers else self.buffers.server

    @property
    def awaits_login(self) -> bool:
        """Whether there is an account that the server does not know us by yet."""
        return not self.account and bool(self.profile.account or self.profile.certificate)

    @property
    def joined_channels(self) -> int:
        """The number of channels that we have joined."""
        return sum(buffer.joined and buffer.kind is BufferKind.CHANNEL for buffer in self.buffers)

    def is_wanted(self, buffer: Buffer) -> bool:
        """Whether it is a channel that we want to join and that has not refused us."""
        return buffer.key in self.wanted and buffer.key not in self.pending.refused

    def is_joining_by_itself(self, name: str) -> bool:
        """Whether we are joining that channel although the person has not just asked for it.

        It was configured, or we return to it: its refusal stays, to be read later. A refusal of
        anything else answers what the person has just done.
        """
        key = self.fold(name)
        buffer = self.buffers.get(key)
        is_joined = buffer is not None and buffer.joined
        return key in self.wanted and key not in self.pending.joins and not is_joined

    def take_away(self, buffer: Buffer) -> None:
        """Close a buffer, and remove it from the screen."""
        self.forget(buffer)
        self.buffers.close(buffer)
        self.tell(BufferClosed(buffer))

    def moved(self, key: Folded, buffer: Buffer) -> None:
        """Keep the notification level of a buffer whose key has changed from `key`."""
        if key != buffer.key and (level := self.rules.levels.pop(key, None)) is not None:
            self.rules.levels[buffer.key] = level

    def refold(self) -> None:
        """Fold all keys again, by the casemapping that the server has just announced.

        A server has one; what it says after a few changes is passed over.
        """
        if self.features.casemapping is self.casemapping or self.refolds >= _MOST_REFOLDS:
            return
        self.refolds += 1
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
        """Show the person a text in `buffer`, or in the buffer that they look at."""
        place = buffer or self.here
        place.append(LineKind.INFO, text, at)
        self.tell(Changed())

    def refuse(
        self,
        text: str,
        at: float,
        buffer: Buffer | None = None,
        *,
        keep: bool = False,
        nick: str = "",
    ) -> None:
        """Tell the person why their request failed; it is about `buffer` or where they look.

        `nick` is the nickname that is refused, if the request was for one.

        With `keep`, and during the server's welcome, it becomes a line there: the person has not
        just asked for it, and may see it later.
        """
        place = buffer or self.here
        kept = keep or (self.connected and not self.welcomed)
        if kept:
            place.append(LineKind.ERROR, text, at)
        self.tell(Refused(place, text, kept, nick))

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
        """Add a line about an event to a buffer. It does not count as unread."""
        buffer.append(LineKind.EVENT, text, at, sender=sender, movement=movement, msgid=msgid)

    def happened(
        self, buffer: Buffer, incoming: Incoming, text: str, movement: Movement = Movement.NONE
    ) -> None:
        """As `note`, for an event that the server's history may contain too."""
        self.note(
            buffer, text, incoming.at, sender=incoming.nick, movement=movement, msgid=incoming.msgid
        )
        if buffer.kind is BufferKind.CHANNEL:
            self.remember_event(buffer, incoming)

    def remember_event(self, buffer: Buffer, incoming: Incoming) -> None:
        """As `remember`, for events, which only some servers put into the history."""
        if incoming.msgid and "draft/event-playback" in self.capabilities:
            self.remember(buffer, incoming)

    def remember(self, buffer: Buffer, incoming: Incoming) -> None:
        """Note that the buffer has all messages up to this one."""
        mark = Mark(incoming.at, incoming.msgid)
        if buffer.oldest is None:
            buffer.oldest = mark
        progress = self.history.catching_up.get(buffer)
        if progress is not None:
            progress.live = mark
        elif buffer.latest is None or mark.at >= buffer.latest.at:
            buffer.latest = mark
