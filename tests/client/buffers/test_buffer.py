import pytest

from tui_chat.client.buffers.buffer import Buffer, BufferKind, Past
from tui_chat.client.buffers.line import Line, LineKind
from tui_chat.wire.names import Folded


@pytest.fixture
def buffer() -> Buffer:
    return Buffer("#tea", BufferKind.CHANNEL, Folded("#tea"))


def test_only_talk_of_others_is_unread(buffer: Buffer) -> None:
    buffer.append(LineKind.EVENT, "bia joined", 0.0)
    buffer.append(LineKind.MESSAGE, "hi", 0.0, sender="bia")
    buffer.append(LineKind.MESSAGE, "hi", 0.0, sender="ana", own=True)
    buffer.append(LineKind.ACTION, "waves at ana", 0.0, sender="bia", mention=True)
    assert (buffer.unread, buffer.mentions) == (2, 1)


def test_what_comes_while_the_person_looks_is_read(buffer: Buffer) -> None:
    buffer.append(LineKind.MESSAGE, "one", 0.0)
    buffer.show()
    buffer.append(LineKind.MESSAGE, "two", 0.0)
    assert buffer.unread == 0


def test_new_begins_where_the_person_looked_away(buffer: Buffer) -> None:
    buffer.show()
    seen = buffer.append(LineKind.MESSAGE, "seen", 0.0)
    buffer.hide()
    buffer.append(LineKind.MESSAGE, "new", 0.0)
    buffer.show()
    assert buffer.read_up_to == seen.id


def test_whoever_paints_sees_what_changed(buffer: Buffer) -> None:
    line = buffer.append(LineKind.MESSAGE, "one", 0.0)
    before = buffer.lines_version
    buffer.replace(line)
    replaced = buffer.lines_version
    buffer.clear()
    assert before < replaced < buffer.lines_version


def test_clearing_forgets_lines_and_counts(buffer: Buffer) -> None:
    buffer.append(LineKind.MESSAGE, "one", 0.0)
    buffer.clear()
    assert (len(buffer.lines), buffer.unread) == (0, 0)


def test_missed_lines_go_in_front_of_newer_ones(buffer: Buffer) -> None:
    for text in ("a", "b", "c"):
        buffer.append(LineKind.MESSAGE, text, 0.0, sender="bia")
    before = buffer.lines_version
    rest = buffer.lines[2:] + buffer.lines[1:2]  # and these change places
    moved = buffer.replace_from(1, [Line(99, 0.0, LineKind.MESSAGE, "bia", "new")], rest)
    assert [(line.id, line.text) for line in buffer.lines] == [
        (0, "a"), (1, "new"), (2, "c"), (3, "b")
    ]  # fmt: skip
    assert moved == {2: 2, 1: 3}
    assert buffer.lines_version > before


def test_what_was_read_stays_read_when_lines_move(buffer: Buffer) -> None:
    for text in ("a", "b"):
        buffer.append(LineKind.MESSAGE, text, 0.0, sender="bia")
    buffer.show()
    buffer.hide()
    buffer.replace_from(1, [Line(0, 0.0, LineKind.MESSAGE, "bia", "new")], buffer.lines[1:])
    assert buffer.lines.by_id(buffer.read_up_to).text == "b"  # type: ignore[union-attr]


@pytest.mark.parametrize(("looks", "last_read"), [(False, "a"), (True, "new")])
def test_new_begins_before_what_takes_the_place_of_the_last_line_read(
    buffer: Buffer, looks: bool, last_read: str
) -> None:
    for text in ("a", "b"):
        buffer.append(LineKind.MESSAGE, text, 0.0, sender="bia")
    buffer.show()
    buffer.hide()
    if looks:  # then nothing is new
        buffer.show()
    buffer.replace_from(1, [Line(0, 0.0, LineKind.MESSAGE, "bia", "new")], [])
    assert buffer.lines.by_id(buffer.read_up_to).text == last_read  # type: ignore[union-attr]


def test_a_muted_place_counts_nothing(buffer: Buffer) -> None:
    buffer.muted = True
    buffer.append(LineKind.MESSAGE, "hi", 0.0, sender="bia", mention=True)
    assert (buffer.unread, buffer.mentions) == (0, 0)


def test_unread_messages_are_counted_anew_and_not_on_top(buffer: Buffer) -> None:
    for at in (1.0, 2.0, 3.0):
        buffer.append(LineKind.MESSAGE, "text", at, sender="bia", mention=at > 2)
    assert buffer.read_elsewhere(1.0)
    assert (buffer.unread, buffer.mentions) == (2, 1)
    buffer.recount()
    assert (buffer.unread, buffer.mentions) == (2, 1)
    assert not buffer.read_elsewhere(0.5)
    assert buffer.read_elsewhere(3.0)
    assert (buffer.unread, buffer.mentions) == (0, 0)


def test_all_that_is_said_in_a_conversation_is_for_the_person() -> None:
    for kind, calls in ((BufferKind.PERSON, 2), (BufferKind.CHANNEL, 1)):
        buffer = Buffer("bia", kind, Folded("bia"))
        buffer.append(LineKind.MESSAGE, "hi", 0.0, sender="bia")
        buffer.append(LineKind.MESSAGE, "ana?", 0.0, sender="bia", mention=True)
        assert buffer.calls == calls


def test_a_buffer_that_is_looked_at_has_nothing_unread_whatever_was_read_elsewhere(
    buffer: Buffer,
) -> None:
    for at in (1.0, 2.0, 3.0):
        buffer.append(LineKind.MESSAGE, "text", at, sender="bia")
    buffer.show()
    before = buffer.read_up_to
    assert buffer.read_elsewhere(1.0)
    assert (buffer.unread, buffer.read_up_to) == (0, before)


@pytest.mark.parametrize(
    ("before", "after"),
    [(Past.COMPLETE, Past.MORE), (Past.UNKNOWN, Past.UNKNOWN), (Past.LOADING, Past.LOADING)],
)
def test_what_was_cleared_away_can_be_read_again(buffer: Buffer, before: Past, after: Past) -> None:
    buffer.append(LineKind.MESSAGE, "text", 1.0, sender="bia")
    buffer.past = before
    buffer.clear()
    assert (len(buffer.lines), buffer.unread, buffer.past) == (0, 0, after)


def test_a_new_buffer_has_nothing_unread_and_was_never_read(buffer: Buffer) -> None:
    assert (buffer.unread, buffer.mentions, buffer.read_at, buffer.read_up_to) == (0, 0, 0.0, -1)
