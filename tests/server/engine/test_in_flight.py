"""What waits for events that are on their way; its use is in tests of the deferred backplane."""

import logging

import pytest

from tui_chat.server.core.events import ClientId, Guessed, Millis
from tui_chat.server.core.state.session import OpenBatch, Session
from tui_chat.server.engine.in_flight import InFlightEvents, is_speech
from tui_chat.wire.message import Message

ANA = ClientId(7)
EVENT = Guessed(ANA, Millis(0), "h")


class Socket:
    def __init__(self) -> None:
        self.told: list[str] = []

    def suspend_input(self) -> None:
        self.told.append("suspend")

    def resume_input(self) -> None:
        self.told.append("resume")


@pytest.mark.parametrize(
    ("line", "batch", "expected"),
    [
        ("PRIVMSG #tea :hi", "", True),
        ("TAGMSG bob", "", True),
        ("PRIVMSG", "", False),
        ("PRIVMSG #tea,bob :hi", "", False),
        ("PRIVMSG NickServ :INFO ana", "", False),
        ("JOIN #tea", "", False),
        ("@batch=1 PRIVMSG #tea :hi", "1", True),
        ("PRIVMSG #tea :it ends the batch", "1", False),
    ],
)
def test_speech_is_what_means_the_same_whatever_is_on_its_way(
    line: str, batch: str, *, expected: bool
) -> None:
    session = Session(ANA, "h", secure=False)
    session.batch = OpenBatch(batch, "#tea", {}) if batch else None
    assert is_speech(session, Message.parse(line.encode())) is expected
    assert not is_speech(None, Message.parse(line.encode()))


def test_what_waits_is_done_in_order_until_something_is_on_its_way_again() -> None:
    socket, done = Socket(), list[str]()
    events = InFlightEvents({ANA: socket}, lambda _client: None)
    events.sent(EVENT)

    def send() -> None:
        done.append("one")
        events.sent(EVENT)

    assert not events.keeps_back(ANA)
    events.wait(ANA, send)
    assert events.keeps_back(ANA)
    events.wait(ANA, lambda: done.append("two"))
    assert done == []
    events.landed(ANA)
    assert (done, "resume" in socket.told) == (["one"], False)
    events.landed(ANA)
    assert (done, socket.told[-1]) == (["one", "two"], "resume")
    assert not events.clients


def test_what_waits_for_an_answer_is_done_when_it_is_there() -> None:
    socket, done, asked = Socket(), list[str](), [True]
    events = InFlightEvents({ANA: socket}, lambda _client: None)
    events.is_asked = lambda _client: asked[0]
    events.sent(EVENT)
    events.wait(ANA, lambda: done.append("one"))
    events.landed(ANA)
    assert done == []
    asked[0] = False
    events.resume(ANA, socket)
    assert (done, socket.told) == (["one"], ["suspend", "resume"])
    events.resume(ANA, socket)
    assert socket.told == ["suspend", "resume", "resume"]


def test_a_failure_stops_nothing_that_waits_behind_it(caplog: pytest.LogCaptureFixture) -> None:
    socket, done = Socket(), list[str]()
    events = InFlightEvents({ANA: socket}, lambda _client: None)
    events.sent(EVENT)
    events.wait(ANA, lambda: done.remove("nothing"))
    events.wait(ANA, lambda: done.append("two"))
    events.landed(ANA)
    assert (done, socket.told[-1]) == (["two"], "resume")
    assert [record.levelno for record in caplog.records] == [logging.ERROR]


def test_nothing_is_kept_of_clients_that_are_gone() -> None:
    events = InFlightEvents({}, lambda _client: None)
    events.sent(EVENT)
    events.wait(ANA, lambda: None)
    events.forget_waiting(ANA)
    events.landed(ANA)
    events.landed(ANA)
    events.forget_waiting(ANA)
    assert not events.clients
