"""One server process: applies events to the network and carries out what it orders."""

import secrets
from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Final

from msgspec.structs import replace

from tui_chat.server import exception_logging
from tui_chat.server.backplane import Backplane
from tui_chat.server.backplane.local import LocalBackplane
from tui_chat.server.core.commands.users.token import MakeToken
from tui_chat.server.core.effects import (
    Append,
    Ask,
    Bury,
    Close,
    Effect,
    Log,
    Relay,
    Reload,
    Send,
)
from tui_chat.server.core.event_dispatch import handle
from tui_chat.server.core.events import (
    AccountOrder,
    AccountOrdered,
    Answered,
    ClientId,
    Connected,
    Disconnected,
    Entered,
    Event,
    Garbled,
    LoggedIn,
    Millis,
    Received,
    Reconfigured,
    Request,
    Restored,
    Spoke,
    Unreadable,
)
from tui_chat.server.core.messages.history_request_types import HISTORY_REQUESTS
from tui_chat.server.core.password_hash_and_scram_keys import Secrets
from tui_chat.server.core.replicated_or_local_commands import answer_stays, is_one_person, parts
from tui_chat.server.core.settings import Settings, network_settings
from tui_chat.server.core.stamps.msgids import MsgidClock
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.state_dump import load
from tui_chat.server.core.users.nick_holder_liveness_request import AskHolder
from tui_chat.server.core.users.webirc import HideAddress
from tui_chat.server.engine import client_event_audit_log
from tui_chat.server.engine.client_ids import ClientIds
from tui_chat.server.engine.clock import SYSTEM_CLOCK, Clock, SteadyClock
from tui_chat.server.engine.effect_execution import EffectExecutor, Stores
from tui_chat.server.engine.in_flight import InFlightEvents
from tui_chat.server.engine.nick_holder_probe import liveness_answerer
from tui_chat.server.engine.overload_fair_queue import FairQueue
from tui_chat.server.engine.pending_requests import Answerer, PendingRequests, soon
from tui_chat.server.limits.command_rates import RatedWork
from tui_chat.server.output.connection_interface import Socket
from tui_chat.server.output.labeled_response import Labelling
from tui_chat.server.output.tick_outbox import Outbox
from tui_chat.server.store import History, Records, StoreError
from tui_chat.server.store.memory_history_and_records import MemoryHistory, MemoryRecords
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS
from tui_chat.wire.timestamps import format_time

_ANSWERS: Final = frozenset({Answered, Entered, LoggedIn})
"""Events by which a command is answered that was asked before."""


