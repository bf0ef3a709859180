"""One line of a log, as it is kept: read again it is the same."""

import msgspec

from tui_chat.client.buffers.line import TALK, Line, LineKind, LineState, Quote, Reaction, Revision
from tui_chat.wire.text.formatting import Span, TextStyle

FULL = Line(
    7,
    1.5,
    LineKind.ACTION,
    "bia",
    "waves",
    (Span(0, 5, TextStyle(bold=True)),),
    "m1",
    mention=True,
    audience="@",
    state=LineState.DOUBTFUL,
    reply=Quote("m0", "ana", "hello"),
    reactions=(Reaction("👍", ("caio",)),),
    revision=Revision.EDITED,
)


def test_a_line_that_was_written_is_read_as_it_was() -> None:
    assert msgspec.json.decode(msgspec.json.encode(FULL), type=Line) == FULL


def test_a_line_of_which_less_was_written_is_a_plain_one() -> None:
    read = msgspec.json.decode(b'[7,1.5,0,"bia","hello"]', type=Line)
    assert read == Line(7, 1.5, LineKind.MESSAGE, "bia", "hello")


def test_what_people_say_is_talk_and_what_programs_say_is_not() -> None:
    assert {LineKind.MESSAGE, LineKind.ACTION, LineKind.NOTICE} == TALK


def test_states_are_kept_by_their_numbers() -> None:
    """Packed lines have them: another order would change lines that are kept."""
    assert [state.value for state in LineState] == [0, 1, 2, 3]
