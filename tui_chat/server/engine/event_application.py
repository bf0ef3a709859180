"""Applying events to the network in the order of the log: their times, their ids, their effects."""

from collections import deque
from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from tui_chat.server import exception_logging
from tui_chat.server.core.effects import Effect, Relay
from tui_chat.server.core.event_dispatch import handle
from tui_chat.server.core.events import (
    Answered,
    ClientId,
    Entered,
    Event,
    LoggedIn,
    Millis,
    Received,
    Restored,
    Spoke,
)
from tui_chat.server.core.stamps.msgids import MsgidClock
from tui_chat.server.core.state.network import Network
from tui_chat.server.engine.effect_execution import EffectExecutor
from tui_chat.server.output.labeled_response import Labelling
from tui_chat.wire.message import Message
from tui_chat.wire.tags import NO_TAGS

_ANSWERS: Final = frozenset({Answered, Entered, LoggedIn})
"""Events that answer a command which a client sent before."""


class EventApplier:
    """Applies events to the network one by one, and has their effects carried out.

    `executor` carries out the effects, after `labels` has marked the answers to labelled commands.
    `diverged` is told when an event could not be handled for a reason that other nodes may not
    share.
    """

    __slots__ = (
        "_diverged",
        "_executor",
        "_handle_logged",
        "_is_applying",
        "_labels",
        "_msgids",
        "_next",
        "_own_ids",
        "_stamps",
        "_times",
        "is_foreign",
        "network",
    )

    def __init__(
        self,
        network: Network,
        executor: EffectExecutor,
        labels: Labelling,
        diverged: Callable[[BaseException], object],
    ) -> None:
        self._executor = executor
        self._labels = labels
        self._diverged = diverged
        self._own_ids = MsgidClock()
        """Ids of events of this node alone: they name batches, and nothing that is kept."""
        self._handle_logged = self._handle
        self._is_applying = False
        self._next: deque[Event] = deque()
        """Events of the log that came while another was applied."""
        self.is_foreign = False
        """Whether the event that is being applied came from another node."""
        self.use(network)

    def use(self, network: Network) -> None:
        """Apply events to this network from now on, with times and ids from its state."""
        self.network = network
        # These names save a look-up for each line.
        self._stamps = network.stamps
        self._msgids, self._times = self._stamps.msgids, self._stamps.times
        self._executor.use_stamps(self._stamps)

    def record(self, recorder: Callable[[Event], object]) -> None:
        """Give each event of the log to `recorder` before it is handled, with its time and ids."""

        def handle_recorded(event: Event) -> None:
            recorder(event)
            self._handle(event)

        self._handle_logged = handle_recorded

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
                self._handle_logged(self._stamped(event))
            finally:
                self._is_applying = False
            if self._next:
                self._apply_next()

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
                self._handle_logged(Received(client, at, message, msgid))
            else:
                # Most messages: with the right id from the start, the message is made only once.
                msgid = self._executor.place(channel.folded, at)
                self._handle_logged(Received(client, at, message, msgid))
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
            self._handle_logged(Spoke(client, at, target, texts, msgids, said_at))
        finally:
            self._is_applying = False
        if self._next:
            self._apply_next()

    def apply_foreign(self, event: Event) -> None:
        """Apply an event of another node or its clients, who are told of it there."""
        self.is_foreign = True
        try:
            self.apply(event)
        finally:
            self.is_foreign = False

    def apply_here(self, event: Event) -> None:
        """Apply an event that concerns this node alone, with an id of this node's own."""
        if getattr(event, "msgid", None) == "":
            event = replace(event, msgid=self._own_ids.next(event.at))
        self._handle(event)

    def apply_line_here(self, client: ClientId, at: Millis, message: Message, msgid: str) -> None:
        """Apply `Received`, as in `apply_here`."""
        self._handle(Received(client, at, message, msgid or self._own_ids.next(at)))

    def _apply_next(self) -> None:
        while self._next:
            self.apply(self._next.popleft())

    def _stamped(self, event: Event) -> Event:
        """The event with its time, and an id if it is of a kind that has one."""
        at = self._stamps.time(event.at)
        if getattr(event, "msgid", None) == "":
            return replace(event, at=at, msgid=self._msgids.next(at))
        return event if at == event.at else replace(event, at=at)

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

    def _handle(self, event: Event) -> None:
        try:
            effects = handle(self.network, event)
        except Exception as error:  # our mistake must not end the chat
            if type(event) is Restored:
                raise
            exception_logging.report("an event could not be handled and was skipped", error, event)
            self._executor.end_place()
            if isinstance(error, MemoryError | RecursionError):
                self._diverged(error)
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

    def _has_left(self, client: ClientId) -> bool:
        """Whether the network ended the session, and its last commands came too late."""
        return client not in self.network.sessions and client not in self.network.strangers

    def _labelled(self, event: Event, effects: list[Effect]) -> list[Effect]:
        if self.is_foreign:
            return effects
        try:
            if isinstance(event, Received):
                if not effects and self._has_left(event.client):
                    return effects  # an ACK would say that the command was carried out
                return self._labels.of_command(event, effects)
            return self._labels.of_answer(event.client, effects)
        except Exception as error:  # noqa: BLE001 - the network has changed: this must be shown
            exception_logging.report("an answer could not be labelled", error, event)
            return effects
