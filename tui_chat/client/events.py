"""Events of a connection. The session and the link emit them, and the programs show them.

When the session emits an event it has already changed the buffers: lines, members, topics. The
event says what else a screen may want to do. Every text in an event is sanitised and in the
person's language.
"""

import enum

import msgspec

from tui_chat.client.buffers.buffer import Buffer
from tui_chat.client.buffers.line import Line
from tui_chat.client.connection_security import Security
from tui_chat.client.search_query import SearchQuery


class Event(msgspec.Struct, frozen=True):
    """Something that happened."""


class Changed(Event, frozen=True):
    """Something that people see has changed, and there is no other event for it.

    Such as a topic, a nickname, who is away, or a line that the server has added.
    """


# The connection


class ConnectionStarted(Event, frozen=True):
    """A connection is being made; `attempt` counts from 1 since the last lasting connection."""

    host: str
    port: int
    attempt: int


class Connected(Event, frozen=True):
    """There is a connection, on which we are not registered yet. `secured` means encrypted.

    `security` says how the server's identity was verified.
    """

    secured: bool
    security: Security = Security()


class CertificateRefused(Event, frozen=True):
    """The server's certificate is not trusted, so nothing was sent; `reason` is a sentence.

    If the person accepts its `fingerprint`, call `Link.accept_certificate` and connect again. The
    fingerprint is "" if it cannot be accepted.
    """

    reason: str
    fingerprint: str


class TokenMade(Event, frozen=True):
    """The server made a token for a service outside; "" if it did not, and `reason` says why."""

    token: str
    reason: str = ""


class InvitationMade(Event, frozen=True):
    """The server made an invitation that we asked for: `text` tells for whom, `lines` let them in.

    Each line is a command of ours or the address of a web page.
    """

    text: str
    lines: tuple[str, ...]


class Disconnected(Event, frozen=True):
    """The connection is lost, or could not be made. `reason` is a sentence.

    `retry_in` is in seconds, None if no other attempt follows. `told` is False if an attempt to
    reconnect failed: the person knows of the loss already. `asked` is True if the person left or
    wanted another connection.
    """

    reason: str
    retry_in: float | None
    told: bool
    asked: bool = False


class LagMeasured(Event, frozen=True):
    """How long the server took to answer a ping, in seconds; None if that could not be measured."""

    seconds: float | None


class EncryptionDemanded(Event, frozen=True):
    """The server accepts encrypted connections only, on `port` (IRCv3 sts).

    Nothing more is sent on this connection. The link connects to that port, and never without
    encryption until `Session.sts` expires.
    """

    port: int


# Registration


class Registered(Event, frozen=True):
    """The server has let us in as `nick`; `again` after a lost connection.

    Then each buffer shows `sentence`, once it has what was missed.
    """

    nick: str
    network: str
    again: bool
    sentence: str = ""


class NickRefused(Event, frozen=True):
    """The server refuses us `nick`; answer with `Session.change_nick`.

    Only during registration: afterwards a refused nickname is a `Refused`. `owned` says that it
    belongs to an account: `Session.log_in` first.
    """

    nick: str
    reason: str
    proposal: str
    owned: bool = False


class PasswordRefused(Event, frozen=True):
    """The server's password is wrong or missing: the server will close the connection."""

    reason: str


# The networks of a bouncer


class Network(msgspec.Struct, frozen=True):
    """A network of a bouncer: its `id` there, its `name` for people, and our nickname in it.

    `state` is "connected", "connecting" or "disconnected", as the bouncer calls it; "" is unknown.
    `error` is why the bouncer is not connected, in its words.
    """

    id: str
    name: str
    nick: str = ""
    state: str = ""
    error: str = ""


class NetworksChanged(Event, frozen=True):
    """The server is a bouncer, and has these networks now: see `Profile.network`."""

    networks: tuple[Network, ...]


# Buffers and channels


class BufferOpened(Event, frozen=True):
    """There is a new buffer. `asked` is True if the person asked for it: show it then."""

    buffer: Buffer
    asked: bool


class BufferClosed(Event, frozen=True):
    """A buffer was closed."""

    buffer: Buffer


