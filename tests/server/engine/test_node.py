import time

from tests.server.world import World
from tui_chat.server.core.events import ClientId, Millis, Received
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state_dump import dump
from tui_chat.server.engine.clock import Clock
from tui_chat.server.engine.node import Node
from tui_chat.wire.message import Message


def test_time_does_not_go_back() -> None:
    times = [5_000_000_000, 3_000_000_000, 6_000_000_000]
    node = Node(Settings(), lambda _act: None, clock=Clock(wall=lambda: times.pop(0)))
    assert [node.now() for _ in range(3)] == [5000, 5000, 6000]


def test_commands_that_only_read_are_not_in_the_log(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    net.events.clear()
    assert alice.asks("PING x", "PONG x", "NAMES #tea", "WHOIS alice", "LIST", "LUSERS", "JOIN")
    assert net.events == []


def test_everybody_connected_can_be_told(net: World) -> None:
    alice, stranger = net.enter("alice"), net.connect()
    net.node.send_to_all(Message("ERROR", ("closing",)))
    assert alice.hears() == stranger.hears() == ["ERROR closing"]


def test_who_is_turned_out_is_told_why_and_so_are_the_others(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.node.end_connection(bob.id, "Ping timeout")
    assert bob.hears() == ["ERROR :Closing link: Ping timeout"]
    assert bob.closed
    assert alice.hears() == [":bob!bob@host QUIT :Ping timeout"]
    assert len(net.node.sockets) == 1


def test_connections_that_are_abandoned_are_told_why_and_the_log_is_not(net: World) -> None:
    alice, stranger = net.enter("alice"), net.connect()
    net.events.clear()
    net.node.abandon_connections("cut off")
    for person in (alice, stranger):
        assert person.hears() == ["ERROR :Closing link: cut off"]
        assert person.closed
    assert net.node.session(stranger.id) is None
    assert (net.node.sockets, net.events) == ((), [])


def test_it_knows_who_is_registered(net: World) -> None:
    alice, stranger = net.enter("alice"), net.connect()
    assert net.node.is_registered(alice.id)
    assert not net.node.is_registered(stranger.id)
    alice.drops()
    assert not net.node.is_registered(alice.id)


def test_a_tick_that_is_ended_twice_presses_nobody(net: World) -> None:
    alice = net.enter("alice")
    for _ in range(2):
        net.node.send_to_all(Message("NOTICE", ("*", "written before the tick ends")))
        alice.says("PING :its end is asked for again")
        net.flush()
    assert not net.node.queue.overload.is_on(time.monotonic())


def test_a_tick_without_a_line_is_measured_when_it_has_work(net: World) -> None:
    net.node.expect_work()
    began = time.monotonic()
    assert net.node.ticks.work(began + 1)[0] >= 1
    net.flush()
    assert net.node.ticks.work(began + 1) == (0.0, 0)


def test_a_node_goes_on_from_a_dumped_state_with_its_own_passwords(net: World) -> None:
    net.join("#tea", "alice")
    network = net.node.network
    other = Node(Settings(auto_join=(), password="sesame"), lambda _act: None)
    other.load(dump(network))
    assert other.network.snapshot() == network.snapshot()
    assert other.network.settings.password == "sesame"
    for node in (net.node, other):
        node.apply(Received(ClientId(1), Millis(0), Message("PRIVMSG", ("#tea", "hi")), ""))
    assert dump(other.network) == dump(network)
