"""A node: what its connections report becomes events of the log; it answers and ends them."""

import secrets
from collections.abc import Callable
from functools import partial

from tui_chat.server.backplane import Backplane, LocalBackplane
from tui_chat.server.core.commands.registration.webirc import HideAddress
from tui_chat.server.core.commands.users.token_filehost import MakeToken
from tui_chat.server.core.effects import (
    Append,
    Ask,
    Close,
    CloseHungUp,
    Effect,
    Log,
    Reload,
    Send,
)
from tui_chat.server.core.events import (
    AccountOrder,
    AccountOrdered,
    Answered,
    ClientId,
    Connected,
    Disconnected,
    Event,
    Garbled,
    Millis,
    Reconfigured,
    Request,
    Restored,
    Unreadable,
)
from tui_chat.server.core.handler_registry import RestoreError
from tui_chat.server.core.messages.history_request_types import HISTORY_REQUESTS
from tui_chat.server.core.password_hash_and_scram_keys import Secrets
from tui_chat.server.core.replicated_or_local_commands import (
    READ_ONLY,
    answer_stays,
    is_one_person,
    parts,
)
from tui_chat.server.core.settings import Settings, network_settings
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.session import Session
from tui_chat.server.core.state_dump import load
from tui_chat.server.core.users.nick_change import AskHolder
from tui_chat.server.engine import client_event_audit_log
from tui_chat.server.engine.client_ids import ClientIds
from tui_chat.server.engine.clock import SYSTEM_CLOCK, Clock, SteadyClock
from tui_chat.server.engine.effect_execution import EffectExecutor, Stores
from tui_chat.server.engine.event_application import EventApplier
from tui_chat.server.engine.in_flight import InFlightEvents
from tui_chat.server.engine.nick_holder_probe import liveness_answerer
from tui_chat.server.engine.pending_requests import Answerer, PendingRequests, soon
from tui_chat.server.engine.tick_timing import Ticks
from tui_chat.server.limits.command_rates import RatedWork
from tui_chat.server.output.connection_interface import Socket
from tui_chat.server.output.labeled_response import Labelling
from tui_chat.server.store import History, Records, StoreError
from tui_chat.server.store.memory_history_and_records import MemoryHistory, MemoryRecords
from tui_chat.wire.message import Message
from tui_chat.wire.timestamps import format_time