class Node:
    """Gives events to the core, with times and ids, and carries out its effects.

    `schedule` calls a function once, soon, before the loop waits for the network again. Messages
    are stored in `history` and state in `records`; by default both are in memory. `incarnation` is
    as in `ClientIds`.
    """

    # Without them, a message takes 3 % longer.
    __slots__ = (
        "_commit",
        "_desk",
        "_executor",
        "_ids",
        "_in_flight",
        "_is_applying",
        "_is_foreign",
        "_labels",
        "_last_words",
        "_monotonic",
        "_msgids",
        "_next",
        "_on_way",
        "_outbox",
        "_references",
        "_schedule",
        "_show_loaded",
        "_show_logged",
        "_sockets",
        "_stamps",
        "_tick_began",
        "_time",
        "_times",
        "backplane",
        "diverged",
        "history",
        "lines_received",
        "network",
        "queue",
        "records",
        "reload",
    )

    def __init__(
        self,
        settings: Settings,
        schedule: Callable[[Callable[[], None]], object],
        history: History | None = None,
        records: Records | None = None,
        clock: Clock = SYSTEM_CLOCK,
        incarnation: int = 0,
    ) -> None:
        self.network = Network(settings)
        self.backplane: Backplane = LocalBackplane(self)
        self.history = history or MemoryHistory()
        self.records = records or MemoryRecords()
        self._monotonic = clock.monotonic
        self._schedule = schedule
        self._tick_began = 0.0
        self.queue = FairQueue(self._work, clock)
        """Busy clients wait here while the server is overloaded."""
        stores = Stores(self.history, self.records)
        self._commit = stores.commit
        self._outbox = Outbox(self._end_tick_soon, stores.commit)
        self._executor = EffectExecutor(self._outbox, stores, self._carry_out_rare)
        self._labels = Labelling(self._outbox, settings.server)
        self._sockets: dict[ClientId, Socket] = {}
        self._on_way = InFlightEvents(self._sockets, self._entered)
        self._in_flight = self._on_way.clients
        self._desk = PendingRequests(self._answered, schedule, self._on_way.resume)
        self._on_way.is_asked = self._desk.is_open
        for kind in HISTORY_REQUESTS:
            self.answer_with(kind, soon(self.history.answer, schedule))
        self.answer_with(AskHolder, liveness_answerer(self._sockets.get, schedule))
        self.answer_with(MakeToken, soon(lambda _: secrets.token_urlsafe(32), schedule))
        self.answer_with(HideAddress, soon(lambda asked: asked.host, schedule))
        self._ids = ClientIds(incarnation)
        self._use_stamps()
        self._references = MsgidClock()
        """Ids of events of this node alone: they name batches, and nothing that is kept."""
        self._show_logged = self._show
        self._show_loaded: Callable[[bytes], object] = lambda _dump: None
        self._last_words: dict[ClientId, str] = {}
        """Why connections end that we end, while that is on its way."""
        self._is_foreign = False
        """Whether the event that is applied came from another node."""
        self._is_applying = False
        self._next: deque[Event] = deque()
        """Events of the log that came while another was applied."""
        # Times never go back, not even over a restart: they are the order of the history.
        self._time = SteadyClock(clock.wall, Millis(self.history.last_time() + 1))
        self.reload: Callable[[ClientId], object] = lambda _client: None
        """Reads the configuration again, calls `configure`, and tells the client how it went."""
        self.diverged: Callable[[BaseException], object] = lambda _error: None
        """Told when an event could not be handled for a reason that other nodes may not share."""
        self.lines_received = 0
        """Lines that clients have sent so far."""

    def use_incarnation(self, incarnation: int) -> None:
        """Give ids of this incarnation from now on: the node has joined a cluster.

        To be called before the first connection.
        """
        self._ids = ClientIds(incarnation)

    @property
    def id(self) -> ClientId:
        """The id that events of the node itself have in place of a client's."""
        return self._ids.node

    def is_own(self, client: ClientId) -> bool:
        """Whether it is, or was, a connection of this node, or the node itself."""
        return self._ids.is_own(client)

    def answer_with(self, kind: type[Request], answerer: Answerer) -> None:
        """Use this answerer for all requests of a kind."""
        self._desk.answerers[kind] = answerer

    # Reports of the sockets.

    def connect(
        self,
        socket: Socket,
        host: str,
        *,
        secure: bool,
        fingerprint: str = "",
        shown: str = "",
        owner: bool = False,
    ) -> ClientId:
        """Report a new connection; gives the id for its further reports.

        `fingerprint` is that of the client's certificate; `shown` is the host that other people
        see; `owner` is true for the person who runs the server; as in `Connected`.
        """
        client = self._ids.take()
        self._sockets[client] = socket
        self._outbox.open(client, socket)
        self._handle_here(Connected(client, self.now(), host, secure, fingerprint, shown, owner))
        return client

    def receive(self, client: ClientId, message: Message, at: Millis, msgid: str = "") -> None:
        """Report a message from a client. Without a `msgid` it is given one."""
        network = self.network
        session = network.sessions.get(client)
        if self._in_flight and not self._on_way.has_room_for(client, session, message):
            self._on_way.wait(client, partial(self.receive, client, message, at, msgid))
        elif session is None:
            self._handle_here(Received(client, at, message, msgid))
        elif (
            message.command == "PRIVMSG"
            and message.params
            and (message.params[0] in network.channels or is_one_person(message.params[0]))
        ):
            # Most messages. No service is a channel, and no channel's name has a comma.
            self.backplane.submit_line(client, at, message, msgid)
        else:
            found = parts(session, message)
            if self._in_flight or len(found) > 1:
                self._receive_parts(client, found, at, msgid)
            elif found[0][1]:
                self.backplane.submit_line(client, at, found[0][0], msgid)
            else:
                self._show(Received(client, at, found[0][0], msgid or self._references.next(at)))

    def _receive_parts(
        self, client: ClientId, found: tuple[tuple[Message, bool], ...], at: Millis, msgid: str
    ) -> None:
        for number, (part, is_shared) in enumerate(found):
            if is_shared:
                self.backplane.submit_line(client, at, part, msgid)
            elif client in self._in_flight:
                rest = partial(self._receive_parts, client, found[number:], at, msgid)
                self._on_way.wait(client, rest)
                return
            else:
                here = msgid or self._references.next(at)
                self._show(Received(client, at, part, here))

    def receive_garbled(
        self, client: ClientId, at: Millis, problem: Unreadable, command: str = "*", label: str = ""
    ) -> None:
        """Report a line from a client that is no message, as in `Garbled`."""
        if client in self._in_flight:
            again = partial(self.receive_garbled, client, at, problem, command, label)
            self._on_way.wait(client, again)
        else:
            self._submit_of(client, Garbled(client, at, problem, command, label))

    def receive_speech(
        self, client: ClientId, target: str, texts: tuple[str, ...], at: Millis
    ) -> None:
        """Report several messages from a client to one channel, one for each text."""
        # Perhaps a batch is open, and this is its end; or it has yet to enter. And of several
        # receivers, one may be a service.
        session = self.network.sessions.get(client)
        if self._in_flight and not self._on_way.has_room_for(
            client, session, Message("PRIVMSG", (target,))
        ):
            self._on_way.wait(client, partial(self.receive_speech, client, target, texts, at))
        elif session is None or client in self._labels.open or "," in target:
            for text in texts:
                self.receive(client, Message("PRIVMSG", (target, text)), at)
        else:
            self.backplane.submit_speech(client, at, target, texts)

    def _submit_of(self, client: ClientId, event: Event) -> None:
        """Put an event of a client in the log, if it has entered or may be about to."""
        if client in self.network.sessions or client in self._in_flight:
            self.backplane.submit(event)
        else:
            self._handle_here(event)

    def disconnect(self, client: ClientId, reason: str) -> None:
        """Report that a connection is lost, or that we end it."""
        if client in self._sockets and not self._is_ending(client):
            self._on_way.forget_waiting(client)
            self._submit_of(client, Disconnected(client, self.now(), reason))
            if client in self._in_flight:
                self._in_flight[client].is_ending = True

    def _is_ending(self, client: ClientId) -> bool:
        return client in self._in_flight and self._in_flight[client].is_ending

    def restore(self) -> None:
        """Restore the records. To be called before the first connection.

        Raises StoreError for one that is damaged: without it an account would be anybody's.
        """
        for kind, key, value in self.records.all():
            try:
                self.backplane.submit(Restored(self._ids.node, self.now(), kind, key, value))
            except Exception as error:
                raise StoreError(
                    f"records.db is damaged (the record {kind} {key!r}): put a backup there."
                ) from error

    def end_connection(self, client: ClientId, reason: str) -> None:
        """End a connection, and send it the reason, behind the answers to all that it has said."""
        if client in self._sockets:
            self._last_words.setdefault(client, reason)
            self.disconnect(client, reason)

    def is_registered(self, client: ClientId) -> bool:
        """Whether the connection has a user."""
        return client in self.network.sessions

    def configure(self, settings: Settings) -> None:
        """Change the settings of the network, and tell everybody what changes for them.

        Those of this node change with them.
        """
        self.network.node_settings = settings
        settings = network_settings(settings)
        self.backplane.submit(Reconfigured(self._ids.node, self.now(), settings))

    def order(self, order: AccountOrder, account: str, secrets: Secrets | None) -> None:
        """Report an order of the operator for an account."""
        self.backplane.submit(AccountOrdered(self._ids.node, self.now(), order, account, secrets))

    def when_applied(self, then: Callable[[], None]) -> None:
        """Call this when all is applied that the node has put in the log for itself."""
        if self._ids.node in self._in_flight:
            self._in_flight[self._ids.node].waiting.append(then)
        else:
            then()

    def expect_work(self) -> None:
        """Measure the tick from now on at the latest: work that is not a line comes."""
        self._outbox.want_flush()

    def _work(self, now: float) -> tuple[float, int]:
        return now - self._tick_began if self._tick_began else 0.0, self._outbox.load

    def send_to_all(self, message: Message) -> None:
        """Send a message to all connections."""
        self._outbox.send(Send(tuple(self._sockets), message), format_time(self.now()))
        self._outbox.flush()

    def send_to(self, client: ClientId, message: Message) -> None:
        """Send a message to one connection."""
        self._outbox.send(Send((client,), message), format_time(self.now()))

    def now(self) -> Millis:
        """The time, which never goes back, even when the clock does."""
        # The clock of another node may be before ours.
        return self._time.now(self._stamps.last)

    @property
    def sockets(self) -> tuple[Socket, ...]:
        """All connections, registered or not."""
        return tuple(self._sockets.values())

    def charge(self, client: ClientId, kind: RatedWork, tokens: float) -> None:
        """Count work for a client that has a rate of its own."""
        socket = self._sockets.get(client)
        if socket is not None:
            socket.charge(kind, tokens)

    def limit_key(self, client: ClientId) -> str | None:
        """The key for limits that the clients of one address share; None if the client has left.

        Each client that is exempt from the limits of addresses has a key of its own.
        """
        socket, session = self._sockets.get(client), self.session(client)
        if socket is None or session is None:
            return None
        return session.address_key if socket.shares_address else f"#{client}"

    def socket(self, client: ClientId) -> Socket | None:
        """The connection of a client of this node; None if its end is on its way."""
        return None if self._is_ending(client) else self._sockets.get(client)

    # While the log of a cluster takes nothing, or has taken this node for dead.

    def suspend_clients(self) -> None:
        """Read no further lines of any client until `resume_clients`."""
        for socket in self._sockets.values():
            socket.suspend_input()

    def resume_clients(self) -> None:
        """Read on, but for clients that wait for an answer."""
        for client, socket in tuple(self._sockets.items()):
            if not self._on_way.keeps_back(client) and not self._desk.is_open(client):
                socket.resume_input()

    def notify_all(self, text: str) -> None:
        """Tell all connections something."""
        self.send_to_all(Message("NOTICE", ("*", text), self.network.name))

    def abandon_connections(self, reason: str) -> None:
        """Close all connections, and forget them without a word to the log."""
        if not self._sockets:
            return
        self.send_to_all(Message("ERROR", (f"Closing link: {reason}",)))
        for client in tuple(self._sockets):
            self._close(client)
        self._in_flight.clear()
        self.network.strangers.clear()
        self._outbox.want_flush()

    def session(self, client: ClientId) -> Session | None:
        """The session of a connection of this node, whether it has registered or not."""
        return self.network.sessions.get(client) or self.network.strangers.get(client)

    def _use_stamps(self) -> None:
        """Give the stamps that belong to the state; these names save a look-up for each line."""
        self._stamps = self.network.stamps
        self._msgids, self._times = self._stamps.msgids, self._stamps.times
        self._executor.use_stamps(self._stamps)

    def _entered(self, client: ClientId) -> Session | None:
        return self.network.sessions.get(client)

    # Events of the log, and those of this node alone.

    def load(self, dump: bytes) -> None:
        """Go on from a state that was dumped. To be called while there is no connection.

        Raises DumpError; then all stays as it was.
        """
        self.network = load(dump, self.network.node_settings)
        self._use_stamps()
        self._show_loaded(dump)

    def record(
        self,
        recorder: Callable[[Event], object],
        loaded: Callable[[bytes], object] = lambda _dump: None,
    ) -> None:
        """Give each event of the log to `recorder` before it is applied, with its time and ids.

        `loaded` is given each dumped state that the node goes on from.
        """
        self._show_loaded = loaded

        def show_recorded(event: Event) -> None:
            recorder(event)
            self._show(event)

        self._show_logged = show_recorded

    def apply(self, event: Event) -> None:
        """Apply one event of the log: what all share changes in no other way.

        An event gets its time and its ids here, in the order of the log: its time is the one that
        it comes with, or that of the event before if that is later. One that comes while another is
        applied is applied after it.
        """
        if type(event) is Received:
            self.apply_line(event.client, event.at, event.message, event.msgid)
        elif type(event) is Spoke and not event.msgids:
            self.apply_speech(event.client, event.at, event.target, event.texts)
        elif self._is_applying:
            self._next.append(event)
        else:
            self._is_applying = True
            try:
                self._show_logged(self._stamped(event))
            finally:
                self._is_applying = False
            if self._next:
                self._apply_next()

    def apply_foreign(self, event: Event) -> None:
        """Apply an event of another node or its clients, who are told of it there."""
        self._is_foreign = True
        self._outbox.want_flush()  # nobody may be here to be told of it, but it is kept
        try:
            self.apply(event)
        finally:
            self._is_foreign = False

    def sent(self, event: Event) -> None:
        """Report that an event of this node was put in the log, and will be applied later."""
        self._on_way.sent(event)

    def landed(self, client: ClientId) -> None:
        """Report that an event of this client, which was sent, is applied now."""
        self._on_way.landed(client)

    def apply_line(self, client: ClientId, at: Millis, message: Message, msgid: str) -> None:
        """Apply `Received`, as in `apply`: so it is made only once, with its id."""
        if self._is_applying:
            self._next.append(Received(client, at, message, msgid))
            return
        self._is_applying = True
        try:
            network, channel, stamps = self.network, None, self._stamps
            if at < stamps.last:
                at = stamps.last
            else:
                stamps.last = at
            # Without a history nothing is placed in it; that would take a tenth of the time.
            if (
                network.keeps_history
                and not msgid
                and message.command == "PRIVMSG"
                and message.params
            ):
                channel = network.channels.get(message.params[0])  # type: ignore[call-overload]
            if channel is None:
                msgid = msgid or self._msgids.next(at)
                self._show_logged(Received(client, at, message, msgid))
            else:
                # Most messages: with the right id from the start, the message is made only once.
                msgid = self._executor.place(channel.folded, at)
                self._show_logged(Received(client, at, message, msgid))
        finally:
            self._is_applying = False
        if self._next:
            self._apply_next()

    def apply_speech(
        self, client: ClientId, at: Millis, target: str, texts: tuple[str, ...]
    ) -> None:
        """The same for `Spoke`."""
        if self._is_applying:
            self._next.append(Spoke(client, at, target, texts, (), at))
            return
        self._is_applying = True
        try:
            at = self._stamps.time(at)
            msgids, said_at = self._places(target, at, len(texts))
            self._show_logged(Spoke(client, at, target, texts, msgids, said_at))
        finally:
            self._is_applying = False
        if self._next:
            self._apply_next()

    def _places(self, target: str, at: Millis, count: int) -> tuple[tuple[str, ...], Millis]:
        """The ids of several messages in a row to one target, and the time of the first."""
        channel = self.network.find_channel(target)
        if channel is None:
            return self._msgids.several(at, count), at
        said_at = self._times.take(channel.folded, at, count)
        msgids = self._times.msgids(channel.folded, said_at, count)
        if said_at == at:
            msgids[0] = self._msgids.next(at)
        return tuple(msgids), Millis(said_at)

    def _stamped(self, event: Event) -> Event:
        """The event with its time, and an id if it is of a kind that has one."""
        at = self._stamps.time(event.at)
        if getattr(event, "msgid", None) == "":
            return replace(event, at=at, msgid=self._msgids.next(at))
        return event if at == event.at else replace(event, at=at)

    def _apply_next(self) -> None:
        while self._next:
            self.apply(self._next.popleft())

    def _handle_here(self, event: Event) -> None:
        """Handle an event that concerns this node alone."""
        if getattr(event, "msgid", None) == "":
            event = replace(event, msgid=self._references.next(event.at))
        self._show(event)

    def _show(self, event: Event) -> None:
        try:
            effects = handle(self.network, event)
        except Exception as error:  # our mistake must not end the chat
            if type(event) is Restored:
                raise
            exception_logging.report("an event could not be handled and was skipped", error, event)
            self._executor.end_place()
            if isinstance(error, MemoryError | RecursionError):
                self.diverged(error)
            return
        if type(event) is Received:
            if event.message.tags is not NO_TAGS or self._labels.open:
                effects = self._labelled(event, effects)
        elif type(event) in _ANSWERS:
            effects = self._labelled(event, effects)
        elif type(event) is Spoke and not (effects and type(effects[0]) is Relay):
            # It was split: each message gets its own time.
            channel = self.network.find_channel(event.target)
            if channel is not None:
                self._times.give_back(channel.folded, event.said_at)
        self._executor.carry_out(effects, event.at)

    def _labelled(self, event: Event, effects: list[Effect]) -> list[Effect]:
        if self._is_foreign:
            return effects
        try:
            if isinstance(event, Received):
                return self._labels.of_command(event, effects)
            return self._labels.of_answer(event.client, effects)
        except Exception as error:  # noqa: BLE001 - the network has changed: this must be shown
            exception_logging.report("an answer could not be labelled", error, event)
            return effects

    def carry_out(self, effects: list[Effect], at: Millis) -> None:
        """Carry out the effects of an event; `at` is the time of the event. Never raises."""
        self._executor.carry_out(effects, at)

    def _carry_out_rare(self, effect: Effect) -> None:
        """Carry out an effect on this node itself rather than on its output and its stores."""
        match effect:
            case Append() | Reload() | Log() if self._is_foreign:
                pass  # its own node does that
            case Append(event):
                self.backplane.submit(event)
            case Close() | Bury():
                self._end(effect)
            case Reload(client):
                self.reload(client)
            case Log(what, fields):
                client_event_audit_log.record(what, fields)
            case Ask(client):
                self._ask(client, effect)

    def _end(self, effect: Close | Bury) -> None:
        if isinstance(effect, Close):
            self._close(effect.client)
            return
        for socket in filter(None, map(self._sockets.get, effect.clients)):
            socket.end_if_hung_up()

    def _close(self, client: ClientId) -> None:
        socket = self._sockets.pop(client, None)
        self._labels.open.pop(client, None)
        self._on_way.forget_waiting(client)
        reason = self._last_words.pop(client, "")
        if socket is not None:
            if reason:
                self.send_to(client, Message("ERROR", (f"Closing link: {reason}",)))
            socket.stop_reading()
            self._outbox.close(client)

    def _ask(self, client: ClientId, question: Ask) -> None:
        socket = self._sockets.get(client)
        if socket is not None:
            self._commit()  # the answer may depend on messages of this tick
            self._desk.ask(question, socket)

    def _end_tick_soon(self) -> None:
        self._schedule(self._end_tick)
        if not self._tick_began:
            self._tick_began = self._monotonic()

    def _end_tick(self) -> None:
        # First of all: after a failure, the tick would seem to last for ever.
        began, self._tick_began = self._tick_began, 0.0
        try:
            self._outbox.flush()
            # A write before the end of a tick may schedule a second end.
            if began:
                now = self._monotonic()
                self.queue.overload.note_tick(now - began, now)
        except Exception as error:  # noqa: BLE001 - our mistake must not end the chat
            exception_logging.report("the end of a tick failed", error)

    def _answered(self, question: Ask, answer: object) -> None:
        client, request, at = question.client, question.request, self.now()
        if answer_stays(self.network, client, request):
            self._handle_here(Answered(client, at, request, answer))
        elif client in self._sockets:
            stranger = self.network.strangers.get(client)
            host = "" if stranger is None else stranger.host
            shared = request.without_secrets()
            self.backplane.submit(Answered(client, at, shared, answer, host=host))
