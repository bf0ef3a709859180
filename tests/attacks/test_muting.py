"""Nobody can silence others: if a call fails in one tick, the next tick delivers.

Each function that a tick calls is made to fail once. Then the operator must have been told, and
everybody who was there before must hear all that is said from then on.
"""

import logging
from collections.abc import Callable
from typing import Any

import pytest

from tests.server.world import Person, World
from tui_chat.server import exception_logging
from tui_chat.server.core.settings import Operator, Settings
from tui_chat.server.engine import (
    client_event_audit_log,
    clock,
    effect_execution,
    event_application,
)
from tui_chat.server.engine.effect_execution import Stores
from tui_chat.server.engine.overload_fair_queue import Overload
from tui_chat.server.engine.pending_requests import PendingRequests
from tui_chat.server.output import labeled_response, tick_outbox, tick_rendering
from tui_chat.server.output.labeled_response import Labelling
from tui_chat.server.output.subscribers_and_pending_lines import ChannelOutput, ClientOutput
from tui_chat.server.output.tick_outbox import Outbox
from tui_chat.server.output.tick_rendering import Tick
from tui_chat.server.store.memory_history_and_records import MemoryHistory, MemoryRecords

CALLEES: list[tuple[Any, str]] = [
    *((MemoryHistory, name) for name in ("remember", "forget", "move", "drop", "commit", "answer")),
    *((MemoryRecords, name) for name in ("keep", "commit")),
    *((Outbox, name) for name in ("send", "publish", "relay", "subscribe", "unsubscribe")),
    *((Outbox, name) for name in ("set_capabilities", "capabilities", "hears", "close", "flush")),
    *((Labelling, name) for name in ("of_command", "of_answer")),
    *((ChannelOutput, name) for name in ("numbers_for", "hide_next_from", "forget_tick")),
    *((Tick, name) for name in ("lines", "merged")),
    *(
        (tick_rendering, name)
        for name in ("render", "render_speech", "_write_channel", "_listeners_to_several")
    ),
    (effect_execution, "format_time"),
    (clock, "format_time"),
    *(
        (Person, name)
        for name in ("write", "close", "stop_reading", "suspend_input", "resume_input")
    ),
    (labeled_response, "label_answer"),
    (tick_outbox, "write_tick"),
    (ClientOutput, "write"),
    (Stores, "change"),
    (client_event_audit_log, "record"),
    (PendingRequests, "ask"),
    (event_application, "handle"),
    (Overload, "note_tick"),
]
CAPABILITIES = ("batch", "labeled-response", "echo-message", "server-time", "message-tags")


class UnforeseenError(Exception):
    """Something that nobody has thought of."""


class Failing:
    """Makes functions fail once each, when told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._monkeypatch = monkeypatch
        self._armed: set[str] = set()

    def prepare(self, owner: Any, name: str) -> None:
        works: Callable[..., object] = getattr(owner, name)

        def may_fail(*args: Any, **options: Any) -> object:
            if name in self._armed:
                self._armed.discard(name)
                raise UnforeseenError(name)
            return works(*args, **options)

        self._monkeypatch.setattr(owner, name, may_fail)

    def arm(self, *names: str) -> None:
        self._armed.update(names)

    @property
    def have_all_failed(self) -> bool:
        return not self._armed


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Failing:
    return Failing(monkeypatch)


def everything(net: World, number: int) -> None:
    """All kinds of effects, in several ticks, without ana or bob leaving #tea or #milk."""
    net.now += 1000
    ana, bob = net.people[:2]
    guest = net.connect()
    guest.says(f"NICK guest{number}", "USER guest 0 * :Guest")
    guest.says("CAP REQ :draft/message-redaction message-tags", "JOIN #tea,#milk")
    net.flush()
    bob.says("PRIVMSG #tea :for all", "PRIVMSG #milk :for all who hear both")
    bob.says("PRIVMSG ana :for one")
    ana.says("@label=a PRIVMSG #tea :labelled", "@label=b WHOIS bob,guest")
    ana.says("@label=c CHATHISTORY LATEST #tea * 5")
    net.node.receive_speech(bob.id, "#milk", ("several", "lines"), net.node.now())
    net.flush()
    guest.says("PRIVMSG #milk :a slip")
    guest.says(f"REDACT #milk {net.msgid}", "PART #milk")
    guest.says(f"JOIN #own{number}", f"MODE #own{number} +k secret")
    net.flush()
    guest.says(f"RENAME #own{number} #other{number}", f"PART #other{number}")
    guest.says(f"OPER root sesame{number}")
    bob.says("JOIN #brief", "PRIVMSG #brief :and out", "PART #brief")
    net.flush()
    guest.is_dead = True
    other = net.connect()
    other.says(f"NICK guest{number}")  # asks whether the holder lives
    other.says("USER other 0 * :Other")
    net.flush()
    guest.says("QUIT :bye")
    net.flush()


