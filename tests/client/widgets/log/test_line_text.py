"""A line as words."""

import msgspec
import pytest

from tests.client.widgets.logs import Room
from tui_chat.client.buffers.line import LineState, Quote, Reaction, Revision
from tui_chat.client.widgets.log.line_text import quoted, shown_as


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"revision": Revision.EDITED}, "hi  (edited)"),
        ({"audience": "@"}, "(to operators only) hi"),
        ({"state": LineState.FAILED}, "hi  (not sent: Enter to send again)"),
        ({"state": LineState.DOUBTFUL}, "hi  (perhaps not sent: Enter to send again)"),
        (
            {"reactions": (Reaction("+1", ("ana", "bia")), Reaction("x", ("ana",)))},
            "hi  +1\u00a02  x\u00a01",
        ),
        ({"state": LineState.PENDING}, "hi"),
    ],
)
def test_what_became_of_a_message_stands_behind_it(changes: dict[str, object], words: str) -> None:
    line = msgspec.structs.replace(Room().says("hi"), **changes)
    assert shown_as(line, inline=False, simple_emoji=False).words == words


def test_a_program_begins_under_a_name_that_stands_in_the_text() -> None:
    line = Room().says("```\nx = 1\n```")
    assert shown_as(line, inline=True, simple_emoji=False).words == "ana: \n```\nx = 1\n```"


def test_reactions_are_simple_emoji_where_the_terminal_needs_it() -> None:
    line = msgspec.structs.replace(Room().says("hi"), reactions=(Reaction("\u2764\ufe0f", ("a",)),))
    assert shown_as(line, inline=False, simple_emoji=True).after == "  \u2764\u00a01"


@pytest.mark.parametrize(
    ("quote", "words"),
    [
        (Quote("1", "ana", "hi"), "\u21b3 ana: hi"),
        (Quote("1"), "\u21b3 an earlier message"),
    ],
)
def test_a_reply_quotes_what_it_answers(quote: Quote, words: str) -> None:
    assert quoted(quote) == words
