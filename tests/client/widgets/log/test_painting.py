"""Lines of a log as strips of their exact width."""

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style

from tests.client.widgets.logs import Room
from tui_chat.client.buffers.line import LineKind
from tui_chat.client.widgets.log.code_tokens import TokenKind
from tui_chat.client.widgets.log.columns import columns_for
from tui_chat.client.widgets.log.entries_and_folding import Entries
from tui_chat.client.widgets.log.painting import paint, paint_beginning
from tui_chat.client.widgets.log.styles import LogStyles, emphasised

PLAIN = Style.parse("white on black")
STYLES = LogStyles(
    text=PLAIN,
    dim=Style(dim=True),
    new=Style(color="blue"),
    mention=Style(color="blue"),
    error=Style(color="red"),
    own=Style(bold=True),
    link=Style(underline=True),
    selection=Style(reverse=True),
    emphasis=emphasised(Style(dim=True), Style(reverse=True)),
    code={kind: Style(italic=True) for kind in TokenKind},
    dark=True,
    sought=Style(underline=True),
    chosen=Style(reverse=True),
    found=Style(reverse=False, underline=True),
)
WORDS = st.text(
    alphabet=st.sampled_from("ab c\n>\u00e9\u4f60\U0001f600\u0301-https://x.y"), max_size=120
)


@given(WORDS, st.sampled_from(LineKind), st.integers(10, 120))
@settings(deadline=None)
def test_every_row_is_as_wide_as_the_log_and_as_many_as_measured(
    text: str, kind: LineKind, width: int
) -> None:
    room = Room()
    room.chats(1)
    room.says(text, "an\u4f60", kind=kind)
    entries = Entries(room.buffer.lines, columns_for(width))
    entry = entries.entry(1)
    strips = paint(entry, entries.shown(entry.line), entries.columns, STYLES, None)
    assert all(strip.cell_length == width for strip in strips)
    assert [len(strips)] == list(entries.heights(1, 2))


@given(st.integers(10, 120))
@settings(deadline=None)
def test_headings_and_folds_fit_any_width(width: int) -> None:
    room = Room()
    room.came("a_very_long_nickname_indeed", "another_quite_long_one")
    entries = Entries(room.buffer.lines, columns_for(width))
    entries.new_from = 0
    entry = entries.entry(0)
    strips = paint(entry, entries.shown(entry.line), entries.columns, STYLES, None)
    assert [strip.cell_length for strip in strips] == [width] * 3


def test_places_of_text_are_given_to_the_mouse_only(room: Room) -> None:
    line = room.says("hi there")
    entries = Entries(room.buffer.lines, columns_for(80))
    entry = entries.entry(0)
    shown = entries.shown(line)
    for places in (False, True):
        strips = paint(entry, shown, entries.columns, STYLES, None, offsets=places)
        found = [segment.style.meta for segment in strips[-1] if segment.style]
        assert ({"offset": (0, line.id)} in found) is places


def test_of_the_beginning_whole_sentences_are_shown_where_there_is_room_for_them() -> None:
    words = "This is #tea. Type below, Enter sends."
    shown = [paint_beginning(words, columns_for(width, ""), STYLES).text for width in (80, 30, 12)]
    assert [text.strip() for text in shown] == [words, "This is #tea.", "This is #t…"]
