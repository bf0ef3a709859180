"""The events of clients that are on their way through the log, and the actions that wait for them.

A client is answered in the order of its commands. So while one of its events is on its way,
commands that its node would answer alone wait. If that event is more than speech, all its lines
wait, because it may change what they mean.
"""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from tui_chat.server import exception_logging
from tui_chat.server.core.events import ClientId, Event, Received, Spoke
from tui_chat.server.core.replicated_or_local_commands import is_one_person
from tui_chat.server.core.state.session import Session
from tui_chat.server.engine.pending_requests import Waiting
from tui_chat.wire.message import SAID, Message

Act = Callable[[], None]


@dataclass(slots=True)
class InFlight:
    """The events of one client that are on their way."""

    count: int = 0
    """Events that are not applied yet."""
    is_speech: bool = True
    """Whether they say something to a channel or a person, and do nothing else."""
    is_suspended: bool = False
    """Whether the client is not read meanwhile."""
    is_ending: bool = False
    """Whether the end of the connection is among them."""
    waiting: deque[Act] = field(default_factory=deque)
    """Actions to take when they are applied. There are few: the client is not read meanwhile."""


class InFlightEvents:
    """The clients that have events on their way; on a network of one node there are none.

    `sockets` are the node's connections; `session` gives the session of a client that has entered.
    """

    __slots__ = ("_session", "_sockets", "clients", "is_asked")

    def __init__(
        self,
        sockets: Mapping[ClientId, Waiting],
        session: Callable[[ClientId], Session | None],
    ) -> None:
        self.clients: dict[ClientId, InFlight] = {}
        self._sockets = sockets
        self._session = session
        self.is_asked: Callable[[ClientId], bool] = lambda _client: False
        """Tells whether a client waits for the answer to a question."""

    def sent(self, event: Event) -> None:
        """Report that an event was put in the log, and will be applied later."""
        client = event.client
        if client not in self.clients:
            self.clients[client] = InFlight()
        found = self.clients[client]
        found.count += 1
        if found.is_speech:
            found.is_speech = _only_says(self._session(client), event)

    def landed(self, client: ClientId) -> None:
        """Report that the oldest event of a client that was sent is applied now."""
        found = self.clients.get(client)
        if found is not None and found.count:
            found.count -= 1
            if not found.count:
                self._go_on(client)

    def wait(self, client: ClientId, act: Act) -> None:
        """Take this action when the events of the client are applied; it is not read meanwhile."""
        found = self.clients[client]
        found.waiting.append(act)
        found.is_suspended = True
        socket = self._sockets.get(client)
        if socket is not None:
            socket.suspend_input()

    def resume(self, client: ClientId, socket: Waiting) -> None:
        """Go on with a client whose question is answered."""
        found = self.clients.get(client)
        if found is None or not found.waiting:
            socket.resume_input()
        elif not found.count:
            self._go_on(client)

    def has_room_for(self, client: ClientId, session: Session | None, message: Message) -> bool:
        """Whether a message of the client can be handled, or sent behind what is on its way."""
        found = self.clients.get(client)
        if found is None:
            return True
        return found.is_speech and not found.waiting and is_speech(session, message)

    def keeps_back(self, client: ClientId) -> bool:
        """Whether a client is not read because of its events on the way."""
        return client in self.clients and self.clients[client].is_suspended

    def forget_waiting(self, client: ClientId) -> None:
        """Drop the actions that wait: the connection has ended."""
        if client in self.clients:
            self.clients[client].waiting.clear()

    def _go_on(self, client: ClientId) -> None:
        """Take the actions that wait, until one puts an event on its way or asks a question."""
        found = self.clients.pop(client)
        waiting = found.waiting
        while waiting and not self._has_to_wait(client):
            try:
                waiting.popleft()()
            except Exception as error:  # noqa: BLE001 - what is behind it waits, too
                exception_logging.report("a waiting command could not be run", error)
        if waiting:
            self.clients.setdefault(client, InFlight()).waiting.extend(waiting)
        if client in self.clients:
            self.clients[client].is_suspended |= found.is_suspended
        elif found.is_suspended and client in self._sockets and not self.is_asked(client):
            self._sockets[client].resume_input()

    def _has_to_wait(self, client: ClientId) -> bool:
        return client in self.clients or self.is_asked(client)


def is_speech(session: Session | None, message: Message) -> bool:
    """Whether a message says something, and has the same meaning whatever others do meanwhile.

    That is, to one channel or person that is no service, and in the batch that is open, if one is.
    """
    if session is None or message.command not in SAID or not message.params:
        return False
    if session.batch is not None and message.tags.get("batch") != session.batch.reference:
        return False
    return is_one_person(message.params[0])


def _only_says(session: Session | None, event: Event) -> bool:
    if isinstance(event, Spoke):
        return session is not None and session.batch is None and is_one_person(event.target)
    return isinstance(event, Received) and is_speech(session, event.message)
