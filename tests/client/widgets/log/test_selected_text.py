"""What is copied."""

from textual.geometry import Offset
from textual.selection import Selection

from tests.client.widgets.logs import Room
from tui_chat.client.widgets.log.columns import columns_for
from tui_chat.client.widgets.log.entries_and_folding import Entries
from tui_chat.client.widgets.log.selected_text import copied


def room() -> Room:
    made = Room()
    made.says("what is it?", "ana")
    made.says("a tea\nfrom Assam", "bia")
    made.tells("caio joined")
    return made


def copy(start: tuple[int, int] | None, end: tuple[int, int] | None) -> str:
    entries = Entries(room().buffer.lines, columns_for(80))
    return copied(
        entries,
        Selection(Offset(*start) if start else None, Offset(*end) if end else None),
    )


def test_words_of_one_message_are_only_those_words() -> None:
    assert copy((2, 1), (5, 1)) == "tea"


def test_several_messages_come_with_who_said_them() -> None:
    assert copy(None, None) == "ana: what is it?\nbia: a tea\nfrom Assam\ncaio joined"


def test_a_message_that_is_cut_at_its_start_comes_without() -> None:
    assert copy((5, 0), (5, 1)) == "is it?\nbia: a tea"


def test_what_was_dropped_meanwhile_is_left_out() -> None:
    assert copy((0, -50), (4, 0)) == "what"
