"""What happened on a connection, in the past tense: told by session and link, shown by the rest.

The session has already written lines, members and topics into the buffers when it tells an
event; an event says what else the screen may want to do about it. Every text in an event is
sanitised and in the person's language.
"""

import enum

import msgspec

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.buffers.scrollback import Line
from tui_chat.client.security import Security


class Event(msgspec.Struct, frozen=True):
    """Something that happened."""


# The connection


class ConnectionStarted(Event, frozen=True):
    """A connection is being made; `attempt` counts from 1 since the last that held."""

    host: str
    port: int
    attempt: int


class Connected(Event, frozen=True):
    """The line stands; who we are is not settled yet. `secured` is encrypted.

    `security` says how we know who is there, with the words for it.
    """

    secured: bool
    security: Security = Security()


class CertificateRefused(Event, frozen=True):
    """The server is not the one it was, so nothing was said to it; `reason` is a sentence.

    If the person accepts its `fingerprint` ("" where that is no way on):
    `Link.accept_certificate`, and connect again.
    """

    reason: str
    fingerprint: str


class Disconnected(Event, frozen=True):
    """There is no connection. `retry_in` is in seconds, None where nothing more is tried.

    `reason` is a sentence. `told` is False for a failure to come back after a loss that was
    already told: the person need not hear of each. `asked` is True when the person left.
    """

    reason: str
    retry_in: float | None
    told: bool
    asked: bool = False


class LagMeasured(Event, frozen=True):
    """How long the server took to answer, in seconds."""

    seconds: float


class EncryptionDemanded(Event, frozen=True):
    """The server wants to be spoken to encrypted only, on `port`: nothing more is said here.

    IRCv3 sts. Whoever connects does so there, and never in the clear again until
    `Session.sts` expires.
    """

    port: int


# Getting in


class Registered(Event, frozen=True):
    """The server took us in as `nick`. `again` is after a lost connection."""

    nick: str
    network: str
    again: bool


class NickRefused(Event, frozen=True):
    """The server does not give us `nick`; answer with `Session.change_nick`.

    Only while getting in: afterwards a refused nickname is a `Refused`.
    """

    nick: str
    reason: str
    proposal: str


class PasswordRefused(Event, frozen=True):
    """The server's password was wrong or missing: it will close the connection."""

    reason: str


# Places


class BufferOpened(Event, frozen=True):
    """A new place. `asked` is True if the person went there: the screen may follow."""

    buffer: Buffer
    asked: bool


class BufferClosed(Event, frozen=True):
    """A place is gone."""

    buffer: Buffer


class BufferRenamed(Event, frozen=True):
    """A place has another name: a person changed theirs, or the network told its own."""

    buffer: Buffer
    old: str


class Joined(Event, frozen=True):
    """`nick` came to a channel. `asked` as in `BufferOpened`; own joins only."""

    buffer: Buffer
    nick: str
    own: bool
    asked: bool = False


class Parted(Event, frozen=True):
    """`nick` left a channel."""

    buffer: Buffer
    nick: str
    reason: str
    own: bool


class Kicked(Event, frozen=True):
    """`nick` was removed from a channel."""

    buffer: Buffer
    nick: str
    by: str
    reason: str
    own: bool


class Quit(Event, frozen=True):
    """`nick` left the network, or was lost."""

    nick: str
    reason: str
    buffers: tuple[Buffer, ...]


class Invited(Event, frozen=True):
    """`by` asks us into a channel."""

    by: str
    channel: str


class TopicChanged(Event, frozen=True):
    """A channel's topic is known or new; "" for none. `by` is "" where it is not known."""

    buffer: Buffer
    topic: str
    by: str


class ModeChanged(Event, frozen=True):
    """A channel's modes or ranks changed."""

    buffer: Buffer
    by: str


class MembersChanged(Event, frozen=True):
    """The list of who is in a channel is complete, or changed otherwise than by the above."""

    buffer: Buffer


# People


class NickChanged(Event, frozen=True):
    """Somebody has another name."""

    old: str
    new: str
    own: bool
    buffers: tuple[Buffer, ...]


class AwayChanged(Event, frozen=True):
    """Somebody went away or is back."""

    nick: str
    away: bool
    own: bool


class PresenceChanged(Event, frozen=True):
    """Somebody we talk with came online or went."""

    nick: str
    online: bool


# Accounts


class LoggedIn(Event, frozen=True):
    """The server knows us by this account now; "" for none any more."""

    account: str


class LoginFailed(Event, frozen=True):
    """The server does not let us into the account; `reason` is a sentence."""

    reason: str


class VerificationAsked(Event, frozen=True):
    """The account is made once a code is given that came another way: `Session.verify`."""

    account: str
    text: str


# Words


class MessageReceived(Event, frozen=True):
    """A message, notice or action of a person, own ones included, stands in a buffer.

    `rings` says that it is for the person's ears, as far as this place may make a sound.
    """

    buffer: Buffer
    line: Line
    rings: bool = False


class LineChanged(Event, frozen=True):
    """A line that was told before is different now.

    An own message was sent, or failed; somebody reacted, edited or deleted.
    """

    buffer: Buffer
    line: Line


class Reacted(Event, frozen=True):
    """Somebody put a sign under a message; `line` is as it was before."""

    buffer: Buffer
    line: Line
    nick: str
    sign: str
    at: float


class HistoryReceived(Event, frozen=True):
    """What was said before has been told: `added` lines stand in the buffer, none of which rings.

    `older` ones stand before all others; else they are what was missed, and `buffer.read_up_to`
    is where what is new begins. Whatever was asked for is answered: see `buffer.past`.
    """

    buffer: Buffer
    added: int
    older: bool


class ReadMoved(Event, frozen=True):
    """The person has read further in another client of theirs: the counts are new."""

    buffer: Buffer


class TextReturned(Event, frozen=True):
    """Something the person said has no room to be said in: it is theirs again, in `buffer`."""

    buffer: Buffer
    text: str


class TypingChanged(Event, frozen=True):
    """Somebody began to type, or stopped: see `Session.typists`."""

    buffer: Buffer


class Found(msgspec.Struct, frozen=True):
    """A message that a search found. `place` is the name of its channel or person."""

    place: str
    line: Line


class SearchAnswered(Event, frozen=True):
    """What a search found, oldest first. `everywhere` is False if only loaded lines were seen."""

    text: str
    found: tuple[Found, ...]
    everywhere: bool


class ServerSaid(Event, frozen=True):
    """Words of the server or about the connection; they stand in `buffer`."""

    buffer: Buffer
    text: str


class Refused(Event, frozen=True):
    """Something the person asked for was refused; the words stand in `buffer` too."""

    buffer: Buffer
    text: str


class Listing(msgspec.Struct, frozen=True):
    """One channel of a server's list."""

    name: str
    members: int
    topic: str


class ChannelsListed(Event, frozen=True):
    """The answer to a request for the list of channels; `cut` if there were too many to keep."""

    channels: tuple[Listing, ...]
    cut: bool


class LinkState(enum.Enum):
    """Where a connection stands, for a status line."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    REGISTERING = "registering"
    ONLINE = "online"
