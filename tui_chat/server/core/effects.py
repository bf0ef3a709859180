"""Effects: the orders of the core to the shell, carried out in the given order.

Messages are in their richest form: the shell takes away what a client did not ask for. There is
no snapshot of a channel's members in a message to it: the shell keeps the list, changed by
Subscribe and Unsubscribe, so that a line to a thousand costs the core no more than a line to two.
"""

from typing import Any

import msgspec

from tui_chat.server.core.events import ClientId, Event, Millis, Request
from tui_chat.wire.capability_enum import NO_CAPABILITIES, Capabilities
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded
from tui_chat.wire.source import Source


class Send(msgspec.Struct, frozen=True, gc=False):
    """Show `message` to each client in `to` that has all capabilities in `needs`, none in `lacks`.

    Another effect tells the clients that have one in `lacks` the same in another way.
    """

    to: tuple[ClientId, ...]
    message: Message
    needs: Capabilities = NO_CAPABILITIES
    lacks: Capabilities = NO_CAPABILITIES


class Publish(msgspec.Struct, frozen=True, gc=False):
    """Show `message` to every client subscribed to `room` that has all capabilities in `needs`.

    `author` is shown its own words only with echo-message; None for what everybody is shown.
    """

    room: Folded
    message: Message
    author: ClientId | None = None
    needs: Capabilities = NO_CAPABILITIES
    but: ClientId | None = None


class Speech(msgspec.Struct, frozen=True, gc=False):
    """Messages that one user says to one channel in a go: they differ in text and id alone."""

    source: Source
    target: str
    texts: tuple[str, ...]
    msgids: tuple[str, ...]
    tags: dict[str, str]
    """Tags of all messages; each has its own msgid besides."""
    at: Millis
    """The time of the first; each other is a millisecond after the one before."""

    def messages(self) -> list[Message]:
        """Each by itself, tagged with its msgid."""
        return [
            Message("PRIVMSG", (self.target, text), self.source, {"msgid": msgid, **self.tags})
            for text, msgid in zip(self.texts, self.msgids, strict=True)
        ]


class Relay(msgspec.Struct, frozen=True, gc=False):
    """Show a speech to every client subscribed to `room`, its author to be treated as in Publish.

    When it is `kept`, it is put into the room's history before anybody is shown it.
    """

    room: Folded
    speech: Speech
    author: ClientId
    kept: bool
    by: str
    """The identity of who says it."""


class Subscribe(msgspec.Struct, frozen=True, gc=False):
    """From now on `client` is shown what is published to `room`."""

    client: ClientId
    room: Folded


class Unsubscribe(msgspec.Struct, frozen=True, gc=False):
    """From now on `client` is not shown what is published to `room`."""

    client: ClientId
    room: Folded


class SetCapabilities(msgspec.Struct, frozen=True, gc=False):
    """From now on messages to `client` are rendered for the capabilities `held`."""

    client: ClientId
    held: Capabilities


class Close(msgspec.Struct, frozen=True, gc=False):
    """Close the connection once it has been sent what precedes."""

    client: ClientId


class CloseHungUp(msgspec.Struct, frozen=True, gc=False):
    """Close those of these connections whose clients have hung up, even if lines of them wait.

    A user who comes back looks for its messages in the history, and sends again what is missing.
    """

    clients: tuple[ClientId, ...]


class Reload(msgspec.Struct, frozen=True, gc=False):
    """Read the configuration again; `client` is told how that went."""

    client: ClientId


class Log(msgspec.Struct, frozen=True, gc=False):
    """Tell the operator. `what` names the kind of news; the fields are remote text, as it came."""

    what: str
    fields: dict[str, str]


class Remember(msgspec.Struct, frozen=True, gc=False):
    """Keep `message` in the history of `target`, before anybody is shown it.

    `target` is a channel's folded name, or the two identities of a private conversation, sorted,
    with a space between.
    """

    target: str
    message: Message
    msgid: str
    by: str
    """The identity of who said or did it."""


class Forget(msgspec.Struct, frozen=True, gc=False):
    """Take the message with this msgid out of the history of `target`."""

    target: str
    msgid: str


class MoveHistory(msgspec.Struct, frozen=True, gc=False):
    """Move the history of the channel `old` to `new`, which has none."""

    old: str
    new: str


class DropHistory(msgspec.Struct, frozen=True, gc=False):
    """Delete the history of `target` from this time on."""

    target: str
    since: Millis


class Keep(msgspec.Struct, frozen=True, gc=False):
    """Keep a record over restarts, in place of one of the same kind and key; None drops it.

    `value` is plain JSON data. The same comes back at the start as the event `Restored`.
    """

    kind: str
    key: str
    value: dict[str, Any] | None


class Ask(msgspec.Struct, frozen=True, gc=False):
    """Answer `request` off the loop, with the event `Answered`.

    Further lines of the client wait meanwhile, so that replies keep the order of commands.
    """

    client: ClientId
    request: Request


class Append(msgspec.Struct, frozen=True, gc=False):
    """Put an event in the log: something that happened on this node concerns the others, too.

    Further lines of its client wait until the event is applied.
    """

    event: Event


Effect = (
    Send
    | Publish
    | Relay
    | Remember
    | Subscribe
    | Unsubscribe
    | SetCapabilities
    | Close
    | CloseHungUp
    | Reload
    | Log
    | Forget
    | MoveHistory
    | DropHistory
    | Keep
    | Ask
    | Append
)
