"""One line shows few metadata values, whatever the number of keys, members and connections."""

import pytest

from tests.server.account_holders import log_in, register
from tests.server.world import Person, World
from tui_chat.server.core.settings import Limits, Settings

MOST = 40
KEYS = [f"k{number}" for number in range(10)]
CHANNELS = [f"#{number}" for number in range(6)]
MEMBERS = [f"m{number}" for number in range(8)]
ALL_VALUES = len(KEYS) * len(MEMBERS)
CAPABILITIES = ("batch", "draft/metadata-3")
LATER = " 774 "


@pytest.fixture
def net() -> World:
    """Eight people with ten values each, who all are in six channels and want to know them all."""
    found = Settings(auto_join=(), limits=Limits(metadata_sync=MOST))
    net = World(settings=found, tick_per_line=True)
    for nick in MEMBERS:
        person = subscribed(net.enter(nick, *CAPABILITIES))
        for key in KEYS:
            person.says(f"METADATA * SET {key} {nick}")
        person.says(f"JOIN {','.join(CHANNELS)}")
    net.settle()
    return net


def subscribed(person: Person) -> Person:
    person.says(f"METADATA * SUB {' '.join(KEYS)}")
    person.hears()
    return person


def values(lines: list[str]) -> list[str]:
    """The values in what was heard, each as "nickname key"."""
    return [" ".join(line.split()[4:6]) for line in lines if " 761 * " in line]


def after(net: World, *lines: str, of: Person) -> list[str]:
    """What everybody hears of these lines."""
    net.settle()
    of.says(*lines)
    return [line for person in net.people for line in person.hears()]


def test_whoever_enters_many_channels_is_shown_no_more_than_is_allowed(net: World) -> None:
    eve = subscribed(net.enter("eve", *CAPABILITIES))
    heard = after(net, f"JOIN {','.join(CHANNELS)}", of=eve)
    assert len(values(heard)) <= MOST
    told = [line for line in heard if LATER in line]
    assert [line.split()[3] for line in told] == CHANNELS


def test_all_connections_of_a_user_count_together(net: World) -> None:
    phones = [subscribed(register(net, "eve", *CAPABILITIES))]
    phones += [subscribed(log_in(net, "eve", "eve", *CAPABILITIES)) for _ in range(3)]
    net.people[0].says("PART #1,#2,#3,#4,#5")
    for nick in MEMBERS[3:]:  # few enough for one connection
        next(one for one in net.people if one.nick == nick).says("PART #0")
    heard = after(net, "JOIN #0", of=phones[0])
    assert len(values(heard)) == 3 * len(KEYS)
    assert sum(LATER in line for line in heard) == len(phones) - 1


def test_a_further_connection_of_somebody_in_many_channels(net: World) -> None:
    eve = register(net, "eve", *CAPABILITIES)
    eve.says(f"JOIN {','.join(CHANNELS)}")
    phone = net.connect()
    phone.says(f"CAP REQ :{' '.join(CAPABILITIES)}", f"METADATA * SUB {' '.join(KEYS)}")
    phone.says("PASS eve:opensesame", "NICK eve", "USER eve 0 * :Eve")
    heard = after(net, "CAP END", of=phone)
    assert any(" 001 eve " in line for line in heard)
    assert len(values(heard)) <= MOST
    assert sum(LATER in line for line in heard) == len(CHANNELS)


@pytest.mark.parametrize("target", ["*ALL", "#0"])
def test_whoever_asks_gets_all_in_the_end_each_value_once(net: World, target: str) -> None:
    eve = subscribed(net.enter("eve", *CAPABILITIES))
    eve.says(f"JOIN {','.join(CHANNELS)}")
    shown: list[str] = []
    for _ in range(ALL_VALUES):
        heard = after(net, f"METADATA {target} SYNC", of=eve)
        assert 0 < len(values(heard)) <= MOST
        shown += values(heard)
        if not any(f" 774 eve {target} 0 " in line for line in heard):
            break
    assert sorted(shown) == sorted(f"{nick} {key}" for nick in MEMBERS for key in KEYS)
    assert all(one.synced == ("", "") for one in net.node.network.sessions.values())


def test_nobody_is_skipped_when_others_leave_meanwhile(net: World) -> None:
    eve = subscribed(net.enter("eve", *CAPABILITIES))
    eve.says("JOIN #0")
    first = values(after(net, "METADATA #0 SYNC", of=eve))
    for nick in dict.fromkeys(one.split()[0] for one in first):
        next(one for one in net.people if one.nick == nick).says("QUIT")
    shown = set(first)
    for _ in range(ALL_VALUES):
        heard = after(net, "METADATA #0 SYNC", of=eve)
        shown.update(values(heard))
        if not any(LATER in line for line in heard):
            break
    assert len(shown) == ALL_VALUES


def test_another_target_begins_anew(net: World) -> None:
    eve = subscribed(net.enter("eve", *CAPABILITIES))
    eve.says("JOIN #0,#1")
    first = values(after(net, "METADATA #0 SYNC", of=eve))
    assert values(after(net, "METADATA #1 SYNC", of=eve)) == first