class Node:
    """Turns what connections report into events, and does what their effects ask of a node.

    An `EventApplier` applies the events to `network`. `schedule` calls a function once, soon,
    before the loop waits for the network again. Messages are stored in `history` and state in
    `records`; by default both are in memory. `incarnation` is as in `ClientIds`.
    """

    # Without them, a message takes 3 % longer.
    __slots__ = (
        "_applier",
        "_close_reasons",
        "_commit",
        "_executor",
        "_ids",
        "_in_flight",
        "_is_stopping",
        "_labels",
        "_on_way",
        "_outbox",
        "_requests",
        "_show_loaded",
        "_sockets",
        "_time",
        "backplane",
        "diverged",
        "history",
        "lines_received",
        "network",
        "queue",
        "records",
        "reload",
        "ticks",
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
        self.history = history or MemoryHistory()
        self.records = records or MemoryRecords()
        stores = Stores(self.history, self.records)
        self._commit = stores.commit
        self.ticks = Ticks(schedule, stores.end_tick, clock)
        self._outbox = self.ticks.outbox
        self.queue = self.ticks.queue
        """Busy clients wait here while the server is overloaded."""
        self._executor = EffectExecutor(self._outbox, stores, self._carry_out_rare)
        self._labels = Labelling(self._outbox, settings.server)
        self._applier = EventApplier(self.network, self._executor, self._labels, self._diverge)
        self.backplane: Backplane = LocalBackplane(self._applier)
        self._sockets: dict[ClientId, Socket] = {}
        self._on_way = InFlightEvents(self._sockets, self._entered)
        self._in_flight = self._on_way.clients
        self._requests = PendingRequests(self._answered, schedule, self._on_way.resume)
        self._on_way.is_asked = self._requests.is_open
        for kind in HISTORY_REQUESTS:
            self.answer_with(kind, soon(self.history.answer, schedule))
        self.answer_with(AskHolder, liveness_answerer(self._sockets.get, schedule))
        self.answer_with(MakeToken, soon(lambda _: secrets.token_urlsafe(32), schedule))
        self.answer_with(HideAddress, soon(lambda asked: asked.host, schedule))
        self._ids = ClientIds(incarnation)
        self._show_loaded: Callable[[bytes], object] = lambda _dump: None
        self._close_reasons: dict[ClientId, str] = {}
        """Why we end these connections; kept while their end is on its way through the log."""
        # Times never go back, not even over a restart: they are the order of the history.
        self._time = SteadyClock(clock.wall, Millis(self.history.last_time() + 1))
        self.reload: Callable[[ClientId], object] = lambda _client: None
        """Reads the configuration again, calls `configure`, and tells the client how it went."""
        self.diverged: Callable[[BaseException], object] = lambda _error: None
        """Told when an event could not be handled for a reason that other nodes may not share."""
        self._is_stopping = False
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
        self._requests.answerers[kind] = answerer

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
        self._applier.apply_here(
            Connected(client, self.now(), host, secure, fingerprint, shown, owner)
        )
        return client

    def receive(self, client: ClientId, message: Message, at: Millis, msgid: str = "") -> None:
        """Report a message from a client. Without a `msgid` it is given one."""
        network = self.network
        session = network.sessions.get(client)
        if self._in_flight and not self._on_way.has_room_for(client, session, message):
            self._on_way.wait(client, partial(self.receive, client, message, at, msgid))
        elif session is None:
            self._applier.apply_line_here(client, at, message, msgid)
        elif (
            message.command == "PRIVMSG"
            and message.params
            and (message.params[0] in network.channels or is_one_person(message.params[0]))
        ):
            # Most messages. No service is a channel, and no channel's name has a comma.
            self.backplane.submit_line(client, at, message, msgid)
        elif message.command in READ_ONLY and session.batch is None and not self._in_flight:
            self._applier.apply_line_here(client, at, message, msgid)
        else:
            found = parts(session, message)
            if self._in_flight or len(found) > 1:
                self._receive_parts(client, found, at, msgid)
            elif found[0][1]:
                self.backplane.submit_line(client, at, found[0][0], msgid)
            else:
                self._applier.apply_line_here(client, at, found[0][0], msgid)

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
                self._applier.apply_line_here(client, at, part, msgid)

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
            self._applier.apply_here(event)

    def disconnect(self, client: ClientId, reason: str) -> None:
        """Report that a connection is lost, or that we end it."""
        if client in self._sockets and not self._is_ending(client) and not self._is_stopping:
            self._on_way.forget_waiting(client)
            self._submit_of(client, Disconnected(client, self.now(), reason))
            if client in self._in_flight:
                self._in_flight[client].is_ending = True

    def begin_stop(self) -> None:
        """From now on, whoever loses the connection has not left: the state is that of a kill.

        Who may enter an empty channel depends on how it was emptied.
        """
        self._is_stopping = True

    def _is_ending(self, client: ClientId) -> bool:
        return client in self._in_flight and self._in_flight[client].is_ending

    def restore(self) -> None:
        """Restore the records. To be called before the first connection.

        Raises StoreError for one that is damaged, or of another casemapping: without it an account
        would be anybody's.
        """
        for kind, key, value in self.records.all():
            try:
                self.backplane.submit(Restored(self._ids.node, self.now(), kind, key, value))
            except RestoreError as error:
                raise StoreError(str(error)) from error
            except Exception as error:
                raise StoreError(
                    f"records.db is damaged (the record {kind} {key!r}): put a backup there."
                ) from error

    def end_connection(self, client: ClientId, reason: str) -> None:
        """End a connection, and send it the reason, behind the answers to all that it has said."""
        if client in self._sockets:
            self._close_reasons.setdefault(client, reason)
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
        """Begin to measure the tick now: work other than lines of clients is about to be done."""
        self._outbox.want_flush()

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
        return self._time.now(self.network.stamps.last)

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
        """Read from all clients again, except those that wait for an answer."""
        for client, socket in tuple(self._sockets.items()):
            if not self._on_way.keeps_back(client) and not self._requests.is_open(client):
                socket.resume_input()

    def notify_all(self, text: str) -> None:
        """Tell all connections something."""
        self.send_to_all(Message("NOTICE", ("*", text), self.network.name))

    def abandon_connections(self, reason: str) -> None:
        """Close all connections without putting their ends in the log."""
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

    def _entered(self, client: ClientId) -> Session | None:
        return self.network.sessions.get(client)

    # The log.

    def load(self, dump: bytes) -> None:
        """Go on from a state that was dumped. To be called while there is no connection.

        Raises DumpError; then all stays as it was.
        """
        self.network = load(dump, self.network.node_settings)
        self._applier.use(self.network)
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
        self._applier.record(recorder)

    def apply(self, event: Event) -> None:
        """Apply the next event of the log, as in `EventApplier`."""
        self._applier.apply(event)

    def apply_foreign(self, event: Event) -> None:
        """Apply an event of another node or its clients, who are told of it there."""
        self._outbox.want_flush()  # nobody may be here to be told of it, but it is kept
        self._applier.apply_foreign(event)

    def _diverge(self, error: BaseException) -> None:
        self.diverged(error)

    def sent(self, event: Event) -> None:
        """Report that an event of this node was put in the log, and will be applied later."""
        self._on_way.sent(event)

    def landed(self, client: ClientId) -> None:
        """Report that an event of this client, which was sent, is applied now."""
        self._on_way.landed(client)

    def carry_out(self, effects: list[Effect], at: Millis) -> None:
        """Carry out the effects of an event; `at` is the time of the event. Never raises."""
        self._executor.carry_out(effects, at)

    def _carry_out_rare(self, effect: Effect) -> None:
        """Carry out an effect on this node itself rather than on its output and its stores."""
        if self._applier.is_foreign and isinstance(effect, Append | Log | Reload):
            return  # its own node does that
        match effect:  # the most frequent ones first
            case Append(event):
                self.backplane.submit(event)
            case Log(what, fields):
                client_event_audit_log.record(what, fields)
            case Close() | CloseHungUp():
                self._end(effect)
            case Reload(client):
                self.reload(client)
            case Ask(client):
                self._ask(client, effect)

    def _end(self, effect: Close | CloseHungUp) -> None:
        if isinstance(effect, Close):
            self._close(effect.client)
            return
        for socket in filter(None, map(self._sockets.get, effect.clients)):
            socket.end_if_hung_up()

    def _close(self, client: ClientId) -> None:
        socket = self._sockets.pop(client, None)
        self._labels.open.pop(client, None)
        self._on_way.forget_waiting(client)
        reason = self._close_reasons.pop(client, "")
        if socket is not None:
            if reason:
                self.send_to(client, Message("ERROR", (f"Closing link: {reason}",)))
            socket.stop_reading()
            self._outbox.close(client)

    def _ask(self, client: ClientId, question: Ask) -> None:
        socket = self._sockets.get(client)
        if socket is not None:
            self._commit()  # the answer may depend on messages of this tick
            self._requests.ask(question, socket)

    def _answered(self, question: Ask, answer: object) -> None:
        client, request, at = question.client, question.request, self.now()
        if answer_stays(self.network, client, request):
            self._applier.apply_here(Answered(client, at, request, answer))
        elif client in self._sockets:
            stranger = self.network.strangers.get(client)
            host = "" if stranger is None else stranger.host
            shared = request.without_secrets()
            self.backplane.submit(Answered(client, at, shared, answer, host=host))
