"""The topic and the members of a channel, as newcomers are shown them."""

from collections.abc import Callable

from tests.server.world import Person, World
from tui_chat.server.core.settings import Limits, Settings
from tui_chat.wire.message import Message

NetOf = Callable[[Settings], World]


def test_many_long_names_have_an_end_each(net: World) -> None:
    names = [f"#{letter}{'x' * 60}" for letter in "abcde"]
    alice = net.enter("alice")
    assert alice.asks(f"NAMES {','.join(names)}") == [
        f":tui-chat.local 366 alice {name} :End of /NAMES list" for name in names
    ]


def names_heard_by(person: Person) -> list[str]:
    person.hears()
    lines = [Message.parse(line.encode()) for line in person.asks("NAMES #tea")]
    return [name for line in lines if line.command == "353" for name in line.params[3].split()]


def test_the_names_of_a_full_channel_come_in_lines_that_fit(net: World) -> None:
    people = net.join("#tea", *(f"somebody{number:022}" for number in range(30)))
    asker = net.enter("asker", "userhost-in-names")
    *lines, end = (Message.parse(line.encode()) for line in asker.asks("NAMES #tea"))
    assert all(len(line.encode()) <= 512 for line in lines)
    names = [
        name.lstrip("@").partition("!")[0] for line in lines for name in line.params[3].split()
    ]
    assert names == [person.nick for person in people]
    assert end.command == "366"


def test_names_follow_every_change(net: World) -> None:
    alice, bob, carol = net.join("#tea", "alice", "bob", "carol")
    assert names_heard_by(alice) == ["@alice", "bob", "carol"]
    alice.says("MODE #tea +v bob")
    assert names_heard_by(alice) == ["@alice", "+bob", "carol"]
    bob.says("NICK rob")
    assert names_heard_by(alice) == ["@alice", "+rob", "carol"]
    carol.says("PART #tea")
    assert names_heard_by(alice) == ["@alice", "+rob"]
    net.join("#tea", "dave")
    assert names_heard_by(alice) == ["@alice", "+rob", "dave"]
    alice.says("KICK #tea rob")
    assert names_heard_by(alice) == ["@alice", "dave"]
    net.people[-1].drops()
    assert names_heard_by(alice) == ["@alice"]


def test_many_who_come_one_by_one_are_all_named_in_lines_that_fit(net: World) -> None:
    nicks = [f"visitor{number:020}" for number in range(60)]
    alice, *_ = net.join("#tea", "alice", *nicks)
    lines = alice.asks("NAMES #tea")
    assert all(len(line.encode()) <= 510 for line in lines)
    assert names_heard_by(alice) == ["@alice", *nicks]


def test_the_topic_is_told_with_who_set_it_and_when_in_seconds(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    assert alice.asks("TOPIC #tea") == [":tui-chat.local 331 alice #tea :No topic is set"]
    alice.says("TOPIC #tea :Assam or Darjeeling")
    net.settle()
    net.now += 5000
    assert alice.asks("TOPIC #tea") == [
        ":tui-chat.local 332 alice #tea :Assam or Darjeeling",
        ":tui-chat.local 333 alice #tea alice!alice@host 1763640000",
    ]


def test_a_long_nickname_leaves_less_room_in_each_line_of_names(world: NetOf) -> None:
    net = world(Settings(auto_join=(), limits=Limits(nick=200)))
    long = "a" * 200
    people = net.join("#tea", long, *(f"{'b' * 60}{number}" for number in range(10)))
    people[0].says("NAMES #tea")
    lines = [line for line in people[0].hears() if " 353 " in line]
    assert len(lines) > 2
    assert all(len(line) + 2 <= 512 for line in lines)
    shown = [name for line in lines for name in line.rpartition(":")[2].split()[-99:]]
    assert {name.lstrip("@") for name in shown} >= {one.nick for one in people[1:]}


def test_a_secret_channel_is_marked_as_one(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +s")
    net.settle()
    assert alice.asks("NAMES #tea")[0] == ":tui-chat.local 353 alice @ #tea @alice"