def test_one_person_with_more_values_than_are_allowed_can_be_asked_about() -> None:
    found = Settings(auto_join=(), limits=Limits(metadata_sync=3))
    net = World(settings=found, tick_per_line=True)
    ana = net.enter("ana", *CAPABILITIES)
    for key in KEYS:
        ana.says(f"METADATA * SET {key} x")
    eve = subscribed(net.enter("eve", *CAPABILITIES))
    heard = after(net, "METADATA ana SYNC", of=eve)
    assert len(values(heard)) == len(KEYS)
    assert not any(LATER in line for line in heard)


def test_whoever_begins_to_watch_many_is_told_once_to_ask(net: World) -> None:
    eve = subscribed(net.enter("eve", *CAPABILITIES))
    heard = after(net, f"MONITOR + {','.join(MEMBERS)}", of=eve)
    assert len(values(heard)) <= MOST
    assert [line.split()[3] for line in heard if LATER in line] == ["*ALL"]


def test_whoever_is_watched_by_many_shows_them_few(net: World) -> None:
    for person in net.people:
        person.says("MONITOR + eve")
    eve = net.enter("someone", *CAPABILITIES)
    for key in KEYS:
        eve.says(f"METADATA * SET {key} x")
    heard = after(net, "NICK eve", of=eve)
    assert len(values(heard)) == MOST
    late = [line.split()[2:4] for line in heard if LATER in line]
    assert late == [[nick, "eve"] for nick in MEMBERS[MOST // len(KEYS) :]]


def test_whoever_clears_much_does_so_in_parts(net: World) -> None:
    ana = net.people[0]
    owner = "user:m0"
    for _ in KEYS:
        heard = after(net, "METADATA * CLEAR", of=ana)
        told = [line for line in heard if " 766 * m0 " in line]
        assert 0 < len(told) <= MOST
        if not any("FAIL METADATA RATE_LIMITED m0 " in line for line in heard):
            break
    assert owner not in net.node.network.metadata.values


def test_a_line_looks_at_few_members_whatever_they_say_of_themselves(net: World) -> None:
    net.node.network.metadata.values.clear()
    eve = subscribed(net.enter("eve", *CAPABILITIES))
    heard = after(net, f"JOIN {','.join(CHANNELS)}", of=eve)
    # Six channels, each with eight members and itself.
    shown = [line for line in heard if " BATCH +" in line]
    assert len(shown) == MOST // (len(MEMBERS) + 2)
    assert sum(LATER in line for line in heard) == len(CHANNELS) - len(shown)


def test_all_connections_of_an_address_ask_for_no_more_than_it_may_have_shown() -> None:
    burst, seconds = 200, 3
    limits = Limits(metadata_sync=2 * len(KEYS), metadata_burst=burst)
    net = World(settings=Settings(auto_join=(), limits=limits), tick_per_line=True)
    members = [subscribed(net.enter(nick, *CAPABILITIES, host="192.0.2.1")) for nick in MEMBERS]
    for person in members:
        for key in KEYS:
            person.says(f"METADATA * SET {key} x")
        person.says("JOIN #0")
    net.settle()
    shown = 0
    for _ in range(seconds):
        heard: list[str] = []
        for line in ("METADATA #0 SYNC", "METADATA *ALL SYNC", "PART #0", "JOIN #0") * 20:
            heard += [one for person in members for one in after(net, line, of=person)]
        shown += len(values(heard))
        assert any(f" 774 {MEMBERS[-1]} #0 1 " in line for line in heard)
        net.now += 1_000
    assert 0 < shown <= seconds * burst + limits.metadata_sync
    other = subscribed(net.enter("eve", *CAPABILITIES, host="192.0.2.2"))
    assert values(after(net, "JOIN #0", of=other)) or values(
        after(net, "METADATA #0 SYNC", of=other)
    )


def test_whoever_has_to_wait_goes_on_where_the_last_answer_ended() -> None:
    limits = Limits(metadata_sync=len(KEYS), metadata_burst=len(KEYS))
    net = World(settings=Settings(auto_join=(), limits=limits), tick_per_line=True)
    for number, nick in enumerate(MEMBERS):
        person = net.enter(nick, *CAPABILITIES, host=f"192.0.2.{number}")
        for key in KEYS:
            person.says(f"METADATA * SET {key} x")
        person.says("JOIN #0")
    eve = net.enter("eve", *CAPABILITIES, host="192.0.2.99")
    eve.says("JOIN #0")
    subscribed(eve)
    shown: list[str] = []
    for _ in range(ALL_VALUES):
        heard = after(net, "METADATA #0 SYNC", of=eve)
        shown += values(heard)
        if not (late := [line for line in heard if LATER in line]):
            break
        net.now += int(late[0].split()[4]) * 1_000
    assert len(shown) == len(set(shown)) == ALL_VALUES
