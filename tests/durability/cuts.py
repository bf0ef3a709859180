"""Our client's session and our server, with a wire between them that is cut at a given byte."""

import asyncio
from typing import cast

from tests.fuzz.loops import Clock, Wire
from tests.server.store.talk import NOON
from tui_chat.client.session import Profile, Session
from tui_chat.server.core.messages.history_request_types import Reading
from tui_chat.server.core.settings import Settings
from tui_chat.server.engine.clock import Clock as NodeClock
from tui_chat.server.engine.node import Node
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.store.memory_history_and_records import MemoryHistory, MemoryRecords
from tui_chat.server.transport.connection import Connection
from tui_chat.wire.framing import LineBuffer
from tui_chat.wire.message import Message

_TRIPS = 200
"""More than any conversation here needs until nobody has anything left to say."""
UP, DOWN = 0, 1


class Conversation:
    """One person in #tea, over as many connections as it takes; time passes with every step.

    The wire is cut once: when `after` bytes have gone in one direction (`UP` is to the server).
    Gone bytes arrived, all others are lost. With `restart` the server is killed at that moment,
    and all that it had not committed is gone.
    """

    def __init__(self, direction: int = UP, after: int = -1, *, restart: bool = False) -> None:
        self.gone = [0, 0]
        """Bytes that went each way, over all connections."""
        self._direction = direction
        self._after = after
        self._restart = restart
        self._now = NOON
        self._history = MemoryHistory()
        self._records = MemoryRecords()
        self._start()
        self.session = Session(Profile("ana", channels=("#tea",)), "irc.example", entropy=bytes)
        self._connect()

    def says(self, *texts: str) -> None:
        """Write these in #tea, one after the other, and send what can be sent."""
        place = self.session.find("#tea")
        assert place is not None
        for text in texts:
            self.session.say(place, text, self._now / 1000)
            self._send()

    def settles(self) -> None:
        """Let both talk, connecting again if need be, until nobody says anything."""
        for _ in range(_TRIPS):
            moved = self._send() + self._hear()
            if self._wire.closing:
                self._connect()
            elif not moved:
                return
        raise AssertionError("it does not come to an end")

    def kept(self) -> list[str]:
        """What was said in #tea, as the server keeps it."""
        found = self._history.answer(Reading("#tea", limit=1000))
        assert isinstance(found, list)
        return [one.message.params[-1] for one in found if one.message.command == "PRIVMSG"]

    def shown(self) -> list[str]:
        """What the person reads there of their own."""
        place = self.session.find("#tea")
        assert place is not None
        return [line.text for line in place.lines if line.own]

    def _start(self) -> None:
        self._clock = Clock()
        self._node = Node(
            Settings(auto_join=()),
            self._clock.call_soon,
            self._history,
            self._records,
            NodeClock(wall=lambda: self._now * 1_000_000),
        )

    def _connect(self) -> None:
        loop = cast("asyncio.AbstractEventLoop", self._clock)
        self._wire = Wire()
        self._server = Connection(self._node, Rate(per_second=0), Timeouts(), loop)
        self._server.connection_made(self._wire)
        self._lines = LineBuffer()
        self.session.connected()

    def _send(self) -> int:
        data = b"".join(message.encode() for message in self.session.take_outgoing())
        if data and not self._wire.closing:
            self._server.data_received(self._pass(UP, data))
            self._clock.run()
            self._cut_if_over()
        return len(data)

    def _hear(self) -> int:
        self._now += 1
        self._clock.run()
        data = b"".join(self._wire.written)
        self._wire.written.clear()
        for line in self._lines.feed(self._pass(DOWN, data)):
            self.session.receive(Message.parse(line), self._now / 1000)
        self._cut_if_over()
        return len(data)

    def _pass(self, direction: int, data: bytes) -> bytes:
        """What arrives of these bytes."""
        before = self.gone[direction]
        self.gone[direction] += len(data)
        if direction == self._direction and before <= self._after < self.gone[direction]:
            self._is_over = True
            return data[: self._after - before]
        return data

    _is_over = False

    def _cut_if_over(self) -> None:
        if not self._is_over:
            return
        self._is_over = False
        self._wire.closing = True
        if self._restart:
            self._start()
        else:
            self._server.connection_lost(None)
            self._clock.run()
        self._wire.written.clear()
        self._now += 1000
        self.session.disconnected("The connection is lost.", self._now / 1000, retry_in=1.0)


TEXTS = [f"message {number}" for number in range(6)]


def talk(conversation: Conversation) -> Conversation:
    """Say all of `TEXTS`, in two goes."""
    conversation.settles()
    conversation.says(*TEXTS[:3])
    conversation.settles()
    conversation.says(*TEXTS[3:])
    conversation.settles()
    return conversation


def wrong_cuts(direction: int, every: int, *, restart: bool) -> list[str]:
    """Cut a conversation after each `every` bytes; sentences about all that went wrong."""
    wrong: list[str] = []
    for after in range(0, talk(Conversation()).gone[direction], every):
        conversation = talk(Conversation(direction, after, restart=restart))
        for who, texts in (("kept", conversation.kept()), ("shown", conversation.shown())):
            if texts != TEXTS:
                wrong.append(f"{who} after a cut at byte {after}: {texts}")
    return wrong
