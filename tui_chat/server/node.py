"""One server process: applies events to the network and carries out what it orders."""

import itertools
import logging
import time
from collections.abc import Callable
from typing import Final

from tui_chat.server import mistakes, news
from tui_chat.server.asking import Answerer, Desk, soon
from tui_chat.server.backplane.local import LocalBackplane
from tui_chat.server.core.effects import (
    Ask,
    Bury,
    Close,
    DropHistory,
    Effect,
    Forget,
    Keep,
    Log,
    MoveHistory,
    Publish,
    Relay,
    Reload,
    Remember,
    Send,
    SetCapabilities,
    Subscribe,
    Unsubscribe,
)
from tui_chat.server.core.events import (
    AccountOrder,
    AccountOrdered,
    Answered,
    ClientId,
    Connected,
    Disconnected,
    Event,
    Millis,
    Received,
    Reconfigured,
    Restored,
    Spoke,
)
from tui_chat.server.core.history import HISTORY_REQUESTS
from tui_chat.server.core.holders import AskHolder
from tui_chat.server.core.network import Network
from tui_chat.server.core.passwords import Secrets
from tui_chat.server.core.requests import Request
from tui_chat.server.core.settings import Settings
from tui_chat.server.labelling import Labelling
from tui_chat.server.msgids import MsgidClock
from tui_chat.server.outbox import Outbox
from tui_chat.server.paces import Kind
from tui_chat.server.pressure import Queue
from tui_chat.server.proving import proving
from tui_chat.server.receivers import Socket
from tui_chat.server.store import History, Records, changes
from tui_chat.server.store.memory import MemoryHistory, MemoryRecords
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS
from tui_chat.wire.timestamps import format_time

