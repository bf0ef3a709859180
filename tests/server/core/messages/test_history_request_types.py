"""Pages of the history: cut to their limit, from the right end."""

import pytest

from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.history_request_types import Entry, Page
from tui_chat.wire.message import Message


@pytest.mark.parametrize(
    ("limit", "newest", "times", "is_last"),
    [
        (3, True, [1, 2, 3], True),
        (3, False, [1, 2, 3], True),
        (2, True, [2, 3], False),
        (2, False, [1, 2], False),
    ],
)
def test_a_page_is_cut_at_the_far_end_and_knows_whether_more_was_found(
    limit: int, newest: bool, times: list[int], is_last: bool
) -> None:
    found = [Entry(Millis(at), Message("PRIVMSG", ("#tea", "hi"))) for at in (1, 2, 3)]
    page = Page.cut(found, limit, newest=newest)
    assert ([entry.at for entry in page], page.is_last) == (times, is_last)
