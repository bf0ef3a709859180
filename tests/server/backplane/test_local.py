"""The contract of `Backplane`, put to every implementation there is."""

from collections.abc import Callable

import pytest

from tui_chat.server.backplane import Backplane
from tui_chat.server.backplane.local import LocalBackplane
from tui_chat.server.core.events import ClientId, Connected, Disconnected, Event, Millis

Apply = Callable[[Event], None]


@pytest.fixture(params=[LocalBackplane])
def make(request: pytest.FixtureRequest) -> Callable[[Apply], Backplane]:
    """How a node gets its backplane; add an implementation here and it must keep the contract."""
    made: Callable[[Apply], Backplane] = request.param
    return made


EVENTS = [
    Connected(ClientId(1), Millis(1), "host"),
    Connected(ClientId(2), Millis(1), "host"),
    Connected(ClientId(2), Millis(1), "host"),
    Disconnected(ClientId(1), Millis(2), "gone"),
]


def test_every_event_is_applied_once_in_the_order_of_submission(
    make: Callable[[Apply], Backplane],
) -> None:
    applied: list[Event] = []
    backplane = make(applied.append)
    for event in EVENTS:
        backplane.submit(event)
    assert applied == EVENTS


def test_an_event_submitted_while_another_is_applied_is_applied_too(
    make: Callable[[Apply], Backplane],
) -> None:
    applied: list[Event] = []

    def apply(event: Event) -> None:
        applied.append(event)
        if event is EVENTS[0]:
            backplane.submit(EVENTS[1])

    backplane = make(apply)
    backplane.submit(EVENTS[0])
    assert applied == EVENTS[:2]


def test_the_submitter_is_told_when_an_event_was_not_applied(
    make: Callable[[Apply], Backplane],
) -> None:
    def apply(event: Event) -> None:
        raise RuntimeError(event)

    with pytest.raises(RuntimeError):
        make(apply).submit(EVENTS[0])