_log: Final = logging.getLogger(__name__)
_LATEST: Final = 7_258_118_400_000
"""The year 2200, in milliseconds since 1970: a clock that says more is out of order."""
_NOTABLE: Final = 60_000
"""Milliseconds that a clock goes back before the operator is told."""


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
        self.queue = Queue(self._work)
        """Where those stand who say much, when there is more to do than can be done."""
        self._outbox = Outbox(self._end_tick_soon, self._commit)
        self._labels = Labelling(self._outbox, settings.server)
        self._desk = Desk(self._answered)
        for kind in HISTORY_REQUESTS:
            self.answer_with(kind, soon(self.history.answer, schedule))
        self._sockets: dict[ClientId, Socket] = {}
        self.answer_with(AskHolder, proving(self._sockets.get, schedule))
        self._clients = itertools.count(1)
        self._msgids = MsgidClock()
        # Times never go back, not even over a restart: they are the order of the history.
        self._now = Millis(self.history.last_time() + 1)
        self._clock_is_wrong = False
        self._rendered_at = Millis(-1)
        """The time of what was carried out last,"""
        self._now_text = ""
        """and the same as text."""
        self.reload: Callable[[ClientId], object] = lambda _client: None
        """Reads the configuration again, calls `configure`, and tells the client how it went."""
        self.lines_received = 0
        """Lines that clients have sent so far."""

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

    def hear(self, client: ClientId, target: str, texts: tuple[str, ...], at: Millis) -> None:
        """Enter what a client said to a channel, a message for each text."""
        if client in self._labels.open:  # of a batch, perhaps, whose end this may be
            for text in texts:
                self.receive(client, Message("PRIVMSG", (target, text)), at)
        else:
            msgids = self._msgids.several(at, len(texts))
            self.backplane.submit(Spoke(client, at, target, texts, msgids))

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

    def order(self, order: AccountOrder, account: str, secrets: Secrets | None) -> None:
        """Enter what the operator orders to be done with an account."""
        at = self.now()
        msgid = self._msgids.next(at)
        self.backplane.submit(AccountOrdered(ClientId(0), at, order, account, secrets, msgid))

    def expect_work(self) -> None:
        """Something takes time that is not a line: the tick is measured from here at the latest."""
        self._outbox.want_flush()

    def _work(self, now: float) -> tuple[float, int]:
        return now - self._tick_began if self._tick_began else 0.0, self._outbox.load

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

    def charge(self, client: ClientId, kind: Kind, tokens: float) -> None:
        """A client has had something done that has a pace of its own."""
        socket = self._sockets.get(client)
        if socket is not None:
            socket.charge(kind, tokens)

    def counted_as(self, client: ClientId) -> str | None:
        """With whom a client shares what one address may have; None if it has left.

        Those whom no limit of an address is for have a share each.
        """
        socket, session = self._sockets.get(client), self.network.sessions.get(client)
        if socket is None or session is None:
            return None
        return session.address_key if socket.shares_address else f"#{client}"

    # What the log brings.

    def apply(self, event: Event) -> None:
        """Apply one event of the log: the only way in which anything changes."""
        try:
            effects = self.network.handle(event)
            if type(event) is Received:
                if event.message.tags is not NO_TAGS or self._labels.open:
                    effects = self._labels.of_command(event, effects)
            elif type(event) is Answered:
                effects = self._labels.of_answer(event.client, effects)
        except Exception as error:  # noqa: BLE001 - our mistake must not end the chat
            told = mistakes.what_led_to_it(event), mistakes.where(error)
            _log.error("an event could not be handled and was passed over: %s\n%s", *told)
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
            elif type(effect) is Relay:
                self._relay(effect, at)
            elif type(effect) is Remember:
                msgid = effect.msgid
                self.history.remember(effect.target, effect.message, msgid, at, effect.by)
            else:
                self._carry_out_carefully(effect)

    def _carry_out_carefully(self, effect: Effect) -> None:
        try:
            self._carry_out_rare(effect)
        except Exception as error:  # noqa: BLE001 - the effects behind it have happened too
            told = type(effect).__name__, mistakes.where(error)
            _log.error("%s could not be carried out\n%s", *told)

    def _carry_out_rare(self, effect: Effect) -> None:
        match effect:
            case Subscribe(client, room):
                self._outbox.subscribe(client, room)
            case Unsubscribe(client, room):
                self._outbox.unsubscribe(client, room)
            case SetCapabilities(client, held):
                self._outbox.set_capabilities(client, held)
            case Close() | Bury():
                self._end(effect)
            case Reload(client):
                self.reload(client)
            case Log(what, fields):
                news.tell(what, fields)
            case Ask(client):
                self._ask(client, effect)
            case Keep() | Forget() | MoveHistory() | DropHistory():
                changes.carry_out(effect, self.history, self.records)
                self._outbox.want_flush()

    def _relay(self, effect: Relay, at: Millis) -> None:
        if effect.kept:
            for message in effect.speech.messages():
                msgid = message.tags["msgid"]
                self.history.remember(effect.room, message, msgid, at, effect.by)
        self._outbox.relay(effect, self._now_text)

    def _end(self, effect: Close | Bury) -> None:
        if isinstance(effect, Close):
            self._close(effect.client)
            return
        for socket in filter(None, map(self._sockets.get, effect.clients)):
            socket.bury()

    def _close(self, client: ClientId) -> None:
        socket = self._sockets.pop(client, None)
        self._labels.open.pop(client, None)
        if socket is not None:
            socket.stop_reading()
            self._outbox.close(client)

    def _ask(self, client: ClientId, question: Ask) -> None:
        socket = self._sockets.get(client)
        if socket is not None:
            self._commit()  # the answer may be about what this tick has brought
            self._desk.ask(question, socket)

    def _end_tick_soon(self) -> None:
        if not self._tick_began:
            self._tick_began = time.monotonic()
        self._schedule(self._end_tick)

    def _end_tick(self) -> None:
        self._outbox.flush()
        # What is written before a tick ends may ask for a second end of it.
        if self._tick_began:
            now = time.monotonic()
            self.queue.pressure.note(now - self._tick_began, now)
            self._tick_began = 0.0

    def _commit(self) -> None:
        self.history.commit()
        self.records.commit()

    def _answered(self, question: Ask, answer: object) -> None:
        at = self.now()
        msgid = self._msgids.next(at)
        self.backplane.submit(Answered(question.client, at, question.request, answer, msgid))
