"""The words at the top of a place."""

import pytest

from tests.client.widgets.panels import place
from tui_chat.client.buffers.buffers_of_one_server import BufferKind, Past
from tui_chat.client.buffers.scrollback import LineKind
from tui_chat.client.widgets.log.beginning_of_history_text import beginning


@pytest.mark.parametrize(
    ("kind", "past", "said"),
    [
        (BufferKind.CHANNEL, Past.UNKNOWN, "This is tea. Type below, Enter sends."),
        (BufferKind.CHANNEL, Past.COMPLETE, "This is tea. Type below, Enter sends."),
        (BufferKind.CHANNEL, Past.LOADING, "loading earlier messages…"),
        (BufferKind.CHANNEL, Past.MORE, ""),
        (
            BufferKind.PERSON,
            Past.COMPLETE,
            "Only you and tea can see this. Type below, Enter sends.",
        ),
        (BufferKind.SERVER, Past.UNKNOWN, ""),
    ],
)
def test_it_says_what_is_known(kind: BufferKind, past: Past, said: str) -> None:
    assert beginning(place("tea", kind, past=past)) == said


def test_where_lines_were_dropped_nothing_begins() -> None:
    tea = place("tea")
    tea.append(LineKind.MESSAGE, "hi", 0.0)
    tea.clear()
    assert beginning(tea) == ""
