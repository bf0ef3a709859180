"""What the core orders the shell to do, in this order.

Messages are in their richest form: the shell takes away what a client did not ask for. There is
no snapshot of a channel's members in a message to it: the shell keeps the list, changed by
Subscribe and Unsubscribe, so that a line to a thousand costs the core no more than a line to two.
"""

import msgspec

from tui_chat.server.core.events import ClientId
from tui_chat.wire.capabilities import NO_CAPABILITIES, Capabilities
from tui_chat.wire.message import Message
from tui_chat.wire.names import Folded


class Send(msgspec.Struct, frozen=True, gc=False):
    """Show `message` to each client in `to` that has all capabilities in `needs`."""

    to: tuple[ClientId, ...]
    message: Message
    needs: Capabilities = NO_CAPABILITIES


class Publish(msgspec.Struct, frozen=True, gc=False):
    """Show `message` to every client subscribed to `room` that has all capabilities in `needs`.

    `author` is shown its own words only with echo-message; None for what everybody is shown.
    """

    room: Folded
    message: Message
    author: ClientId | None = None
    needs: Capabilities = NO_CAPABILITIES
    but: ClientId | None = None


class Subscribe(msgspec.Struct, frozen=True, gc=False):
    """From now on `client` is shown what is published to `room`."""

    client: ClientId
    room: Folded


class Unsubscribe(msgspec.Struct, frozen=True, gc=False):
    """What is published to `room` from now on is not for `client`."""

    client: ClientId
    room: Folded


class SetCapabilities(msgspec.Struct, frozen=True, gc=False):
    """What `client` is shown from now on is rendered for `held`."""

    client: ClientId
    held: Capabilities


class Close(msgspec.Struct, frozen=True, gc=False):
    """Close the connection once it has been sent what precedes."""

    client: ClientId


class Log(msgspec.Struct, frozen=True, gc=False):
    """Tell the operator. `what` names the kind of news; the fields are remote text, as it came."""

    what: str
    fields: dict[str, str]


Effect = Send | Publish | Subscribe | Unsubscribe | SetCapabilities | Close | Log