class BufferRenamed(Event, frozen=True):
    """A buffer has a new name: of a person, a channel or the network."""

    buffer: Buffer
    old: str


class Joined(Event, frozen=True):
    """`nick` joined a channel. `asked` as in `BufferOpened`, for own joins only."""

    buffer: Buffer
    nick: str
    own: bool
    asked: bool = False


class Left(Event, frozen=True):
    """We left a channel, or were removed from it."""

    buffer: Buffer


class ModeChanged(Event, frozen=True):
    """A channel's modes or ranks changed."""

    buffer: Buffer


class MembersChanged(Event, frozen=True):
    """The members of a channel were received or changed, other than by the events above."""

    buffer: Buffer


# Accounts


class LoggedIn(Event, frozen=True):
    """We are logged in to this account; "" if logged out."""

    account: str


class LoginFailed(Event, frozen=True):
    """Logging in to the account failed; `reason` is a sentence."""

    reason: str


# Messages


class MessageReceived(Event, frozen=True):
    """A message, notice or action was added to a buffer, own ones included.

    `audible` says whether it may make a sound, by the notification level of the buffer. `misplaced`
    if it was said to us alone, but is shown in a channel, as notices of services are.
    """

    buffer: Buffer
    line: Line
    audible: bool = False
    misplaced: bool = False


class LineChanged(Event, frozen=True):
    """A line has changed.

    An own message was sent or failed, or a message got a reaction, was edited or deleted.
    """

    buffer: Buffer
    line: Line


class Reacted(Event, frozen=True):
    """Somebody reacted to a message; `line` is as it was before."""

    buffer: Buffer
    line: Line
    nick: str
    sign: str
    at: float


class HistoryReceived(Event, frozen=True):
    """A request for the history was answered: `added` lines were added, and none makes a sound.

    `older` lines were added before all others. Else they are missed ones; the new ones begin
    after `buffer.read_up_to`. See `buffer.past` for what else there is.
    """

    buffer: Buffer
    added: int
    older: bool


class LocalHistoryWanted(Event, frozen=True):
    """Older lines are wanted from our own log: answer with `Session.page_read`.

    They are from before the time `before`, or the latest if that is None.
    """

    buffer: Buffer
    before: float | None


class LocalSearchWanted(Event, frozen=True):
    """Our own log is to be searched: answer with `Session.found_in_log`."""

    text: str
    query: SearchQuery


class MessageRedacted(Event, frozen=True):
    """The message of that msgid was deleted for everybody, whether it is loaded or not."""

    buffer: Buffer
    msgid: str


class TextReturned(Event, frozen=True):
    """A text of the person could not be sent: put it back into the input of `buffer`."""

    buffer: Buffer
    text: str


class TypingChanged(Event, frozen=True):
    """Somebody began or stopped typing: see `Session.typists`."""

    buffer: Buffer


class Found(msgspec.Struct, frozen=True):
    """A search result. `place` is the name of its channel or person."""

    place: str
    line: Line


class SearchAnswered(Event, frozen=True):
    """The results of a search, oldest first. `text` is the query as it was typed.

    `everywhere` is False if only loaded lines were searched. `failed` if the server did not search.
    `cut` if there may be older ones.
    """

    text: str
    found: tuple[Found, ...]
    everywhere: bool
    failed: bool = False
    cut: bool = False


class Refused(Event, frozen=True):
    """A request of the person was refused. `kept` if the text was added to `buffer`.

    Else it is nowhere but here: show it. `nick` is the nickname that was refused, if one was.
    """

    buffer: Buffer
    text: str
    kept: bool = False
    nick: str = ""


class Listing(msgspec.Struct, frozen=True):
    """One channel in a server's list."""

    name: str
    members: int
    topic: str


class ChannelsListed(Event, frozen=True):
    """The answer to a request for the list of channels; `cut` if there were too many to keep."""

    channels: tuple[Listing, ...]
    cut: bool


class LinkState(enum.Enum):
    """The state of a connection, for a status line."""

    OFFLINE = "offline"
    CONNECTING = "connecting"
    REGISTERING = "registering"
    ONLINE = "online"
