"""What the screen is told: safe to show as it is, and complete."""

import inspect

import pytest

from tests.client.session.talk import Talk
from tui_chat.client import events
from tui_chat.client.events import Changed, Event, Joined, MessageReceived

KINDS = [kind for _, kind in inspect.getmembers(events, inspect.isclass) if kind is not Event]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if issubclass(kind, Event)])
def test_an_event_cannot_be_changed_by_one_who_hears_of_it(kind: type[Event]) -> None:
    assert kind.__struct_config__.frozen


def test_what_happens_in_a_channel_is_told_in_its_order() -> None:
    talk = Talk.entered()
    talk.joins("#tea")
    talk.hears(
        ":bia!b@h JOIN #tea",
        ":bia!b@h PRIVMSG #tea :hello",
        ":bia!b@h TOPIC #tea :Assam",
        ":bia!b@h PART #tea :bye",
    )
    assert [type(event) for event in talk.happened()] == [
        Joined,
        MessageReceived,
        Changed,
        Changed,
    ]


def test_no_control_character_of_the_server_is_in_an_event() -> None:
    talk = Talk.entered()
    talk.joins("#tea", "bia")
    talk.hears(":bia!b@h PART #tea :\x1b[2Jbye\x07", ":bia!b@h TOPIC #tea :\x1b]0;owned\x07")
    told = repr(talk.happened())
    assert "\\x1b" not in told
    assert "\\x07" not in told