@pytest.fixture
def tea(failing: Failing) -> Callable[[], World]:
    """A network with ana and bob in #tea and #milk; made after the functions are prepared."""

    def make() -> World:
        net = World(
            settings=Settings(auto_join=(), operators=(Operator("root", "sesame"),)),
            tick_per_line=False,
        )
        ana, bob = net.enter("ana", *CAPABILITIES), net.enter("bob")
        net.join("#tea", ana, bob)
        net.join("#milk", ana, bob)
        return net

    return make


def check_is_served(net: World) -> None:
    """Ana and bob hear each other, in the next tick and for what it is."""
    net.settle()
    ana, bob = net.people[:2]
    for person in (ana, bob):
        person.resume_input()  # it was perhaps the answer that failed
    net.settle()
    for speaker, listener in ((ana, bob), (bob, ana)):
        speaker.says("PRIVMSG #tea :still there?", f"PRIVMSG {listener.nick} :you alone")
        speaker.says("PING end")
        heard = [line.partition(" PRIVMSG ")[2] for line in listener.hears()]
        assert heard == ["#tea :still there?", f"{listener.nick} :you alone"]
        assert any("PONG" in line for line in speaker.hears())
    assert net.node.ticks.work(0.0) == (0.0, 0), "a tick is taken to last for ever"
    net.node.receive_speech(bob.id, "#tea", ("at", "length"), net.node.now())
    assert [line.rpartition(" ")[2] for line in ana.hears()] == ["at", "length"]
    assert bob.asks("CHATHISTORY LATEST #tea * 1")[-1].endswith("PRIVMSG #tea length")


@pytest.mark.parametrize(("owner", "name"), CALLEES, ids=lambda one: getattr(one, "__name__", one))
def test_what_fails_once_is_told_and_the_next_tick_delivers(
    failing: Failing,
    tea: Callable[[], World],
    caplog: pytest.LogCaptureFixture,
    owner: Any,
    name: str,
) -> None:
    failing.prepare(owner, name)
    net = tea()
    caplog.clear()
    failing.arm(name)
    everything(net, 1)
    assert failing.have_all_failed, "nothing called it"
    told = [record for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(told) == 1
    assert "UnforeseenError" in told[0].getMessage()
    check_is_served(net)
    everything(net, 2)
    check_is_served(net)


@pytest.mark.parametrize("report", ["traceback_lines", "describe_event"])
def test_a_report_that_fails_stops_nobody_either(
    failing: Failing, tea: Callable[[], World], caplog: pytest.LogCaptureFixture, report: str
) -> None:
    failing.prepare(event_application, "handle")
    failing.prepare(exception_logging, report)
    net = tea()
    failing.arm("handle", report)
    everything(net, 1)
    assert failing.have_all_failed
    assert [record.levelno for record in caplog.records].count(logging.ERROR) == 1
    check_is_served(net)


@pytest.mark.parametrize("name", ["render", "render_speech"])
def test_a_line_that_cannot_be_written_costs_that_line_only(
    failing: Failing, tea: Callable[[], World], name: str
) -> None:
    failing.prepare(tick_rendering, name)
    net = tea()
    ana, bob = net.people
    failing.arm(name)
    bob.says("PRIVMSG #tea :one")
    net.node.receive_speech(bob.id, "#tea", ("two",), net.node.now())
    bob.says("PRIVMSG #tea :three")
    lines = [line.rpartition(" ")[2].lstrip(":") for line in ana.hears()]
    assert lines == ([*("two", "three")] if name == "render" else ["one", "three"])


def test_a_socket_that_fails_costs_nobody_else_a_line(
    failing: Failing, tea: Callable[[], World]
) -> None:
    failing.prepare(Person, "write")
    net = tea()
    ana, bob = net.people
    cleo = net.enter("cleo")
    net.join("#tea", cleo)
    failing.arm("write")
    cleo.says("PRIVMSG #tea :to whom it may concern")
    heard = [person for person in (ana, bob) if person.hears()]
    assert len(heard) == 1
