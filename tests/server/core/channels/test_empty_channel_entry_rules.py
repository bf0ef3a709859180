"""What was said in a channel that not everybody could enter."""

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.channels import empty_channel_entry_rules

DAY = 86_400_000


def read(person: Person) -> list[str]:
    return [line.rpartition(" ")[2] for line in person.asks("CHATHISTORY LATEST #tea * 10")]


def close_and_leave(net: World, mode: str) -> None:
    """alice says something behind a closed door, and goes."""
    (alice,) = net.join("#tea", "alice")
    alice.says(f"MODE #tea {mode}", "PRIVMSG #tea secret", "PART #tea")
    net.settle()


@pytest.mark.parametrize("mode", ["+i", "+k word"])
def test_it_goes_with_the_channel(net: World, mode: str) -> None:
    close_and_leave(net, mode)
    (bob,) = net.join("#tea", "bob")
    assert read(bob) == []


@pytest.mark.parametrize("mode", ["+i", "+k word"])
def test_it_is_not_for_who_comes_first_after_a_restart(net: World, mode: str) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says(f"MODE #tea {mode}", "PRIVMSG #tea secret")
    net.settle()
    again = net.restarted()
    bob = again.enter("bob")
    bob.says("JOIN #tea")
    bob.hears()
    assert "secret" not in read(bob)


def test_what_was_said_in_an_open_channel_stays(net: World) -> None:
    close_and_leave(net, "+m")
    (bob,) = net.join("#tea", "bob")
    assert read(bob) == ["secret"]


def test_a_channel_opened_again_is_an_open_one(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +k word", "PRIVMSG #tea open", "MODE #tea -k word", "PART #tea")
    net.settle()
    (bob,) = net.join("#tea", "bob")
    assert read(bob) == ["open"]


def test_a_closed_channel_is_one_under_another_name_too(net: World) -> None:
    (alice,) = net.join("#den", "alice")
    alice.says("MODE #den +i", "PRIVMSG #den secret", "RENAME #den #tea", "PART #tea")
    net.settle()
    (bob,) = net.join("#tea", "bob")
    assert read(bob) == []


def test_a_channel_that_takes_the_name_of_a_closed_one_does_not_get_its_words(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +i", "PRIVMSG #tea secret")
    net.settle()
    again = net.restarted()
    (bob,) = again.join("#den", "bob")
    bob.says("RENAME #den #tea")
    again.settle()
    assert "secret" not in read(bob)


def test_who_knows_the_key_finds_what_was_said_after_a_restart(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +k word", "MODE #tea +m", "PRIVMSG #tea secret")
    net.settle()
    again = net.restarted()
    bob, carol = again.enter("bob"), again.enter("carol")
    assert carol.asks("JOIN #tea") == [":tui-chat.local 475 carol #tea :Cannot join channel (+k)"]
    bob.says("JOIN #tea word")
    bob.hears()
    assert read(bob) == ["secret"]
    assert bob.asks("MODE #tea")[0] == ":tui-chat.local 324 bob #tea +mntk word"
    assert " 475 " in carol.asks("JOIN #tea")[0]


def test_whoever_loses_the_connection_in_a_stop_has_not_left(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +k word", "PRIVMSG #tea secret")
    net.settle()
    net.node.begin_stop()
    alice.drops()
    net.settle()
    bob = net.restarted().enter("bob")
    assert bob.asks("JOIN #tea") == [":tui-chat.local 475 bob #tea :Cannot join channel (+k)"]
    bob.says("JOIN #tea word")
    bob.hears()
    assert read(bob) == ["secret"]


def test_who_is_banned_is_so_from_a_channel_that_is_made_anew(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +b eve")
    net.now += DAY
    alice.says("PRIVMSG #tea hi", "PART #tea")
    net.settle()
    for where in (net, net.restarted()):
        eve, bob = where.enter("eve"), where.enter("bob")
        assert " 474 " in eve.asks("JOIN #tea")[0]
        bob.says("JOIN #tea")
        bob.hears()
        assert read(bob) == ["hi"]
        bob.says("PART #tea")
        where.settle()
        assert " 474 " in eve.asks("JOIN #tea")[0]
        eve.drops()
        bob.drops()


@pytest.mark.parametrize("left", [True, False])
def test_a_door_that_nobody_passes_gives_way_in_the_end(net: World, left: bool) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("PRIVMSG #tea open")
    net.now += 10  # a conversation may be some milliseconds ahead
    alice.says("MODE #tea +b *!*@*", "PRIVMSG #tea guarded")
    if left:
        net.now += 40 * DAY
        alice.says("PART #tea")
    net.settle()
    again = net.restarted()
    emptied = net.now if left else again.node.network.started_at
    bob = again.enter("bob")
    again.now = emptied + 30 * DAY
    assert " 474 " in bob.asks("JOIN #tea")[0]
    again.now += 1
    bob.says("JOIN #tea")
    bob.hears()
    assert read(bob) == ["open"]
    assert not again.node.network.empty_channel_rules
    assert [kind for kind, _, _ in again.node.records.all()] == []


def test_a_door_without_a_way_in_is_given_up_but_its_bans_are_not(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +b eve", "PRIVMSG #tea for-most")
    net.now += 10  # a conversation may be some milliseconds ahead
    alice.says("MODE #tea +i", "PRIVMSG #tea for-few")
    net.settle()
    again = net.restarted()
    eve, bob = again.enter("eve"), again.enter("bob")
    eve.says("JOIN #tea")
    assert " 474 " in eve.hears()[0] or " 473 " in eve.hears()[0]
    bob.says("JOIN #tea")
    bob.hears()
    assert read(bob) == ["for-most"]


def test_whoever_is_expected_need_not_be_invited_after_a_restart(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +iI bob", "PRIVMSG #tea secret")
    net.settle()
    again = net.restarted()
    eve, bob = again.enter("eve"), again.enter("bob")
    assert " 473 " in eve.asks("JOIN #tea")[0]
    bob.says("JOIN #tea")
    bob.hears()
    assert read(bob) == ["secret"]


def test_who_makes_many_doors_has_its_own_given_up(
    net: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(empty_channel_entry_rules, "_MOST", 10)
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +b eve")
    net.now += DAY
    alice.says("PRIVMSG #tea hi", "PART #tea")
    net.now += 10  # a conversation may be some milliseconds ahead
    for number in range(20):
        channel = f"#{number}"
        alice.says(f"JOIN {channel}", f"MODE {channel} +b x", f"PART {channel}")
    net.settle()
    assert len(net.node.network.empty_channel_rules) == 10
    assert "#tea" in net.node.network.empty_channel_rules
    kept = [kind for kind, _, _ in net.node.records.all()]
    assert kept.count("closed") == 10


def test_the_rules_go_with_the_channel_to_its_new_name(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says("MODE #tea +k word", "RENAME #tea #wine")
    net.settle()
    assert set(net.node.network.entry_rules) == {"#wine"}
    again = net.restarted()
    bob = again.enter("bob")
    for channel in ("#wine", "#tea"):
        bob.says(f"JOIN {channel}")
    heard = bob.hears()
    assert heard[:2] == [
        ":tui-chat.local 475 bob #wine :Cannot join channel (+k)",
        ":bob!bob@host JOIN #tea",
    ]
