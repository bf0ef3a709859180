"""No command causes an internal error, whatever its parameters and whenever it comes."""

from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzz.servers import Mistakes, check_lines
from tests.property.whole import check_is_whole
from tests.server.world import Person, World
from tui_chat.server.core.commands import COMMANDS
from tui_chat.server.core.services.service_requests import requests_of
from tui_chat.server.core.settings import Operator, Settings
from tui_chat.server.core.state.state_digest import attributes
from tui_chat.server.core.users.operators import CheckOperator
from tui_chat.server.engine.pending_requests import soon
from tui_chat.wire.capability_enum import Capability
from tui_chat.wire.errors import ProtocolError
from tui_chat.wire.framing import MAX_BODY
from tui_chat.wire.message import Message
from tui_chat.wire.names import Casemapping

ALL = " ".join(one.value for one in Capability if one is not Capability.METADATA_2)
STAGES: dict[str, tuple[str, ...]] = {
    "connected": (),
    "negotiating": ("CAP LS 302", f"CAP REQ :{ALL}", "NICK eve"),
    "named": ("NICK eve",),
    "logging in": ("CAP LS 302", "AUTHENTICATE PLAIN"),
    "proving": ("CAP LS 302", "AUTHENTICATE SCRAM-SHA-256", "AUTHENTICATE biwsbj1hbmEscj14"),
    "here": ("NICK eve", "USER u 0 * :U", "JOIN #tea"),
    "in a batch": (
        *(f"CAP REQ :{ALL}", "NICK eve", "USER u 0 * :U", "CAP END", "JOIN #eve"),
        "@label=x BATCH +1 draft/multiline #eve",
    ),
    "with an account": ("NICK eve", "USER u 0 * :U", "REGISTER * * opensesame", "JOIN #eve"),
    "an operator": ("NICK eve", "USER u 0 * :U", "OPER root sesame", "JOIN #eve", "JOIN #tea"),
}
ODD = (
    *("", ":", " ", "*", "é", "\u0661", "²", "-1", "0", "9" * 400, "\x01", "\x7f", "\ufeff", "%"),
    *(
        "{}",
        "{0}",
        "%s",
        "#",
        "#é",
        "&#x",
        "@#tea",
        ",",
        ",,",
        "!",
        "!@",
        "a!b@c",
        "/",
        "~a:",
        "==",
    ),
    *("é" * 230, "*?" * 200, "\u202e", "\ud7ff\ue000", "\U0010ffff", "\u0301", "İ", "ﬁ"),
)
LIKELY = (
    *(
        "#tea",
        "#eve",
        "ana",
        "eve",
        "root",
        "+b",
        "-b+e",
        "+1",
        "-1",
        "timestamp=",
        "msgid=",
        "302",
    ),
    *(
        "LS",
        "REQ",
        "END",
        "ADD",
        "LIST",
        "GET",
        "SET",
        "SUB",
        "SYNC",
        "LATEST",
        "BETWEEN",
        "TARGETS",
    ),
    *("draft/multiline", "text=x", "in=#tea", "biwsbj1hbmEscj14", "+", "NickServ", "ChanServ"),
    *(word for service in ("NickServ", "ChanServ") for word in requests_of(service)),
)
words = st.sampled_from((*ODD, *LIKELY)) | st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r\n"), max_size=40
)
lines = st.lists(words, max_size=6)
tags = st.sampled_from(("", "@label=y ", "@batch=1 ", "@+x=é;label= ", "@batch=1;label=z "))


def network(casemapping: Casemapping, ready: Callable[[World], None]) -> World:
    found = Settings(auto_join=(), casemapping=casemapping, operators=(Operator("root", "x"),))
    net = World(settings=found, tick_per_line=True)
    net.node.answer_with(CheckOperator, soon(lambda _: True, net._pending.append))
    ready(net)
    return net


def somebody(net: World) -> None:
    """Ana has an account and a channel of her own."""
    (ana,) = net.join("#tea", "ana")
    ana.says("NS REGISTER opensesame")
    ana.says("CS REGISTER #tea")
    net.settle()


def standing(net: World, person: Person) -> object:
    """Where a connection stands, be it that it has yet to enter."""
    session = net.node.session(person.id)
    return session and (attributes(session), repr(session.exchange))


def says(person: Person, command: str, said: list[str], tag: str = "") -> None:
    *middle, last = said or [""]
    inner = [word for word in middle if word and " " not in word and word[0] != ":"]
    line = f"{tag}{' '.join((command, *inner))}" + (f" :{last}" if said else "")
    while len(line.encode()) > MAX_BODY:
        line = line[:-1]
    with suppress(ProtocolError):
        Message.parse(line.encode())
        person.says(line)


@pytest.fixture(autouse=True)
def _our_mistakes_are_failures() -> Iterator[None]:
    with Mistakes():
        yield


@pytest.mark.parametrize("command", sorted(COMMANDS))
@settings(deadline=None, max_examples=25)
@given(
    st.sampled_from(sorted(STAGES)),
    st.sampled_from((Casemapping.ASCII, Casemapping.PRECIS)),
    tags,
    st.lists(lines, min_size=1, max_size=3),
)
def test_no_command_raises(
    command: str, stage: str, casemapping: Casemapping, tag: str, said: list[list[str]]
) -> None:
    net = network(casemapping, somebody)
    eve = net.connect("eve")
    for line in STAGES[stage]:
        eve.says(line)
    for words_of_one in said:
        if net.node.session(eve.id) is not None:
            says(eve, command, words_of_one, tag)
    net.flush()
    check_is_whole(net.node.network)
    for person in net.people:
        heard = person.hears()
        check_lines("".join(f"{line}\r\n" for line in heard).encode())


@pytest.mark.parametrize("stage", sorted(STAGES))
@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_no_command_raises_for_an_odd_word_in_any_place(command: str, stage: str) -> None:
    net = network(Casemapping.PRECIS, somebody)
    eve = net.connect("eve")
    stands = None
    for odd in ODD:
        for place in range(3):
            if stands is None or standing(net, eve) != stands:
                eve.drops()
                eve = net.connect("eve")
                for line in STAGES[stage]:
                    eve.says(line)
                stands = standing(net, eve)
            says(eve, command, [*("#eve", "eve")[:place], odd, *("ana", "x")[place:]])
    net.flush()
    check_is_whole(net.node.network)


@pytest.mark.parametrize("said", ["é", "QUJD\u00e9", "====", "A", "A" * 401, "\u0661", "AP8="])
@pytest.mark.parametrize("mechanism", ["PLAIN", "SCRAM-SHA-256"])
def test_what_is_no_base64_fails_to_log_in(net: World, mechanism: str, said: str) -> None:
    eve = net.connect()
    eve.says(f"AUTHENTICATE {mechanism}")
    eve.hears()
    eve.says(f"AUTHENTICATE {said}")
    (answer,) = eve.hears()
    assert answer.split()[1] in {"904", "905"}


@pytest.fixture
def net() -> World:
    return network(Casemapping.ASCII, lambda _net: None)
