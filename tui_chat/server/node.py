"""One server process: applies events to the network and carries out what it orders."""

import itertools
import logging
import time
from collections.abc import Callable
from typing import Final, Protocol

from tui_chat.server import news
from tui_chat.server.asking import Answerer, Desk, soon
from tui_chat.server.backplane.local import LocalBackplane
from tui_chat.server.core.effects import (
    Ask,
    Close,
    DropHistory,
    Effect,
    Forget,
    Keep,
    Log,
    MoveHistory,
    Publish,
    Reload,
    Remember,
    Send,
    SetCapabilities,
    Subscribe,
    Unsubscribe,
)
from tui_chat.server.core.events import (
    Answered,
    ClientId,
    Connected,
    Disconnected,
    Event,
    Millis,
    Received,
    Reconfigured,
    Restored,
)
from tui_chat.server.core.history import HISTORY_REQUESTS
from tui_chat.server.core.network import Network
from tui_chat.server.core.requests import Request
from tui_chat.server.core.settings import Settings
from tui_chat.server.labels import MAX_LABEL, RELAYED, is_deferred, label_answer
from tui_chat.server.limits import Rate, Timeouts
from tui_chat.server.msgids import MsgidClock
from tui_chat.server.outbox import Outbox, Receiver
from tui_chat.server.pressure import Pressure
from tui_chat.server.store import History, Records, changes
from tui_chat.server.store.memory import MemoryHistory, MemoryRecords
from tui_chat.wire.capabilities import Capability, capability_set
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS
from tui_chat.wire.timestamps import format_time

_log: Final = logging.getLogger(__name__)
_LABELS: Final = capability_set(Capability.LABELED_RESPONSE, Capability.BATCH)
"""Labels depend on batches (IRCv3 labeled-response, "Dependencies")."""
_LATEST: Final = 7_258_118_400_000
"""The year 2200, in milliseconds since 1970: a clock that says more is out of order."""
_NOTABLE: Final = 60_000
"""Milliseconds that a clock goes back before the operator is told."""


class Socket(Receiver, Protocol):
    """A connection as the node sees it."""

    def stop_reading(self) -> None:
        """Take nothing more from the client: it is being closed."""

    def hold(self) -> None:
        """Keep back what the client says: the answer to its last command is still to come."""

    def release(self) -> None:
        """Handle what was held back, and all that follows."""

    def is_done(self) -> bool:
        """Whether all that was written is out and the connection closed."""

    def hold_to(self, rate: Rate, timeouts: Timeouts, now: float) -> None:
        """Let the client speak as fast, and be silent as long, from now on."""

    def check_alive(self, now: float) -> None:
        """See whether the client has been silent for too long; `now` is the loop's time."""


