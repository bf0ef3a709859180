"""Lines as entries of the log, and the other way round."""

import pytest

from tui_chat.client.buffers.line import Line, LineKind
from tui_chat.client.chat_log.log_record_types import Entry, entry_of, line_of
from tui_chat.client.session.model.sanitizing import shown


@pytest.mark.parametrize("kind", [LineKind.MESSAGE, LineKind.ACTION, LineKind.NOTICE])
def test_a_line_comes_back_as_it_was(kind: LineKind) -> None:
    text, spans = shown("\x02green\x02 \x0304tea\x03 é 🫖")
    line = Line(0, 1.5, kind, "bia", text, spans, "m1", own=True, mention=True)
    assert line_of(entry_of(line)) == line


def test_half_a_character_is_kept_as_a_question_mark() -> None:
    line = Line(0, 1.5, LineKind.MESSAGE, "bia", "a\ud83eb")
    assert entry_of(line).text == "a?b"


def test_what_stands_in_the_file_cannot_write_to_the_terminal() -> None:
    line = line_of(Entry(1.5, 0, "b\x1b[2Jia", "\x1b]0;title\x07tea\u202e"))
    assert not {"\x1b", "\x07", "\u202e"} & set(line.sender + line.text)
    assert "tea" in line.text


def test_a_kind_that_is_not_known_is_read_as_one_that_is() -> None:
    assert line_of(Entry(1.5, 4, "bia", "tea")).kind is LineKind.ACTION
