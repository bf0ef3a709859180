"""One server process: applies events to the network and carries out what it orders."""

import itertools
import logging
import os
import time
from collections.abc import Callable
from typing import Final, Protocol

from tui_chat.server import news
from tui_chat.server.backplane.local import LocalBackplane
from tui_chat.server.core.effects import (
    Close,
    Effect,
    Log,
    Publish,
    Send,
    SetCapabilities,
    Subscribe,
    Unsubscribe,
)
from tui_chat.server.core.events import ClientId, Connected, Disconnected, Event, Millis, Received
from tui_chat.server.core.network import Network
from tui_chat.server.core.settings import Settings
from tui_chat.server.labels import MAX_LABEL, label_answer
from tui_chat.server.outbox import Outbox, Receiver
from tui_chat.wire.capabilities import Capability
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS
from tui_chat.wire.timestamps import format_time

_log: Final = logging.getLogger(__name__)
_LABELS: Final = Capability.LABELED_RESPONSE.bit


class Socket(Receiver, Protocol):
    """A connection as the node sees it."""

    def stop_reading(self) -> None:
        """Take nothing more from the client: it is being closed."""

    def is_done(self) -> bool:
        """Whether all that was written is out and the connection closed."""

    def check_alive(self, now: float) -> None:
        """See whether the client has been silent for too long; `now` is the loop's time."""


class Node:
    """Gives the core its events, with time and ids, and interprets its effects.

    `schedule` calls a function once, soon, before the loop waits for the network again.
    """

    def __init__(
        self, settings: Settings, schedule: Callable[[Callable[[], None]], object]
    ) -> None:
        self.network = Network(settings)
        self.backplane = LocalBackplane(self.apply)
        self._outbox = Outbox(lambda: schedule(self._outbox.flush))
        self._sockets: dict[ClientId, Socket] = {}
        self._clients = itertools.count(1)
        self._batches = itertools.count(1)
        # 40 random bits tell this run's ids from those of every other run.
        self._msgid_prefix = os.urandom(5).hex()
        self._msgids = itertools.count(1)
        self._now = Millis(0)
        self._now_text = ""

    # What the sockets report.

    def connect(self, socket: Socket, host: str, *, secure: bool) -> ClientId:
        """Enter a new connection; the id under which the rest is reported."""
        client = ClientId(next(self._clients))
        self._sockets[client] = socket
        self._outbox.open(client, socket)
        self.backplane.submit(Connected(client, self.now(), host, secure))
        return client

    def receive(self, client: ClientId, message: Message, at: Millis) -> None:
        """Enter what a client sent."""
        msgid = f"{self._msgid_prefix}{next(self._msgids):x}"
        self.backplane.submit(Received(client, at, message, msgid))

    def disconnect(self, client: ClientId, reason: str) -> None:
        """Enter that a connection is lost, or is to be ended by us."""
        if client in self._sockets:
            self.backplane.submit(Disconnected(client, self.now(), reason))

    def turn_out(self, client: ClientId, reason: str) -> None:
        """End a connection ourselves, and tell it why."""
        self.say(client, Message("ERROR", (f"Closing link: {reason}",)))
        self.disconnect(client, reason)

    def is_registered(self, client: ClientId) -> bool:
        """Whether the connection has a user."""
        session = self.network.sessions.get(client)
        return session is not None and session.user is not None

    def tell_all(self, message: Message) -> None:
        """Show a message to everybody connected."""
        self._outbox.send(Send(tuple(self._sockets), message), format_time(self.now()))
        self._outbox.flush()

    def say(self, client: ClientId, message: Message) -> None:
        """Show a message to one connection."""
        self._outbox.send(Send((client,), message), format_time(self.now()))

    def now(self) -> Millis:
        """The time, which never goes back, even when the clock does."""
        milliseconds = time.time_ns() // 1_000_000
        if milliseconds > self._now:
            self._now = Millis(milliseconds)
        return self._now

    @property
    def sockets(self) -> tuple[Socket, ...]:
        """All that are connected, registered or not."""
        return tuple(self._sockets.values())

    # What the log brings.

    def apply(self, event: Event) -> None:
        """Apply one event of the log: the only way in which anything changes."""
        try:
            effects = self.network.handle(event)
            if type(event) is Received and event.message.tags is not NO_TAGS:
                effects = self._label(event, effects)
        except Exception:  # noqa: BLE001 - our mistake must not end the chat
            _log.exception("an event could not be handled and was passed over: %r", event)
            return
        # Everything of one event, and mostly of one read, has the same time: format it once.
        if event.at != self._rendered_at:
            self._rendered_at = event.at
            self._now_text = format_time(event.at)
        for effect in effects:
            self._carry_out(effect)

    _rendered_at = Millis(-1)

    def _carry_out(self, effect: Effect) -> None:
        kind = type(effect)
        if kind is Publish:
            self._outbox.publish(effect, self._now_text)  # type: ignore[arg-type]
        elif kind is Send:
            self._outbox.send(effect, self._now_text)  # type: ignore[arg-type]
        else:
            self._carry_out_rare(effect)

    def _carry_out_rare(self, effect: Effect) -> None:
        match effect:
            case Subscribe(client, room):
                self._outbox.subscribe(client, room)
            case Unsubscribe(client, room):
                self._outbox.unsubscribe(client, room)
            case SetCapabilities(client, held):
                self._outbox.set_capabilities(client, held)
            case Close(client):
                socket = self._sockets.pop(client, None)
                if socket is not None:
                    socket.stop_reading()
                    self._outbox.close(client)
            case Log(what, fields):
                news.tell(what, fields)

    def _label(self, event: Received, effects: list[Effect]) -> list[Effect]:
        held = self._outbox.capabilities(event.client)
        label = event.message.tags.get("label", "")
        if not held & _LABELS or not 0 < len(label.encode()) <= MAX_LABEL:
            return effects
        return label_answer(
            effects,
            label,
            f"r{next(self._batches)}",
            event.client,
            held,
            lambda room: self._outbox.hears(event.client, room),
            self.network.name,
        )
