from itertools import chain, product

import pytest

from tests.server.world import World
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.effects import Ask, Send
from tui_chat.server.core.event_dispatch import handle
from tui_chat.server.core.events import Millis, Received
from tui_chat.wire.message import Message


def test_handlers_are_in_the_table_with_what_holds_before_they_are_called() -> None:
    ping, join = COMMANDS["PING"], COMMANDS["JOIN"]
    assert (ping.min_params, ping.unregistered, ping.reads) == (0, True, True)
    assert (join.min_params, join.unregistered, join.reads) == (1, False, False)


@pytest.mark.parametrize("name", sorted(name for name in COMMANDS if COMMANDS[name].min_params))
def test_too_few_parameters_are_refused(net: World, name: str) -> None:
    alice = net.enter("alice")
    answers = [line for line in alice.asks(name) if " 461 " in line or " NEED_MORE_PARAMS " in line]
    assert len(answers) == 1


@pytest.mark.parametrize(
    "name", sorted(name for name in COMMANDS if not COMMANDS[name].unregistered)
)
def test_strangers_are_refused(net: World, name: str) -> None:
    stranger = net.connect()
    assert stranger.asks(f"{name} a b c d") == [":tui-chat.local 451 * :You have not registered"]


@pytest.mark.parametrize("name", sorted(name for name in COMMANDS if COMMANDS[name].reads))
def test_a_command_that_reads_changes_nothing_and_only_answers(net: World, name: str) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    bob.says("AWAY lunch")
    net.enter("eve").says("QUIT")
    network = net.node.network
    before = network.snapshot()
    words = ("", "bob", "#tea", "*", "eve", "LATEST", "u", "%tcuihsnfdlaor,1", ":two words")
    for said in chain(*(product(words, repeat=length) for length in range(4))):
        message = Message.parse(" ".join((name, *said)).encode())
        effects = handle(network, Received(alice.id, Millis(net.now), message, "id"))
        for effect in effects:
            assert isinstance(effect, Send | Ask), effect
            assert (effect.to if isinstance(effect, Send) else (effect.client,)) == (alice.id,)
        assert network.snapshot() == before, message


@pytest.mark.parametrize(
    "line",
    [
        *("JOIN #coffee", "PART #tea", "TOPIC #tea :x", "MODE #tea +m", "KICK #tea bob"),
        *("NICK al", "AWAY :x", "SETNAME :x", "INVITE eve #tea", "PRIVMSG bob :x", "QUIT"),
        *(
            "MONITOR + bob",
            "METADATA * SET status :x",
            "MARKREAD #tea timestamp=2025-11-20T12:00:00.000Z",
        ),
    ],
)
def test_the_snapshot_tells_a_command_that_changes_from_one_that_reads(
    net: World, line: str
) -> None:
    alice, _ = net.join("#tea", net.enter("alice", "draft/metadata-2 batch"), "bob")
    net.enter("eve")
    net.now += 1
    before = net.node.network.snapshot()
    alice.says(line)
    assert net.node.network.snapshot() != before
