"""Lines as plain text."""

import pytest

from tui_chat.client.buffers.buffer import Buffer, BufferKind
from tui_chat.client.buffers.line import Line, LineKind, Quote, Reaction, Revision
from tui_chat.client.buffers.plain_line import line_text, reaction_text
from tui_chat.client.events import Reacted
from tui_chat.wire.names import Folded

NINE = 1_795_165_200.0  # 2026-11-20 09:00 UTC


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (LineKind.MESSAGE, "09:00 ana: hi"),
        (LineKind.ACTION, "09:00 * ana hi"),
        (LineKind.NOTICE, "09:00 [ana] hi"),
        (LineKind.EVENT, "09:00 - hi"),
        (LineKind.INFO, "09:00 -- hi"),
        (LineKind.ERROR, "09:00 !! hi"),
    ],
)
def test_each_kind_has_its_sign(kind: LineKind, shown: str) -> None:
    assert line_text(Line(0, NINE, kind, "ana", "hi")) == shown


def test_nobody_can_pretend_to_be_another_line() -> None:
    line = Line(0, NINE, LineKind.MESSAGE, "ana", "hi\n09:00 bia: no")
    assert line_text(line) == "09:00 ana: hi\n      09:00 bia: no"


def test_the_place_stands_in_front() -> None:
    line = Line(0, NINE, LineKind.MESSAGE, "ana", "hi")
    assert line_text(line, place="[#tea]") == "09:00 [#tea] ana: hi"


def test_what_happened_to_a_message_is_told() -> None:
    line = Line(
        0,
        NINE,
        LineKind.MESSAGE,
        "ana",
        "hi",
        reply=Quote("1", "bia", "?"),
        revision=Revision.EDITED,
    )
    assert line_text(line) == "09:00 ana: (to bia) hi (edited)"
    gone = Line(0, NINE, LineKind.MESSAGE, "ana", "message deleted", revision=Revision.DELETED)
    assert line_text(gone) == "09:00 ana: (message deleted)"


def test_reactions_stand_behind_it() -> None:
    signs = (Reaction("👍", ("bia", "caio")), Reaction("lol", ("bia",)))
    line = Line(0, NINE, LineKind.MESSAGE, "ana", "hi", reactions=signs)
    assert line_text(line) == "09:00 ana: hi [👍 2, lol]"


def test_a_reaction_says_to_what() -> None:
    place = Buffer("#tea", BufferKind.CHANNEL, Folded("#tea"))
    line = Line(0, NINE, LineKind.MESSAGE, "ana", "good\nmorning " + "x" * 99)
    told = reaction_text(Reacted(place, line, "bia", "👍", NINE + 60), place="[#tea]")
    assert told.startswith("09:01 [#tea] - bia reacts with 👍 to ana: good morning xxx")
    assert told.endswith("x…")


def test_what_was_said_to_a_part_of_a_channel_says_so() -> None:
    line = Line(1, 0.0, LineKind.MESSAGE, "ana", "psst", audience="@")
    assert line_text(line).endswith(" ana: (to operators only) psst")


@pytest.mark.parametrize(("length", "shown"), [(60, "x" * 60), (61, "x" * 59 + "…")])
def test_a_long_message_that_is_reacted_to_is_cut(length: int, shown: str) -> None:
    line = Line(0, NINE, LineKind.MESSAGE, "ana", "x" * length)
    buffer = Buffer("#tea", BufferKind.CHANNEL, Folded("#tea"))
    event = Reacted(buffer, line, "bia", "👍", NINE)
    assert reaction_text(event) == f"09:00 - bia reacts with 👍 to ana: {shown}"
