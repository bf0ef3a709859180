"""Whatever several people say in whatever order, the network stays whole."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from tests.fuzz.servers import Mistakes
from tests.property.whole import check_is_whole
from tests.server.backplane.later import Log
from tests.server.world import NOON, World
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.effects import Ask, Send
from tui_chat.server.core.event_dispatch import handle
from tui_chat.server.core.events import Millis, Received
from tui_chat.server.core.settings import Limits, Operator, Service, Settings
from tui_chat.server.core.state.network import Network
from tui_chat.server.core.state.state_digest import attributes
from tui_chat.server.core.users.nick_change import AskHolder
from tui_chat.server.core.users.operators import CheckOperator
from tui_chat.server.engine.pending_requests import soon
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.framing import MAX_BODY
from tui_chat.wire.message import Message
from tui_chat.wire.names import Casemapping

LIMITS = Limits(channels=3, modes=3, nick=9, monitor=3, metadata_keys=2, bans=3, multiline_lines=4)
SETTINGS = Settings(
    auto_join=("#lobby",),
    limits=LIMITS,
    operators=(Operator("root", "sesame"),),
    roleplay=True,
    services=(Service("x/quotes", "https://quotes.example", hosts=()),),
)
PEOPLE = 4
ACCOUNTS = {"REGISTER", "AUTHENTICATE", "NICKSERV", "NS", "CHANSERV", "CS"}
"""What makes accounts and registered channels, which outlive those who were there."""
LOST = "\0lost"
"""In the place of a line: the connection breaks, and somebody new takes the seat."""

nicks = st.sampled_from(
    ["ana", "ANA", "bob", "eve", "dan", "x[y]", "1st", "ana!u@h", "Иван", "*", ""]
)
channels = st.sampled_from(
    ["#lobby", "#Lobby", "#tea", "&local", "#", "#a b", "lobby", "0", "@#tea"]
)
words = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=12
) | st.sampled_from(
    ["", ":", " ", ":x", "+o", "-o+v", "+ntklimnt", "+k", "9", "-1", "302", "é" * 240]
)
subjects = st.sampled_from(
    (
        *("+", "-", "C", "L", "S", "+i", "-o", "+oB", "ADD", "DEL", "LIST", "INFO", "GET", "SET"),
        *("SUB", "UNSUB", "SUBS", "SYNC", "CLEAR", "*ALL", "status", "%tcuihsnfdlaor,1", "o%n"),
        *("10.0.0.0/8", "bob!*@*", "1h", "9999999w", "+1", "-1", "draft/multiline", "0", "root"),
        *("\u0301e", "x" * 400, "v.host", "\x01A\x01", "a/b", "*playback", "play", "play *"),
        *("ON", "OFF", "DEFAULT", "SERVICELIST", "GENERATE", "VALIDATE", "x/quotes", "token1"),
    )
)
"""The words with which single commands do what they do."""
modes = st.text("+-ovklftimnbqeIuUET: ", max_size=8)
capabilities = st.lists(
    st.sampled_from([one.value for one in Capability] + ["nonsense", "-batch", "-echo-message"]),
    max_size=6,
).map(" ".join)
params = st.one_of(
    nicks, channels, words, subjects, modes, st.lists(nicks | channels, max_size=6).map(",".join)
)
tags = st.sampled_from(
    (
        *("", "", "", "@label=x ", "@+a=b;msgid=forged;time=never ", "@label;;= ", "@+ "),
        *("@batch=1 ", "@batch=1;draft/multiline-concat ", "@+typing=active;label=y "),
    )
)


def written(command: str, *said: str) -> str:
    return f"{command} {' '.join(said)}"


def any_of(commands: set[str]) -> st.SearchStrategy[str]:
    return st.builds(
        lambda tag, command, said, last: f"{tag}{written(command, *said)} :{last}",
        tags,
        st.sampled_from(sorted(commands)),
        st.lists(params.filter(lambda word: " " not in word), max_size=4),
        params,
    )


anything = any_of({*COMMANDS, "NONSENSE"})
questions = st.builds(
    lambda command, said, last: f"{written(command, *said)} :{last}",
    st.sampled_from(sorted(name for name, command in COMMANDS.items() if command.reads)),
    st.lists(params.filter(lambda word: " " not in word), max_size=4),
    params,
)
"""Commands that only read: a server may answer them without telling the others."""
likely = st.one_of(
    st.builds(written, st.just("JOIN"), channels),
    st.builds(written, st.just("PART"), channels),
    st.builds(written, st.just("NICK"), nicks),
    st.builds(written, st.just("KICK"), channels, nicks),
    st.builds(written, st.just("INVITE"), nicks, channels),
    st.builds(written, st.just("MODE"), channels, modes, nicks, words),
    st.builds(written, st.sampled_from(["PRIVMSG", "TAGMSG"]), nicks | channels, words),
    st.builds(written, st.just("MODE"), channels, st.sampled_from(["+u", "-u", "+U", "+E"])),
    st.builds(written, st.just("MODE"), channels, st.sampled_from(["+f", "+if"]), channels),
    st.builds(written, st.just("ACCEPT"), nicks | st.sampled_from(["*", "-bob"])),
    st.builds(lambda wanted: f"CAP REQ :{wanted}", capabilities),
    st.builds(written, st.just("MONITOR"), st.sampled_from("+-"), nicks),
    st.builds(
        lambda target, value: f"METADATA {target} SET status :{value}",
        st.just("*") | nicks | channels,
        words,
    ),
    st.just("QUIT"),
)
registration = st.sampled_from(["NICK ana", "NICK bob", "USER u 0 * :U", "CAP LS 302", "CAP END"])
at_once = tags.flatmap(lambda tag: likely.map(lambda line: tag + line)) | registration
"""Lines that are answered in the tick in which they come: nothing is asked of a store."""


def script_of(
    lines: st.SearchStrategy[str], least: int = 0
) -> st.SearchStrategy[list[tuple[int, str]]]:
    said = st.tuples(st.integers(0, PEOPLE - 1), lines | st.just(LOST))
    return st.lists(said, min_size=least, max_size=40)


def play(
    script: list[tuple[int, str]],
    settings: Settings = SETTINGS,
    offer: str = "",
    *,
    tick_per_line: bool = True,
) -> World:
    """A network in which people have connected, spoken and been lost.

    The first three agree on the capabilities of `offer`; all who ask become operators.
    """
    world = World(settings=settings, tick_per_line=tick_per_line)
    play_on([world], script, offer)
    return world


def play_on(worlds: list[World], script: list[tuple[int, str]], offer: str = "") -> None:
    """The same on one or several nodes, where people sit in turn."""
    for world in worlds:
        world.node.answer_with(CheckOperator, soon(lambda _: True, world._pending.append))
        # In the tick in which it is asked, like all that `at_once` holds.
        world.node.answer_with(AskHolder, lambda _question, done: done(True))
    seats = [worlds[number % len(worlds)].connect() for number in range(PEOPLE)]
    for seat, nick in enumerate(("ana", "bob", "eve")):
        seats[seat].says(f"CAP REQ :{offer}")
        seats[seat].says(f"NICK {nick}")
        seats[seat].says(f"USER {nick} 0 * :{nick}")
        seats[seat].says("CAP END")
    for seat, line in script:
        person = seats[seat]
        if person.world._node.session(person.id) is None or line == LOST:
            person.drops()
            seats[seat] = person.world.connect()
            continue
        with suppress(ProtocolError):  # the connection passes over it
            Message.parse(line.encode())
            person.says(line)


def heard(world: World) -> list[list[str]]:
    """All that each of them was told, those included who are gone."""
    return [person.hears() for person in world.people]


@settings(deadline=None, max_examples=60)
@given(script_of(at_once | anything), st.sampled_from(Casemapping), capabilities)
def test_the_network_stays_whole_and_every_line_is_a_message(
    script: list[tuple[int, str]], casemapping: Casemapping, offer: str
) -> None:
    world = play(script, replace(SETTINGS, casemapping=casemapping), offer)
    check_is_whole(world.node.network)
    for line in chain.from_iterable(heard(world)):
        message = Message.parse(line.encode())
        body = line.partition(" ")[2] if line.startswith("@") else line
        assert len(body.encode()) <= MAX_BODY - 2
        if message.command.isdecimal():
            assert message.source == SETTINGS.server
            assert len(message.params) >= 2


@settings(deadline=None, max_examples=60)
@given(
    script_of(likely | st.just("OPER root sesame") | any_of(COMMANDS.keys() - ACCOUNTS), least=20),
    st.sampled_from(Casemapping),
    capabilities,
    st.booleans(),
)
def test_nothing_is_kept_of_those_who_left(
    script: list[tuple[int, str]], casemapping: Casemapping, offer: str, tick_per_line: bool
) -> None:
    world = play(
        script, replace(SETTINGS, casemapping=casemapping), offer, tick_per_line=tick_per_line
    )
    for person in world.people:
        if not person.closed:
            person.drops()
    world.flush()
    network = world.node.network
    everything = network.users, network.sessions, network.operators, network.channels
    assert not any(everything)
    assert not any(attributes(network.monitors).values())
    assert not any(attributes(network.metadata).values())
    assert network.invisible == 0


@settings(deadline=None, max_examples=40)
@given(script_of(at_once | anything))
def test_equal_events_give_equal_states_and_effects(script: list[tuple[int, str]]) -> None:
    world = play(script)
    one, other = Network(SETTINGS), Network(SETTINGS)
    for event in world.events:
        assert handle(one, event) == handle(other, event)
    assert one.snapshot() == other.snapshot() == world.node.network.snapshot()


@settings(deadline=None, max_examples=40)
@given(script_of(at_once))
def test_people_hear_the_same_however_lines_fall_into_ticks(script: list[tuple[int, str]]) -> None:
    assert heard(play(script, tick_per_line=True)) == heard(play(script, tick_per_line=False))


@settings(deadline=None, max_examples=40)
@given(script_of(at_once | anything), capabilities)
def test_people_hear_the_same_whether_lines_are_applied_at_once_or_later(
    script: list[tuple[int, str]], offer: str
) -> None:
    later = World(settings=SETTINGS, tick_per_line=True, log=Log())
    play_on([later], script, offer)
    assert heard(later) == heard(play(script, offer=offer))


@settings(deadline=None, max_examples=60)
@given(
    script_of(at_once | st.just("OPER root sesame")),
    st.lists(st.tuples(st.integers(0, PEOPLE), questions), min_size=5, max_size=15),
)
def test_commands_that_read_change_nothing_and_order_nothing_but_answers(
    script: list[tuple[int, str]], said: list[tuple[int, str]]
) -> None:
    network = play(script).node.network
    before = network.snapshot()
    sessions = list(network.sessions)
    assume(sessions)
    for seat, line in said:
        with suppress(ProtocolError):
            client = sessions[seat % len(sessions)]
            message = Message.parse(line.encode())
            for effect in handle(network, Received(client, Millis(NOON), message, "id")):
                assert isinstance(effect, Send | Ask), (line, effect)
                assert (effect.to if isinstance(effect, Send) else (effect.client,)) == (client,)
            assert network.snapshot() == before, line


@pytest.fixture(autouse=True)
def _our_mistakes_are_failures() -> Iterator[None]:
    """The node logs what a handler raises and goes on; here it must be seen."""
    with Mistakes():
        yield
