"""The backplane with a log that a test writes by hand; `test_contract` has it on real engines."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest

from tui_chat.server.core.events import ClientId, Disconnected, Event, Millis, NodeJoined, NodeLost
from tui_chat.server.core.state.nodes import Member, Nodes
from tui_chat.wire.message import Message

pytest.importorskip("nats")
from tui_chat.server.cluster import event_batch_codec
from tui_chat.server.cluster.jetstream_backplane import MOST_EVENTS, JetStreamBackplane
from tui_chat.server.cluster.stream_log import Entry

EPOCH = 5


class Log:
    """Remembers what it is given; `commit` puts it in the log."""

    epoch = EPOCH

    def __init__(self) -> None:
        self.put_there: list[tuple[str, bytes]] = []

    async def put(self, name: str, data: bytes) -> None:
        self.put_there.append((name, data))


class Node:
    def __init__(self) -> None:
        self.nodes = Nodes()
        self.applied: list[str] = []
        self.scheduled: list[Callable[[], None]] = []
        self.times: list[int] = []
        self.log = Log()
        self.backplane = JetStreamBackplane(
            self,
            lambda: self.nodes,
            self.scheduled.append,
        )
        self.backplane.log = self.log  # type: ignore[assignment]
        self.sequence = 0

    def apply(self, event: Event) -> None:
        if isinstance(event, NodeJoined):
            if not self.nodes.refuses(event.name, event.rules):
                self.nodes.join(event.name, Member(event.incarnation, event.token, event.rules))
        elif isinstance(event, NodeLost):
            self.nodes.lose(event.incarnation, event.batch)
        else:
            assert isinstance(event, Disconnected)
            if event.reason == "fault":
                raise RuntimeError
            self.applied.append(event.reason)
            self.times.append(event.at)

    def is_own(self, _client: ClientId) -> bool:
        return False

    def apply_foreign(self, event: Event) -> None:
        self.apply(event)

    def sent(self, event: Event) -> None: ...

    def landed(self, client: ClientId) -> None: ...

    def apply_line(self, client: ClientId, at: Millis, message: Message, msgid: str) -> None:
        raise NotImplementedError

    def apply_speech(
        self, client: ClientId, at: Millis, target: str, texts: tuple[str, ...]
    ) -> None:
        raise NotImplementedError

    def commit(self, data: bytes, at: int = 1) -> None:
        """An entry of the log comes."""
        self.sequence += 1
        self.backplane.take(Entry(self.sequence, at, data))

    def tick(self) -> None:
        while self.scheduled:
            self.scheduled.pop(0)()

    async def join(self, rules: str = "") -> None:
        event = NodeJoined(ClientId(0), Millis(0), "n1", rules, "own")
        self.backplane.join(event)
        self.commit(event_batch_codec.encode(EPOCH, 0, 0, event_batch_codec.encode_events([event])))

    def somebody_joins(self, name: str, rules: str = "") -> int:
        event = NodeJoined(ClientId(0), Millis(0), name, rules, f"at {self.sequence}")
        self.commit(event_batch_codec.encode(EPOCH, 0, 0, event_batch_codec.encode_events([event])))
        return self.sequence

    def says(self, text: str, incarnation: int, batch: int, epoch: int = EPOCH) -> None:
        events = event_batch_codec.encode_events([gone(text, incarnation)])
        self.commit(event_batch_codec.encode(epoch, incarnation, batch, events))


def gone(text: str, incarnation: int = 1) -> Disconnected:
    return Disconnected(ClientId((incarnation << 24) + 1), Millis(1), text)


@pytest.fixture
async def node() -> Node:
    return Node()


async def until(condition: Callable[[], object]) -> None:
    """Wait for something that nobody tells."""
    async with asyncio.timeout(30):
        while not condition():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.005)


async def flying(node: Node) -> list[tuple[str, list[str]]]:
    """The batches that were sent, by name, since last asked."""
    sending = node.backplane.sending
    if sending is not None:
        await sending
    sent, node.log.put_there = node.log.put_there, []
    return [
        (name, [event.reason for event in event_batch_codec.decode(data).decoded()])  # type: ignore[attr-defined]
        for name, data in sent
        if not name.startswith("join")
    ]


async def test_a_tick_is_a_batch_and_two_are_in_flight_at_a_time(node: Node) -> None:
    await node.join()
    assert node.backplane.incarnation == 1
    await flying(node)
    for text in ("one", "two"):
        node.backplane.submit(gone(text))
    node.tick()
    assert await flying(node) == [(f"{EPOCH}-1-1", ["one", "two"])]
    node.backplane.submit(gone("three"))
    node.tick()
    assert await flying(node) == [(f"{EPOCH}-1-2", ["three"])]
    for text in ("four", "five"):
        node.backplane.submit(gone(text))
        node.tick()
    assert await flying(node) == []
    assert node.backplane.oldest == 1
    node.says("one and two", 1, 1)
    assert await flying(node) == [(f"{EPOCH}-1-3", ["four", "five"])]
    assert node.backplane.oldest == 2
    for batch in (2, 3):
        node.says("three and four", 1, batch)
    assert not node.backplane.is_waiting
    assert node.backplane.oldest == 4


async def sent_again(node: Node) -> list[tuple[str, list[str]]]:
    """What the watcher sends after the engine has refused something."""
    node.backplane.send_again()
    await until(lambda: node.log.put_there)
    return await flying(node)


async def test_a_batch_that_overtakes_the_one_before_comes_again_behind_it(node: Node) -> None:
    await node.join()
    await flying(node)
    for text in ("one", "two"):
        node.backplane.submit(gone(text))
        node.tick()
    assert await flying(node) == [(f"{EPOCH}-1-1", ["one"]), (f"{EPOCH}-1-2", ["two"])]
    node.says("two", 1, 2)
    assert node.applied == []
    # With the name that the engine knows, it would not be taken a second time.
    again = [(f"{EPOCH}-1-1", ["one"]), (f"{EPOCH}-1-2-1", ["two"])]
    assert await sent_again(node) == again
    node.says("one", 1, 1)
    node.says("two", 1, 2)
    node.says("one", 1, 1)  # that sent again, too
    assert node.applied == ["one", "two"]
    assert not node.backplane.is_waiting
    await node.backplane.close()


async def test_what_did_not_come_back_is_sent_again_in_its_order(node: Node) -> None:
    await node.join()
    await flying(node)
    for text in ("one", "two", "three"):
        node.backplane.submit(gone(text))
        node.tick()
    sent = await flying(node)
    assert await sent_again(node) == sent
    node.says("one", 1, 1)
    await flying(node)
    assert [name for name, _ in await sent_again(node)] == [f"{EPOCH}-1-2", f"{EPOCH}-1-3"]
    await node.backplane.close()


async def test_a_batch_has_a_limit_and_the_rest_comes_in_the_next(node: Node) -> None:
    await node.join()
    for number in range(MOST_EVENTS + 1):
        node.backplane.submit(gone(str(number)))
    node.tick()
    ((_, texts),) = await flying(node)
    assert len(texts) == MOST_EVENTS
    assert node.backplane.backlog == 1


async def test_what_is_submitted_before_the_node_has_joined_is_dropped(node: Node) -> None:
    node.backplane.submit(gone("early"))
    node.tick()
    await node.join()
    node.tick()
    assert await flying(node) == []


async def test_a_node_speaks_for_its_own_clients_alone(node: Node) -> None:
    one, other = node.somebody_joins("n2"), node.somebody_joins("n3")
    node.commit(
        event_batch_codec.encode(
            EPOCH, one, 1, event_batch_codec.encode_events([gone("no", other), gone("yes", one)])
        )
    )
    assert node.applied == ["yes"]


async def test_what_comes_twice_is_applied_once(node: Node) -> None:
    other = node.somebody_joins("n2")
    for batch in (1, 2, 2, 1, 3):
        node.says(f"batch {batch}", other, batch)
    assert node.applied == ["batch 1", "batch 2", "batch 3"]


async def test_a_lost_node_counts_no_longer_nor_does_one_that_came_back_under_its_name(
    node: Node,
) -> None:
    first = node.somebody_joins("n2")
    second = node.somebody_joins("n2")
    node.says("late", first, 1)
    node.says("there", second, 1)
    await node.join()
    own = ClientId(node.backplane.incarnation << 24)
    lost = event_batch_codec.encode_events([NodeLost(own, Millis(1), second, 1)])
    node.commit(event_batch_codec.encode(EPOCH, node.backplane.incarnation, 1, lost))
    node.says("later", second, 2)
    node.says("a stranger", 99, 1)
    assert node.applied == ["there"]


async def test_entries_that_no_node_wrote_are_passed_over(node: Node) -> None:
    other = node.somebody_joins("n2")
    node.commit(b"rubbish")
    node.says("of another stream", other, 1, epoch=EPOCH - 1)
    # Without having joined, nothing can be said.
    node.commit(
        event_batch_codec.encode(EPOCH, 0, 0, event_batch_codec.encode_events([gone("nobody")]))
    )
    node.says("fine", other, 1)
    assert node.applied == ["fine"]


async def test_a_fault_of_one_event_does_not_stop_the_next(node: Node) -> None:
    other = node.somebody_joins("n2")
    events = event_batch_codec.encode_events([gone("fault", other), gone("next", other)])
    node.commit(event_batch_codec.encode(EPOCH, other, 1, events))
    assert node.applied == ["next"]


async def test_a_node_with_other_rules_learns_that_it_was_refused(node: Node) -> None:
    node.somebody_joins("n2", rules="core 1")
    await node.join(rules="core 2")
    assert node.backplane.refused
    assert not node.backplane.incarnation


async def test_events_happen_when_the_engine_took_them_whatever_their_nodes_clock_says(
    node: Node,
) -> None:
    other = node.somebody_joins("n2")
    node.commit(
        event_batch_codec.encode(
            EPOCH, other, 1, event_batch_codec.encode_events([gone("now", other)])
        ),
        at=42,
    )
    assert node.times == [42]