class Node:
    """Gives the core its events, with time and ids, and interprets its effects.

    `schedule` calls a function once, soon, before the loop waits for the network again. What is
    kept goes to `history` and `records`, in memory if none are given.
    """

    def __init__(
        self,
        settings: Settings,
        schedule: Callable[[Callable[[], None]], object],
        history: History | None = None,
        records: Records | None = None,
    ) -> None:
        self.network = Network(settings)
        self.backplane = LocalBackplane(self.apply)
        self.history = history or MemoryHistory()
        self.records = records or MemoryRecords()
        self._schedule = schedule
        self._tick_began = 0.0
        self._pressure = Pressure()
        self._outbox = Outbox(self._end_tick_soon, self._commit)
        self._desk = Desk(self._answered)
        for kind in HISTORY_REQUESTS:
            self.answer_with(kind, soon(self.history.answer, schedule))
        self._sockets: dict[ClientId, Socket] = {}
        self._clients = itertools.count(1)
        self._batches = itertools.count(1)
        self._msgids = MsgidClock()
        # Times never go back, not even over a restart: they are the order of the history.
        self._now = Millis(self.history.last_time() + 1)
        self._clock_is_wrong = False
        self._now_text = ""
        self.reload: Callable[[ClientId], object] = lambda _client: None
        """Reads the configuration again, calls `configure`, and tells the client how it went."""
        self.lines_received = 0
        """Lines that clients have sent so far."""
        self._labels: dict[ClientId, str] = {}
        """Labels of commands whose answer is still to come."""

    def answer_with(self, kind: type[Request], answerer: Answerer) -> None:
        """Have all requests of this kind answered so."""
        self._desk.answerers[kind] = answerer

    # What the sockets report.

    def connect(
        self,
        socket: Socket,
        host: str,
        *,
        secure: bool,
        fingerprint: str = "",
        shown: str = "",
    ) -> ClientId:
        """Enter a new connection; the id under which the rest is reported.

        `fingerprint` is that of the client's certificate, `shown` what others see instead of
        `host`, as in `Connected`.
        """
        client = ClientId(next(self._clients))
        self._sockets[client] = socket
        self._outbox.open(client, socket)
        self.backplane.submit(Connected(client, self.now(), host, secure, fingerprint, shown))
        return client

    def receive(self, client: ClientId, message: Message, at: Millis) -> None:
        """Enter what a client sent."""
        self.backplane.submit(Received(client, at, message, self._msgids.next(at)))

    def disconnect(self, client: ClientId, reason: str) -> None:
        """Enter that a connection is lost, or is to be ended by us."""
        if client in self._sockets:
            at = self.now()
            self.backplane.submit(Disconnected(client, at, reason, self._msgids.next(at)))

    def restore(self) -> None:
        """Bring back what was kept before the last start. To be called before anybody connects."""
        for kind, key, value in self.records.all():
            self.backplane.submit(Restored(ClientId(0), self.now(), kind, key, value))

    def turn_out(self, client: ClientId, reason: str) -> None:
        """End a connection ourselves, and tell it why."""
        self.say(client, Message("ERROR", (f"Closing link: {reason}",)))
        self.disconnect(client, reason)

    def is_registered(self, client: ClientId) -> bool:
        """Whether the connection has a user."""
        session = self.network.sessions.get(client)
        return session is not None and session.user is not None

    def configure(self, settings: Settings) -> None:
        """Have the network take other settings, and tell everybody what that changes for them."""
        at = self.now()
        event = Reconfigured(ClientId(0), at, settings, self._msgids.next(at))
        self.backplane.submit(event)

    def pressure(self) -> float:
        """How many times longer those wait who have said much; infinity if nobody can be heard."""
        now = time.monotonic()
        tick = now - self._tick_began if self._tick_began else 0.0
        return self._pressure.in_tick(now, tick, self._outbox.load)

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
        if self._now < milliseconds < _LATEST:
            self._now = Millis(milliseconds)
        elif abs(self._now - milliseconds) > _NOTABLE and not self._clock_is_wrong:
            self._clock_is_wrong = True
            _log.warning(
                "this machine's clock says %s, after %s: until it has caught up, all that is said "
                "carries the later time, so that its order stays",
                *map(format_time, (min(milliseconds, _LATEST), self._now)),
            )
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
            if type(event) is Received:
                if event.message.tags is not NO_TAGS or self._labels:
                    effects = self._label_command(event, effects)
            elif type(event) is Answered:
                effects = self._label(event.client, self._labels.pop(event.client, None), effects)
        except Exception:  # noqa: BLE001 - our mistake must not end the chat
            _log.exception("an event could not be handled and was passed over: %r", event)
            return
        self.carry_out(effects, event.at)

    def carry_out(self, effects: list[Effect], at: Millis) -> None:
        """Do what the core orders; `at` is the time of the event that led to it."""
        # Everything of one event, and mostly of one read, has the same time: format it once.
        if at != self._rendered_at:
            self._rendered_at = at
            self._now_text = format_time(at)
        for effect in effects:
            if type(effect) is Send:
                self._outbox.send(effect, self._now_text)
            elif type(effect) is Publish:
                self._outbox.publish(effect, self._now_text)
            elif type(effect) is Remember:
                self.history.remember(effect.target, effect.message, effect.msgid, at)
            else:
                self._carry_out_rare(effect)

    _rendered_at = Millis(-1)

    def _carry_out_carefully(self, effect: Effect) -> None:
        try:
            self._carry_out_rare(effect)
        except Exception:  # noqa: BLE001 - the effects behind it belong to what has happened too
            _log.exception("%r could not be carried out", effect)

    def _carry_out_rare(self, effect: Effect) -> None:
        match effect:
            case Subscribe(client, room):
                self._outbox.subscribe(client, room)
            case Unsubscribe(client, room):
                self._outbox.unsubscribe(client, room)
            case SetCapabilities(client, held):
                self._outbox.set_capabilities(client, held)
            case Close(client):
                self._close(client)
            case Reload(client):
                self.reload(client)
            case Log(what, fields):
                news.tell(what, fields)
            case Ask(client):
                self._ask(client, effect)
            case Keep() | Forget() | MoveHistory() | DropHistory():
                changes.carry_out(effect, self.history, self.records)
                self._outbox.want_flush()

    def _close(self, client: ClientId) -> None:
        socket = self._sockets.pop(client, None)
        self._labels.pop(client, None)
        if socket is not None:
            socket.stop_reading()
            self._outbox.close(client)

    def _ask(self, client: ClientId, question: Ask) -> None:
        socket = self._sockets.get(client)
        if socket is not None:
            self._commit()  # the answer may be about what this tick has brought
            self._desk.ask(question, socket)

    def _end_tick_soon(self) -> None:
        self._tick_began = time.monotonic()
        self._schedule(self._end_tick)

    def _end_tick(self) -> None:
        self._outbox.flush()
        now = time.monotonic()
        self._pressure.note(now - self._tick_began, now)
        self._tick_began = 0.0

    def _commit(self) -> None:
        self.history.commit()
        self.records.commit()

    def _answered(self, question: Ask, answer: object) -> None:
        at = self.now()
        msgid = self._msgids.next(at)
        self.backplane.submit(Answered(question.client, at, question.request, answer, msgid))

    def _label_command(self, event: Received, effects: list[Effect]) -> list[Effect]:
        """A batch is labelled where it begins and answered where it ends, or fails."""
        client, message = event.client, event.message
        label = message.tags.get("label")
        if message.command == "BATCH" and label and not effects:
            self._labels[client] = label
            return effects
        if client in self._labels:
            in_batch = message.command in RELAYED or "batch" in message.tags
            if message.command == "BATCH" or (in_batch and effects):
                label = self._labels.pop(client)
        return self._label(client, label, effects)

    def _label(self, client: ClientId, label: str | None, effects: list[Effect]) -> list[Effect]:
        held = self._outbox.capabilities(client)
        if not label or held & _LABELS != _LABELS or len(label.encode()) > MAX_LABEL:
            return effects
        if is_deferred(effects, client):
            self._labels[client] = label
            return effects
        return label_answer(
            effects,
            label,
            f"r{next(self._batches)}",
            client,
            held,
            lambda room: self._outbox.hears(client, room),
            self.network.name,
        )
