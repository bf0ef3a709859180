"""What our client said while its network had no majority arrives once, or is shown as unsent."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.server.cluster.engines import freeze, needs_engine, new_key, running, thaw

pytest.importorskip("nats")
from tests.server.cluster.nodes_in_process import QUICK, ClusterMember
from tui_chat.client.buffers.line import LineState
from tui_chat.client.session import Profile, Session
from tui_chat.server.cluster.nats.connection_options import connect_options
from tui_chat.server.core.messages.history_request_types import Reading
from tui_chat.server.core.settings import HistoryPolicy, Settings
from tui_chat.wire.message import Message

pytestmark = needs_engine
TEXTS = ["before", "under way", "not logged", "after the notice", "not read", "typed offline"]


class Client:
    """Our client's session, connected to one node after the other."""

    def __init__(self) -> None:
        self.session = Session(Profile("ana", channels=("#tea",)), "irc.example", entropy=bytes)
        self.is_told = False
        """Whether it was shown that the server is cut off."""

    def connect(self, member: ClusterMember) -> None:
        """Connect to this node."""
        self._node = member.node
        self._person = member.connect("ana")
        self.session.connected()

    async def until(self, condition: Callable[[], object]) -> None:
        """Send and hear until something is so."""
        async with asyncio.timeout(30):
            while not condition():
                self._exchange()
                await asyncio.sleep(0.005)  # both answer at any time

    def says(self, text: str) -> None:
        """Write this in #tea."""
        place = self.session.find("#tea")
        assert place is not None
        self.session.say(place, text, self._node.now() / 1000)
        self._exchange()

    async def is_closed(self) -> None:
        """Wait until the node has closed the connection, and note that it is lost."""
        await self.until(lambda: self._person.closed)
        self._exchange()
        self.session.disconnected("Lost.", self._node.now() / 1000, retry_in=1.0)

    @property
    def lines(self) -> list[tuple[str, LineState]]:
        """What it has said, and how far each has come."""
        place = self.session.find("#tea")
        return [(line.text, line.state) for line in place.lines if line.own] if place else []

    def _exchange(self) -> None:
        for message in self.session.take_outgoing():
            if not self._person.closed:
                self._person.says(str(message))
        heard, self._person.heard = self._person.heard, []
        for line in heard:
            self.session.receive(Message.parse(line.encode()), self._node.now() / 1000)
            said = (each.lines[-1].text for each in self.session.buffers if each.lines)
            self.is_told |= any("cannot reach the others" in text for text in said)


def history(member: ClusterMember) -> list[str]:
    """What was said in #tea, as a node has kept it."""
    member.node.history.commit()
    found: Any = member.node.history.answer(Reading("#tea", 1000))
    return [entry.message.params[-1] for entry in found]


@pytest.mark.parametrize("has_history", [True, False], ids=["history", "no-history"])
async def test_what_waited_without_a_majority_arrives_once_or_is_shown_as_unsent(
    tmp_path: Path, has_history: bool
) -> None:
    # Heartbeats go over the same engine here: nobody is to be taken for lost.
    timing = QUICK._replace(stop_reading=0.1, tell=0.2, close=0.5, silence=60)
    settings = Settings(auto_join=(), history=HistoryPolicy(page=100 if has_history else 0))
    with running(new_key(), tmp_path) as engine:
        options = connect_options(engine.key, engine.port)
        one, two = [
            await ClusterMember(name, tmp_path / name, options, "net", settings, timing).start()
            for name in ("n1", "n2")
        ]
        bob = await two.enter("bob")
        bob.says("JOIN #tea")
        await bob.hears_of(" 366 ")
        ana = Client()
        ana.connect(one)
        await ana.until(lambda: "bob" in getattr(ana.session.find("#tea"), "members", ()))
        ana.says("before")
        await ana.until(lambda: ana.lines == [("before", LineState.SENT)])
        freeze(engine)
        ana.says("under way")
        await ana.until(lambda: one.cluster.backplane.is_waiting)
        ana.says("not logged")
        await ana.until(lambda: ana.is_told)
        ana.says("after the notice")
        ana.says("not read")
        await ana.is_closed()
        ana.says("typed offline")
        thaw(engine)
        await ana.until(lambda: one.cluster.backplane.incarnation)
        ana.connect(two)
        await ana.until(lambda: not any(state is LineState.PENDING for _text, state in ana.lines))
        arrived = [text for text, state in ana.lines if state is LineState.SENT]
        await bob.hears_of("typed offline")
        unsent = [text for text, state in ana.lines if state is not LineState.SENT]
        if has_history:
            assert history(one) == history(two) == arrived == TEXTS
        else:
            assert arrived == [TEXTS[0], TEXTS[-1]]
            assert unsent == TEXTS[1:-1]
        for node in (one, two):
            await node.die()
