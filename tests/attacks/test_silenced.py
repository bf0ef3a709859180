"""A user who may not speak in a channel cannot show text there in any other way."""

import re

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.settings import Settings
from tui_chat.wire.capability_enum import Capability

ALL = tuple(one.value for one in Capability if one is not Capability.METADATA_2)
WORDS = "hidden-words"
PING = "\x01PING 1\x01"

SILENCING = ("+b m:bob", "+b bob", "+b *!*@*", "+b m:*", "+m", "+M", "+R")
"""Modes because of which Bob, who has neither rank nor account, may not speak."""
OF_ALL = ("+m", "+M", "+R", "+U")
"""Those that are about everybody without a rank or an account, or let operators alone hear."""
OF_PERSONS = ("+b m:bob", "+b bob", "+b *!*@*", "+b m:*")
"""Those that are about persons: they may not even be called or say of themselves something new."""

CARRIERS = {
    "PRIVMSG": [f"PRIVMSG #tea {WORDS}"],
    "NOTICE": [f"NOTICE #tea {WORDS}"],
    "an action": [f"PRIVMSG #tea :\x01ACTION {WORDS}\x01"],
    "TAGMSG": [f"@+draft/react={WORDS} TAGMSG #tea"],
    "a text with TAGMSG": [f"TAGMSG #tea {WORDS}"],
    "operators alone": [f"PRIVMSG @#tea {WORDS}"],
    "several targets": [f"PRIVMSG #TEA,bob {WORDS}"],
    "several lines": [
        "BATCH +1 draft/multiline #tea",
        "@batch=1 PRIVMSG #tea hello",
        f"@batch=1 PRIVMSG #tea {WORDS}",
        "BATCH -1",
    ],
    "TOPIC": [f"TOPIC #tea {WORDS}"],
    "PART": [f"PART #tea {WORDS}"],
    "QUIT": [f"QUIT {WORDS}"],
    "REDACT": [f"REDACT #tea MSGID {WORDS}"],
}
OF_ONESELF = {
    "NICK": [f"NICK {WORDS}"],
    "RECOVER": ["NS REGISTER opensesame", f"NS RECOVER {WORDS}"],
    "AWAY": [f"AWAY {WORDS}"],
    "SETNAME": [f"SETNAME {WORDS}"],
    "METADATA": [f"METADATA * SET status {WORDS}"],
}


def channel(modes: str, *more: str) -> tuple[World, Person, Person, Person]:
    """Alice, who runs the channel, Bob, whom these modes are about, and Carol, who reads."""
    net = World(settings=Settings(auto_join=()), tick_per_line=True)
    alice, bob, carol = (net.enter(nick, *ALL) for nick in ("alice", "bob", "carol"))
    net.join("#tea", alice, bob, carol)
    carol.says("METADATA * SUB status display-name")
    bob.says("PRIVMSG #tea before")
    alice.says("MODE #tea -t")
    for line in (f"MODE #tea {modes}", *more):
        alice.says(line)
    return net, alice, bob, carol


def says(person: Person, lines: list[str]) -> None:
    found = re.search(
        r"msgid=([^; ]+)[^ ]* :bob!\S+ PRIVMSG #tea before", "\n".join(person.hears())
    )
    for line in lines:
        person.says(line.replace("MSGID", found[1] if found else "x"))


def read(*people: Person) -> str:
    return "\n".join(line for person in people for line in person.hears())


@pytest.mark.parametrize("modes", SILENCING)
@pytest.mark.parametrize("carrier", sorted(CARRIERS))
def test_nothing_carries_words_to_a_channel(carrier: str, modes: str) -> None:
    _net, alice, bob, carol = channel(modes)
    says(bob, CARRIERS[carrier])
    assert WORDS not in read(alice, carol)


@pytest.mark.parametrize("modes", OF_PERSONS)
@pytest.mark.parametrize("carrier", sorted(OF_ONESELF))
def test_nobody_says_it_of_themselves_instead(carrier: str, modes: str) -> None:
    _net, alice, bob, carol = channel(modes)
    says(bob, OF_ONESELF[carrier])
    assert WORDS not in read(alice, carol)


@pytest.mark.parametrize("modes", OF_ALL)
@pytest.mark.parametrize("carrier", ["AWAY", "SETNAME", "METADATA"])
def test_what_people_say_of_themselves_is_told_only_where_they_may_speak(
    carrier: str, modes: str
) -> None:
    net, alice, bob, carol = channel(modes)
    dan, eve = net.enter("dan", *ALL), net.enter("eve", *ALL)
    dan.says("METADATA * SUB status")
    eve.says("METADATA * SUB status")
    eve.says("MONITOR + bob")
    net.join("#talk", dan, bob)
    says(bob, OF_ONESELF[carrier])
    heard = read(alice, carol)
    assert WORDS not in heard
    assert (" AWAY Away" in heard) == (carrier == "AWAY")
    assert WORDS in read(dan)
    assert WORDS in read(eve)
    net.join("#talk", carol)  # where she may hear it
    says(bob, [line.replace(WORDS, f"{WORDS}-2") for line in OF_ONESELF[carrier]])
    assert read(carol).count(f"{WORDS}-2") == 1


@pytest.mark.parametrize("modes", ["+m", "+U"])
def test_a_new_host_brings_no_words(modes: str) -> None:
    net, alice, bob, carol = channel(modes)
    bob.says(f"AWAY {WORDS}")
    dan = net.enter("dan", "away-notify")  # without chghost: it sees people leave and come back
    net.join("#tea", dan)
    net.settle()
    net.enter("root", owner=True).says("CHGHOST bob bob elsewhere")
    heard = dan.hears()
    assert ":bob!bob@elsewhere AWAY Away" in heard
    assert WORDS not in read(alice, carol) + "\n".join(heard)


