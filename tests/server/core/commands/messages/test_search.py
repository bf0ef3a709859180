"""SEARCH."""

import pytest

from tests.server.world import World


def test_found_messages_come_in_a_batch_of_their_own(net: World) -> None:
    alice = net.enter("alice", "batch", "message-tags")
    net.join("#tea", alice)
    alice.says("PRIVMSG #tea :Assam or Darjeeling?", "PRIVMSG #tea coffee")
    start, line, end = alice.asks("SEARCH text=assam;in=#tea")
    assert start.endswith(" soju.im/search")
    assert line.endswith(" :alice!alice@host PRIVMSG #tea :Assam or Darjeeling?")
    assert " BATCH -" in end


def test_only_what_one_may_read_is_found(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    net.join("#secret", bob)
    for line in ("#tea tea1", "#secret tea2", "alice tea3"):
        net.now += 1000
        bob.says(f"PRIVMSG {line}")
    net.settle()
    assert [line.split()[-1] for line in alice.asks("SEARCH text=tea")] == ["tea1", "tea3"]
    assert alice.asks("SEARCH text=tea;in=#secret") == [
        ":tui-chat.local FAIL SEARCH INVALID_TARGET #secret :Messages could not be retrieved"
    ]


def test_a_channel_is_searched_by_its_name_in_any_case(net: World) -> None:
    (alice,) = net.join("#Tea", "alice")
    alice.says("PRIVMSG #tea :Assam")
    net.settle()
    assert [line.split()[-1] for line in alice.asks("SEARCH text=assam;in=#TEA")] == ["Assam"]


def test_sender_time_and_number_narrow_it(net: World) -> None:
    alice, bob = net.join("#tea", "alice", "bob")
    for person, text in ((alice, "t1"), (bob, "t2"), (bob, "t3")):
        person.says(f"PRIVMSG #tea {text}")
        net.now += 60_000
    net.settle()
    assert [line.split()[-1] for line in alice.asks("SEARCH from=bob")] == ["t2", "t3"]
    alice.says("SEARCH text=t;limit=1;before=2025-11-20T12:02:00.000Z")
    assert [line.split()[-1] for line in alice.hears()] == ["t2"]


@pytest.mark.parametrize(
    "asked", ["in=#tea", "text=", "text=a;limit=x", "text=a;after=noon", "text=a;colour=red", "="]
)
def test_what_cannot_be_searched_is_refused(net: World, asked: str) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says(f"SEARCH {asked}")
    assert alice.hears()[0].startswith(":tui-chat.local FAIL SEARCH INVALID_PARAMS * :")
