"""Events are entries of a log: written down and read again, they are the same."""

from collections.abc import Iterator

import msgspec
import pytest

from tui_chat.server.core.accounts.password_requests_and_checks import (
    CheckConfigured,
    CheckPassword,
    HashPassword,
)
from tui_chat.server.core.events import (
    ClientId,
    Connected,
    Disconnected,
    Event,
    Garbled,
    Millis,
    Request,
    Restored,
    Spoke,
    Unreadable,
)
from tui_chat.server.core.handler_registry import ANSWERS

BASES = (Request, HashPassword, CheckPassword, CheckConfigured)


def kinds(kind: type[Request] = Request) -> Iterator[type[Request]]:
    """The questions that are asked: those that are more than a base of others."""
    if kind not in BASES and kind.__module__.startswith("tui_chat."):
        yield kind
    for each in kind.__subclasses__():
        yield from kinds(each)


def test_each_question_goes_on_when_it_is_answered() -> None:
    assert set(kinds()) == set(ANSWERS)


def test_no_question_is_taken_for_another() -> None:
    tags = [kind.__struct_config__.tag for kind in kinds()]
    assert len(set(tags)) == len(tags)


HERE, NOW = ClientId(1), Millis(2)


@pytest.mark.parametrize(
    "event",
    [
        Connected(HERE, NOW, "host", secure=True, fingerprint="ab"),
        Spoke(HERE, NOW, "#tea", ("one",), ("m1",), NOW),
        *(Garbled(HERE, NOW, why) for why in Unreadable),
        Disconnected(HERE, NOW, "bye"),
        Restored(HERE, NOW, "marker", "ally #tea", {"at": 3}),
    ],
    ids=lambda event: type(event).__name__,
)
def test_an_event_that_is_written_down_is_read_as_it_was(event: Event) -> None:
    written = msgspec.msgpack.encode(event)
    assert msgspec.msgpack.decode(written, type=type(event)) == event


def test_no_event_is_taken_for_another() -> None:
    tags = [kind.__struct_config__.tag for kind in Event.__subclasses__()]
    assert len(set(tags)) == len(tags)
