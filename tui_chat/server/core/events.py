"""Events: the inputs of the network. Each brings its time and ids, for the core has no clock.

Most go through the log, and every node applies them in the same order. Connections that have yet
to enter stay on their node, as do commands that only read or hold a password: what becomes of them
is one event of the log, without the password.
"""

import enum
from typing import Any, ClassVar, Final, NewType

import msgspec

from tui_chat.server.core.invitation_and_token_format import Invitation
from tui_chat.server.core.password_hash_and_scram_keys import Secrets
from tui_chat.server.core.settings import Settings
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capabilities
from tui_chat.wire.message import Message


class Request(msgspec.Struct, frozen=True, tag=True):
    """A question whose answer needs a disk, a hash or the network.

    Ordered with the effect `Ask`, answered by the event `Answered`. Each kind is a class of its
    own, beside the commands that ask it, with its `@answered(Kind)` handler.
    """

    reads: ClassVar[bool] = False
    """Its answer changes nothing that others see: it does not go through the log."""

    def without_secrets(self) -> "Request":
        """The same as it may stand in the log, for the handler of its answer."""
        return self


ClientId = NewType("ClientId", int)
"""A connection, for as long as the log lives: never used twice.

The incarnation of its node (0 where there is one node), and in the lowest NUMBER_BITS its number
among the connections of that; number 0 is the node itself.
"""

NUMBER_BITS: Final = 24


def number_on_node(client: ClientId) -> int:
    """The number of a connection among those of its node."""
    return client & ((1 << NUMBER_BITS) - 1)


def node_of(client: ClientId) -> int:
    """The incarnation of the node that a connection belongs to."""
    return client >> NUMBER_BITS


Millis = NewType("Millis", int)
"""Milliseconds since 1970. Never less than that of the event before."""


UNSTAMPED: Final = Millis(0)
"""The time of an event that is not in the log yet: it is stamped when it is applied."""


class Event(msgspec.Struct, frozen=True, gc=False, tag=True):
    """One entry of the log, or something that happened on this node alone."""

    client: ClientId
    at: Millis


class Connected(Event, frozen=True, gc=False):
    """A client connected from `host`; `secure` when the line is encrypted. Not in the log.

    `fingerprint` is the SHA-256 of its certificate in lower-case hexadecimal, "" without one.
    `shown` is what others see instead of `host`, "" for the host itself. `owner` says that it is
    the client of the person who runs this server in the same process.
    """

    host: str
    secure: bool = False
    fingerprint: str = ""
    shown: str = ""
    owner: bool = False


class Entered(Event, frozen=True, gc=False):
    """A connection has completed its registration, and its node has found no objection.

    Whether it is let in is decided when this event is applied: another client may have been faster.
    """

    nick: str
    username: str
    realname: str
    host: str
    shown: str
    secure: bool = False
    fingerprint: str = ""
    owner: bool = False
    account: str = ""
    """The id of the account that it has logged in to, "" for none."""
    invitation: str = ""
    """The id of the invitation that it came with, "" for none,"""
    seat: str = ""
    """and the hash of its token with a word that it chose, "" without one: see `Invitation`."""
    away: str = ""
    held: Capabilities = NO_CAPABILITIES
    cap_version: int = 301
    subscriptions: tuple[str, ...] | None = None
    values: dict[str, str] = {}
    """Its metadata; `subscriptions` as in `Session`."""
    msgid: str = ""


class LoggedIn(Event, frozen=True, gc=False):
    """A client at `host` has proven with SASL that it is this account, given by its id."""

    account: str
    host: str
    msgid: str = ""


class Guessed(Event, frozen=True, gc=False):
    """Somebody at this address key gave a wrong password, for an account or the server ("")."""

    address: str
    account: str = ""


class Received(Event, frozen=True, gc=False):
    """A client sent `message`; `msgid` is its id if it is shown to others."""

    message: Message
    msgid: str


class Spoke(Event, frozen=True, gc=False):
    """A client sent several messages to the channel `target`, each a PRIVMSG without tags.

    It means the same as one `Received` for each of `texts`, and costs less. `msgids` are the ids of
    the messages, one for each text. The first is shown as said at `said_at`, each other one a
    millisecond after the one before.
    """

    target: str
    texts: tuple[str, ...]
    msgids: tuple[str, ...]
    said_at: Millis


class Unreadable(enum.Enum):
    """Why a line was not a message."""

    TOO_LONG = "too long"
    NOT_UTF8 = "not UTF-8"
    MALFORMED = "no command, or NUL or CR in it"


class Garbled(Event, frozen=True, gc=False):
    """A client sent a line that cannot be read; `command` as far as it could be told, else "*"."""

    problem: Unreadable
    command: str = "*"
    label: str = ""


class Disconnected(Event, frozen=True, gc=False):
    """A connection ended, or must end, for `reason`, which the others are told."""

    reason: str
    msgid: str = ""


class Answered(Event, frozen=True, gc=False):
    """The answer to a request that a command made with the effect `Ask`.

    `answer` is None if it could not be; else what the kind of `request` says. `msgid` as that of
    Received. In the log, `request` holds no password, and `host` is that of a client that has yet
    to enter: other nodes do not know it.
    """

    request: Request
    answer: Any
    msgid: str = ""
    host: str = ""


class Restored(Event, frozen=True, gc=False):
    """A record was kept before the server's last start; no client is connected yet."""

    kind: str
    key: str
    value: dict[str, Any]


class Reconfigured(Event, frozen=True, gc=False):
    """The operator changed the configuration; of no client.

    In the log, `settings` are those of the network alone, and so without passwords.
    """

    settings: Settings
    msgid: str = ""


class InvitationMade(Event, frozen=True, gc=False):
    """Somebody invites; its token is in no event."""

    invitation: Invitation
    msgid: str = ""


class InvitationRevoked(Event, frozen=True, gc=False):
    """Nobody comes in any more with the invitation of this id."""

    id: str
    by: str = ""
    """Who revoked it, "" for whoever runs the server's machine."""
    msgid: str = ""


class AccountOrder(enum.Enum):
    """The change of an account that the operator orders."""

    ADD = "add"
    PASSWORD = "password"  # noqa: S105 - a word of the command line
    DROP = "drop"


class AccountOrdered(Event, frozen=True, gc=False):
    """The operator changed an account from outside; `secrets` are those of its new password."""

    order: AccountOrder
    account: str
    secrets: Secrets | None = None
    msgid: str = ""


class NodeJoined(Event, frozen=True, gc=False):
    """A node has read the log to its end and accepts clients from now on; of no client.

    An older incarnation of the same name has ended. `rules` are what all nodes must have in common;
    a node whose rules differ is not let in. `token` tells this event from other times at which the
    node joins.
    """

    name: str
    rules: str
    token: str
    incarnation: int = 0
    """The sequence of this entry in the log, known when it is applied."""
    msgid: str = ""
    address: str = ""
    """Where clients reach the node, as `host:port`; "" is not told."""
    version: str = ""
    """What the node runs, such as `tui-chat-0.1.0`."""


class NodeLost(Event, frozen=True, gc=False):
    """A node has died, or stops, or nobody can reach it; of no client.

    Its connections have ended. Those who are logged in are given time to come back.
    """

    incarnation: int
    batch: int
    """The number of its last batch that the judge has seen: with a later one, it has not died."""
    reason: str = "Connection lost"
    msgid: str = ""


class GraceEnded(Event, frozen=True, gc=False):
    """Time has passed for those who were on a lost node; of no client."""

    msgid: str = ""