@pytest.mark.parametrize("modes", OF_PERSONS)
def test_who_comes_in_away_brings_no_words(modes: str) -> None:
    net, alice, _bob, carol = channel("+e bob", f"MODE #tea {modes.replace('bob', 'dan')}")
    if modes in {"+b bob", "+b *!*@*"}:
        alice.says("INVITE dan #tea")
    dan = net.enter("dan")
    if modes in {"+b bob", "+b *!*@*"}:
        alice.says("INVITE dan #tea")
    dan.says(f"AWAY {WORDS}")
    net.settle()
    dan.says("JOIN #tea")
    heard = read(alice, carol)
    assert " JOIN #tea " in heard
    assert WORDS not in heard


@pytest.mark.parametrize("modes", ["+m", "+M", "+U", "+b m:bob", "+b bob", "+C"])
@pytest.mark.parametrize("again", ["JOIN #tea", "CHGHOST"])
def test_who_comes_in_with_words_for_a_real_name_brings_none(modes: str, again: str) -> None:
    words = PING if modes == "+C" else WORDS
    net, alice, bob, carol = channel(modes)
    dan = net.enter("dan", "extended-join")  # sees people leave and come back
    net.join("#tea", dan)
    bob.says("PART #tea")
    bob.says(f"SETNAME :{words}")
    alice.says("INVITE bob #tea")
    net.settle()
    bob.says("JOIN #tea")
    if again == "CHGHOST":
        net.enter("root", owner=True).says("CHGHOST bob bob elsewhere")
    joins = [line for line in dan.hears() if "bob!" in line and " JOIN #tea " in line]
    assert joins
    assert all(line.endswith(" JOIN #tea * bob") for line in joins)
    carol.says("CHATHISTORY LATEST #tea * 50")
    assert words not in read(alice, carol)


def test_who_may_speak_comes_in_with_the_real_name() -> None:
    _net, alice, bob, carol = channel("+b eve")
    for line in ("PART #tea", f"SETNAME {WORDS}", "JOIN #tea"):
        bob.says(line)
    for person in (alice, carol):
        assert f" JOIN #tea * {WORDS}" in read(person)


@pytest.mark.parametrize("carrier", sorted(CARRIERS) + sorted(OF_ONESELF.keys() - {"RECOVER"}))
@pytest.mark.parametrize("modes", ["+n", "+b eve", "+b m:eve", "+bv bob bob", "+e bob"])
def test_everybody_else_is_read(carrier: str, modes: str) -> None:
    _net, alice, bob, carol = channel(modes)
    says(bob, {**CARRIERS, **OF_ONESELF}[carrier])
    assert WORDS in read(alice, carol)


@pytest.mark.parametrize(
    "lines",
    [
        [f"PRIVMSG #tea :{PING}"],
        [f"NOTICE #tea :{PING}"],
        [f"PRIVMSG #tea :hello {PING}"],
        [f"PRIVMSG #tea :\x01ACTION waves\x01{PING}"],
        [f"PRIVMSG @#tea :{PING}"],
        [f"TAGMSG #tea :{PING}"],
        [f"TOPIC #tea :{PING}"],
        [f"PART #tea :{PING}"],
        [f"QUIT :{PING}"],
        [f"KICK #tea bob :{PING}"],
        [f"RENAME #tea #coffee :{PING}"],
        [f"REDACT #tea MSGID :{PING}"],
        [
            "BATCH +1 draft/multiline #tea",
            "@batch=1 PRIVMSG #tea hello",
            f"@batch=1 PRIVMSG #tea :{PING}",
            "BATCH -1",
        ],
        [
            "BATCH +1 draft/multiline #tea",
            f"@batch=1 PRIVMSG #tea :{'x' * 400}",
            f"@batch=1;draft/multiline-concat PRIVMSG #tea :{PING}",
            "BATCH -1",
        ],
    ],
)
def test_no_ctcp_comes_to_a_channel_that_wants_none(lines: list[str]) -> None:
    _net, alice, bob, carol = channel("+C")
    says(alice, lines)
    assert "\x01PING" not in read(bob, carol)


def test_actions_of_several_lines_are_speech() -> None:
    _net, alice, _bob, carol = channel("+C")
    says(
        alice,
        [
            "BATCH +1 draft/multiline #tea",
            "@batch=1 PRIVMSG #tea :\x01ACTION waves\x01",
            "@batch=1 PRIVMSG #tea :\x01ACTION sits down\x01",
            "BATCH -1",
        ],
    )
    assert "sits down" in read(carol)


def test_much_at_once_is_asked_about_as_well() -> None:
    net, alice, bob, carol = channel("+C")
    net.node.receive_speech(bob.id, "#tea", ("hello", PING, "bye"), net.node.now())
    heard = read(alice, carol)
    assert "hello" in heard
    assert "bye" in heard
    assert "\x01PING" not in heard


def test_a_ban_inside_is_told_to_whoever_it_is_about() -> None:
    _net, alice, bob, _carol = channel("+b bob")
    bob.hears()
    bob.says(f"PRIVMSG #tea {WORDS}")
    bob.says(f"NICK {WORDS}")
    heard = read(bob)
    assert " 404 bob #tea :You are muted here: you can read, but not write (+b)" in heard
    assert f" 435 bob {WORDS} #tea :" in heard
    alice.says("MODE #tea +v bob")
    bob.says(f"PRIVMSG #tea {WORDS}")
    assert WORDS in read(alice)
