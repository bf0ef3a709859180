"""What was said in a channel that not everybody could enter."""

import pytest

from tests.server.world import Person, World


def read(person: Person) -> list[str]:
    person.says("CHATHISTORY LATEST #tea * 10")
    return [line.rpartition(" ")[2] for line in person.hears()]


def close_and_leave(net: World, mode: str) -> None:
    """alice says something behind a closed door, and goes."""
    (alice,) = net.join("#tea", "alice")
    alice.says(f"MODE #tea {mode}")
    alice.says("PRIVMSG #tea secret")
    alice.says("PART #tea")
    net.settle()


@pytest.mark.parametrize("mode", ["+i", "+k word"])
def test_it_goes_with_the_channel(net: World, mode: str) -> None:
    close_and_leave(net, mode)
    (bob,) = net.join("#tea", "bob")
    assert read(bob) == []


@pytest.mark.parametrize("mode", ["+i", "+k word"])
def test_it_is_not_for_who_comes_first_after_a_restart(net: World, mode: str) -> None:
    (alice,) = net.join("#tea", "alice")
    alice.says(f"MODE #tea {mode}")
    alice.says("PRIVMSG #tea secret")
    net.settle()
    again = net.restarted()
    (bob,) = again.join("#tea", "bob")
    assert read(bob) == []


def test_what_was_said_in_an_open_channel_stays(net: World) -> None:
    close_and_leave(net, "+m")
    (bob,) = net.join("#tea", "bob")
    assert read(bob) == ["secret"]


def test_a_channel_opened_again_is_an_open_one(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    for line in ("MODE #tea +k word", "PRIVMSG #tea open", "MODE #tea -k word", "PART #tea"):
        alice.says(line)
    net.settle()
    (bob,) = net.join("#tea", "bob")
    assert read(bob) == ["open"]


def test_a_closed_channel_is_one_under_another_name_too(net: World) -> None:
    (alice,) = net.join("#den", "alice")
    for line in ("MODE #den +i", "PRIVMSG #den secret", "RENAME #den #tea", "PART #tea"):
        alice.says(line)
    net.settle()
    (bob,) = net.join("#tea", "bob")
    assert read(bob) == []


def test_a_channel_that_takes_the_name_of_a_closed_one_does_not_get_its_words(net: World) -> None:
    (alice,) = net.join("#tea", "alice")
    for line in ("MODE #tea +i", "PRIVMSG #tea secret"):
        alice.says(line)
    net.settle()
    again = net.restarted()
    (bob,) = again.join("#den", "bob")
    bob.says("RENAME #den #tea")
    again.settle()
    assert "secret" not in read(bob)
