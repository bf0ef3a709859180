"""Whatever several people say in whatever order, the network stays whole."""

import logging
from contextlib import suppress
from itertools import chain

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.server.world import World
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.network import Network
from tui_chat.server.core.settings import Limits, Settings
from tui_chat.wire.capabilities import Capability
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.framing import MAX_BODY
from tui_chat.wire.message import Message

SETTINGS = Settings(auto_join=("#lobby",), limits=Limits(channels=3, modes=3, nick=9))
PEOPLE = 4
LOST = "\0lost"
"""In the place of a line: the connection breaks, and somebody new takes the seat."""

nicks = st.sampled_from(["ana", "ANA", "bob", "eve", "dan", "x[y]", "1st", "ana!u@h", "*", ""])
channels = st.sampled_from(
    ["#lobby", "#Lobby", "#tea", "&local", "#", "#a b", "lobby", "0", "@#tea"]
)
words = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12
) | st.sampled_from(
    ["", ":", " ", ":x", "+o", "-o+v", "+ntklimnt", "+k", "9", "-1", "302", "é" * 240]
)
modes = st.text("+-ovkltimnbqeI: ", max_size=8)
capabilities = st.lists(
    st.sampled_from([one.value for one in Capability] + ["nonsense", "-batch", "-echo-message"]),
    max_size=6,
).map(" ".join)
params = st.one_of(
    nicks, channels, words, modes, st.lists(nicks | channels, max_size=6).map(",".join)
)
tags = st.sampled_from(
    ["", "", "", "@label=x ", "@+a=b;msgid=forged;time=never ", "@label;;= ", "@+ "]
)


def written(command: str, *said: str) -> str:
    return f"{command} {' '.join(said)}"


anything = st.builds(
    lambda tag, command, said, last: f"{tag}{written(command, *said)} :{last}",
    tags,
    st.sampled_from([*sorted(COMMANDS), "NONSENSE"]),
    st.lists(params.filter(lambda word: " " not in word), max_size=4),
    params,
)
likely = st.one_of(
    st.builds(written, st.just("JOIN"), channels),
    st.builds(written, st.just("PART"), channels),
    st.builds(written, st.just("NICK"), nicks),
    st.builds(written, st.just("KICK"), channels, nicks),
    st.builds(written, st.just("INVITE"), nicks, channels),
    st.builds(written, st.just("MODE"), channels, modes, nicks, words),
    st.builds(written, st.sampled_from(["PRIVMSG", "TAGMSG"]), nicks | channels, words),
    st.builds(lambda wanted: f"CAP REQ :{wanted}", capabilities),
    st.just("QUIT"),
)
registration = st.sampled_from(["NICK ana", "NICK bob", "USER u 0 * :U", "CAP LS 302", "CAP END"])
at_once = tags.flatmap(lambda tag: likely.map(lambda line: tag + line)) | registration
"""Lines that are answered in the tick in which they come: nothing is asked of a store."""


def script_of(lines: st.SearchStrategy[str]) -> st.SearchStrategy[list[tuple[int, str]]]:
    return st.lists(st.tuples(st.integers(0, PEOPLE - 1), lines | st.just(LOST)), max_size=40)


def play(script: list[tuple[int, str]], *, tick_per_line: bool = True) -> World:
    """A network in which people have connected, spoken and been lost."""
    world = World(settings=SETTINGS, tick_per_line=tick_per_line)
    seats = [world.connect() for _ in range(PEOPLE)]
    for seat, nick in enumerate(("ana", "bob", "eve")):
        seats[seat].says(f"NICK {nick}")
        seats[seat].says(f"USER {nick} 0 * :{nick}")
    for seat, line in script:
        person = seats[seat]
        if person.id not in world.node.network.sessions or line == LOST:
            person.drops()
            seats[seat] = world.connect()
            continue
        with suppress(ProtocolError):  # the connection passes over it
            person.says(line)
    return world


def heard(world: World) -> list[list[str]]:
    """All that each of them was told, those included who are gone."""
    return [person.hears() for person in world.people]


def check_is_whole(network: Network) -> None:
    for folded, user in network.users.items():
        assert user.folded == folded == network.fold(user.nick)
        assert user.clients
        assert all(network.sessions[client].user is user for client in user.clients)
        for name, channel in user.channels.items():
            assert network.channels[name] is channel
            assert user in channel.members
    for name, channel in network.channels.items():
        assert channel.folded == name
        assert channel.members
        for user in channel.members:
            assert user.channels[name] is channel
            assert network.users[user.folded] is user
    for session in network.sessions.values():
        assert (session.user is None) is not (session.registration is None)
        if session.user is not None:
            assert session.id in session.user.clients
    attached = sum(session.user is not None for session in network.sessions.values())
    assert network.attached == attached
    assert network.invisible == sum("i" in user.modes for user in network.users.values())


@settings(deadline=None, max_examples=60)
@given(script_of(at_once | anything))
def test_the_network_stays_whole_and_every_line_is_a_message(script: list[tuple[int, str]]) -> None:
    world = play(script)
    check_is_whole(world.node.network)
    for line in chain.from_iterable(heard(world)):
        message = Message.parse(line.encode())
        body = line.partition(" ")[2] if line.startswith("@") else line
        assert len(body.encode()) <= MAX_BODY - 2
        if message.command.isdecimal():
            assert message.source == SETTINGS.server
            assert len(message.params) >= 2


@settings(deadline=None, max_examples=40)
@given(script_of(at_once | anything))
def test_equal_events_give_equal_states_and_effects(script: list[tuple[int, str]]) -> None:
    world = play(script)
    one, other = Network(SETTINGS), Network(SETTINGS)
    for event in world.events:
        assert one.handle(event) == other.handle(event)
    assert one.snapshot() == other.snapshot() == world.node.network.snapshot()


@settings(deadline=None, max_examples=40)
@given(script_of(at_once))
def test_people_hear_the_same_however_lines_fall_into_ticks(script: list[tuple[int, str]]) -> None:
    assert heard(play(script, tick_per_line=True)) == heard(play(script, tick_per_line=False))


@pytest.fixture(autouse=True)
def _our_mistakes_are_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The node logs what a handler raises and goes on; here it must be seen."""

    def fail(self: logging.Logger, message: str, *values: object, **_rest: object) -> None:
        raise AssertionError(message % values) from None

    monkeypatch.setattr(logging.Logger, "exception", fail)
