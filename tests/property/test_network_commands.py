"""Whatever people say: no error, no line that is too long, and nothing kept of those who left."""

import logging
from typing import Self

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.world import World
from tui_chat.server.asking import soon
from tui_chat.server.core.operators import CheckOperator
from tui_chat.server.core.registry import COMMANDS
from tui_chat.server.core.settings import Limits, Operator, Settings
from tui_chat.wire.framing import MAX_BODY
from tui_chat.wire.message import Message
from tui_chat.wire.names import Casemapping

CAPABILITIES = (
    *("message-tags", "batch", "labeled-response", "echo-message", "draft/multiline"),
    *("draft/metadata-3", "chghost", "extended-monitor", "server-time", "multi-prefix"),
)
TAGS = (
    "",
    "@batch=1 ",
    "@batch=1;draft/multiline-concat ",
    "@label=x ",
    "@+typing=active;label=y ",
)
ELSEWHERE = {"QUIT", "REGISTER", "AUTHENTICATE", "NICKSERV", "NS", "CHANSERV", "CS"}
"""What ends the conversation, or makes accounts, which outlive it."""
WORDS = (
    *("*", "#t", "#tea", "alice", "bob", "Иван", "+", "-", "C", "L", "S", "+i", "-o", "+oB"),
    *("ADD", "DEL", "LIST", "INFO", "GET", "SET", "SUB", "UNSUB", "SUBS", "SYNC", "CLEAR", "*ALL"),
    *("status", "%tcuihsnfdlaor,1", "o%n", "10.0.0.0/8", "bob!*@*", "1h", "9999999w", "+1", "-1"),
    *("draft/multiline", "0", "k", "root", "\u0301e", "é" * 200, "x" * 400, "v.host", "\x01A\x01"),
)
LINES = st.builds(
    "{}{} {} {} :{}".format,
    st.sampled_from(TAGS),
    st.sampled_from(sorted(COMMANDS.keys() - ELSEWHERE)),
    st.sampled_from(WORDS),
    st.sampled_from(WORDS),
    st.sampled_from((*WORDS, "", "x y")),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(st.integers(0, 2), LINES), max_size=60),
    st.sets(st.sampled_from(CAPABILITIES)),
    st.sampled_from(Casemapping),
    st.booleans(),
)
def test_people_may_say_anything(
    said: list[tuple[int, str]],
    capabilities: set[str],
    casemapping: Casemapping,
    tick_per_line: bool,
) -> None:
    limits = Limits(monitor=3, metadata_keys=2, bans=3, multiline_lines=4)
    operators = (Operator("root", "sesame"),)
    net = World(
        settings=Settings(
            auto_join=(), casemapping=casemapping, operators=operators, limits=limits
        ),
        tick_per_line=tick_per_line,
    )
    net.node.answer_with(CheckOperator, soon(lambda _: True, net._pending.append))
    people = [net.enter(nick, *sorted(capabilities)) for nick in ("alice", "bob", "carol")]
    with Errors() as errors:
        for who, line in said:
            people[who].says(line)
        for person in people:
            for line in person.hears():
                heard = Message.parse(line.encode())
                assert len(heard.body().encode()) <= MAX_BODY - 2
            if not person.closed:
                person.drops()
        net.flush()
    assert errors.messages == []
    network = net.node.network
    everything = network.users, network.sessions, network.operators, network.channels
    assert not any(everything)
    assert network.monitors.snapshot() == ()
    assert network.metadata.snapshot() == ({}, {})
    assert (network.invisible, network.attached) == (0, 0)


class Errors(logging.Handler):
    """What the server logs as its own mistakes."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(self.format(record))

    def __enter__(self) -> Self:
        logging.getLogger("tui_chat").addHandler(self)
        return self

    def __exit__(self, *_exception: object) -> None:
        logging.getLogger("tui_chat").removeHandler(self)
