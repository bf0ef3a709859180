"""The log as a widget: what is painted, selected and copied."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec.structs import replace
from rich.style import Style
from textual.app import App, ComposeResult
from textual.pilot import Pilot

from tests.client.widgets.logs import Room
from tui_chat.client.buffers.line import Line, LineKind, LineState
from tui_chat.client.widgets.log.message_log import MessageLog


class LogApp(App[None]):
    CSS = "MessageLog { height: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self.copied = ""

    def compose(self) -> ComposeResult:
        yield MessageLog()


class Stand:
    def __init__(self, room: Room, log: MessageLog, pilot: Pilot[None]) -> None:
        self.room = room
        self.log = log
        self.pilot = pilot

    def rows(self) -> list[str]:
        strips = self.log.render_lines(self.log.size.region)
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    def style_of(self, text: str) -> Style:
        for strip in self.log.render_lines(self.log.size.region):
            for segment in strip:
                if text in segment.text:
                    assert segment.style is not None
                    return segment.style
        raise AssertionError(f"{text!r} is not painted")

    async def takes_in(self) -> None:
        self.log.take_in()
        await self.pilot.pause()


@asynccontextmanager
async def stand(room: Room, width: int = 80, height: int = 10) -> AsyncIterator[Stand]:
    app = LogApp()
    async with app.run_test(size=(width, height)) as pilot:
        log = app.query_one(MessageLog)
        log.show(room.buffer)
        await pilot.pause()
        yield Stand(room, log, pilot)


async def test_time_name_and_text_stand_in_columns(room: Room) -> None:
    room.says("hi", "ana")
    room.says("word " * 20, "bia")
    async with stand(room) as shown:
        assert shown.rows()[-3:] == [
            " 09:34          ana  hi",
            " 09:35          bia  " + "word " * 10 + "word",
            "                     " + "word " * 8 + "word",
        ]


async def test_wide_characters_take_their_cells(room: Room) -> None:
    room.says("\u4f60\u597d \U0001f600", "\u597d")
    async with stand(room) as shown:
        (strip,) = shown.log.render_lines(shown.log.size.region)[-1:]
        assert strip.cell_length == shown.log.scrollable_content_region.width
        assert shown.rows()[-1] == " 09:34           \u597d  \u4f60\u597d \U0001f600"


async def test_long_names_are_cut_in_their_column(room: Room) -> None:
    room.says("hi", "maximiliana_the_first")
    async with stand(room) as shown:
        assert shown.rows()[-1] == " 09:34 maximiliana\u2026  hi"


async def test_folded_movements_are_one_row_that_grows(room: Room) -> None:
    room.says("hi")
    room.came("bia", "caio")
    async with stand(room) as shown:
        first = shown.rows()[-1]
        room.came("dani", "eva")
        await shown.takes_in()
        assert first.endswith("\u00b7  bia and caio joined")
        assert shown.rows()[-1].endswith("\u00b7  bia, caio and 2 more joined")


async def test_a_click_opens_what_is_folded(room: Room) -> None:
    room.says("hi")
    room.came("bia", "caio")
    async with stand(room) as shown:
        await shown.pilot.click(MessageLog, offset=(30, 9))
        await shown.pilot.pause()
        assert [row[-11:] for row in shown.rows()[-2:]] == [" bia joined", "caio joined"]


async def test_a_click_unfolds_a_long_message(room: Room) -> None:
    room.says("\n".join(f"row {number}" for number in range(20)))
    async with stand(room, height=30) as shown:
        assert shown.rows()[-2:] == [
            "                     row 9",
            "                     … 10 more lines · Ctrl+S, Enter to unfold",
        ]
        await shown.pilot.click(MessageLog, offset=(30, 29))
        await shown.pilot.pause()
        assert [row[21:] for row in shown.rows()[-20:]] == [f"row {number}" for number in range(20)]


async def test_quotations_stand_behind_a_bar(room: Room) -> None:
    room.says("> " + "word " * 20 + "\nyes", "bia")
    async with stand(room) as shown:
        assert shown.rows()[-3:] == [
            " 09:34          bia  ▌ " + "word " * 10 + "word",
            "                     ▌ " + "word " * 8 + "word",
            "                     yes",
        ]
        assert shown.style_of("word").color != shown.style_of("yes").color


async def test_programs_are_highlighted_in_the_language_that_is_named(room: Room) -> None:
    room.says('```python\ndef hello(): # "why"\n    return "hi" * 42\n```')
    room.says("```\ndef plain()\n```")
    async with stand(room) as shown:
        looks = [shown.style_of(text) for text in ("hello", "def", "# ", '"hi"', "42")]
        assert len({(each.color, each.bold) for each in looks}) == 5
        assert shown.style_of("def plain").color == shown.style_of("hello").color


async def test_links_can_be_opened_by_the_terminal(room: Room) -> None:
    room.says("see https://example.org/a_(b). Or not")
    async with stand(room) as shown:
        assert shown.style_of("https://example.org").link == "https://example.org/a_(b)"
        assert shown.style_of("Or not").link is None


async def test_a_pending_message_is_dim_until_it_is_sent(room: Room) -> None:
    line = room.says("on its way", state=LineState.PENDING)
    async with stand(room) as shown:
        pending = shown.style_of("on its way").color
        sent = type(line)(line.id, line.at, line.kind, line.sender, line.text)
        room.buffer.replace(sent)
        shown.log.take_in_change(room.buffer, sent)
        await shown.takes_in()
        assert shown.style_of("on its way").color != pending


async def test_lines_that_moved_before_another_changed_are_painted_anew(room: Room) -> None:
    room.says("before")
    first, second = (room.says(text, state=LineState.PENDING) for text in ("one", "two"))
    async with stand(room) as shown:
        assert [row.split()[-1] for row in shown.rows()[-2:]] == ["one", "two"]
        missed = [Line(0, room.at, LineKind.MESSAGE, "bia", text) for text in ("missed", "too")]
        moved = room.buffer.replace_from(first.id, missed, [first, second])
        for line in (first, second):
            sent = replace(line, id=moved[line.id], state=LineState.SENT)
            room.buffer.replace(sent)
            shown.log.take_in_change(room.buffer, sent)
        await shown.takes_in()
        words = [row.split()[-1] for row in shown.rows()[-5:]]
        assert words == ["before", "missed", "too", "one", "two"]
        assert shown.style_of("one") == shown.style_of("before")


async def test_errors_and_mentions_stand_out(room: Room) -> None:
    room.says("plain")
    room.says("you there?", mention=True)
    room.tells("no such thing", LineKind.ERROR)
    async with stand(room) as shown:
        texts = ("plain", "you there?", "no such thing")
        assert len({shown.style_of(text).color for text in texts}) == 3


async def test_nothing_is_painted_while_reading_further_up(room: Room) -> None:
    room.chats(100)
    async with stand(room) as shown:
        shown.log.page_up()
        await shown.pilot.pause()
        before = shown.log._positions
        room.chats(5)
        await shown.takes_in()
        assert shown.log._positions is before


async def test_painting_before_taking_in_shows_what_there_is(room: Room) -> None:
    """Textual may paint at any moment, also when the lines in view are gone."""
    room.chats(100)
    async with stand(room) as shown:
        room.buffer.clear()
        emptied = any(shown.rows())
        room.says("afterwards")
        assert not emptied
        assert "afterwards" in shown.rows()[-1]


async def test_each_place_keeps_where_it_was_read() -> None:
    one, other = Room(), Room()
    one.chats(100)
    other.chats(100)
    async with stand(one) as shown:
        shown.log.page_up()
        reading = shown.rows()
        shown.log.show(other.buffer)
        await shown.pilot.pause()
        shown.log.show(one.buffer)
        await shown.pilot.pause()
        assert shown.rows() == reading


async def test_a_selection_survives_new_messages_and_another_width(room: Room) -> None:
    room.chats(5)
    room.says("the words that matter", "bia")
    async with stand(room) as shown:
        await shown.pilot.mouse_down(MessageLog, offset=(25, 9))
        await shown.pilot.hover(MessageLog, offset=(30, 9))
        await shown.pilot.mouse_up(MessageLog, offset=(30, 9))
        await shown.pilot.pause()
        selected = shown.log.screen.get_selected_text()
        room.chats(3)
        await shown.takes_in()
        await shown.pilot.resize_terminal(60, 10)
        await shown.pilot.pause()
        assert selected
        assert selected in "the words that matter"
        assert shown.log.screen.get_selected_text() == selected


async def test_several_messages_are_copied_with_who_said_them(room: Room) -> None:
    room.says("what is it?", "ana")
    room.says("a tea", "bia")
    async with stand(room) as shown:
        shown.log.text_select_all()
        await shown.pilot.pause()
        assert shown.log.screen.get_selected_text() == "ana: what is it?\nbia: a tea"


async def test_scrolling_with_the_wheel_leaves_the_end_and_comes_back(room: Room) -> None:
    room.chats(100)
    async with stand(room) as shown:
        shown.log.scroll_relative(y=-3, animate=False)
        await shown.pilot.pause()
        away = shown.log.at_end
        shown.log.scroll_relative(y=3, animate=False)
        await shown.pilot.pause()
        assert (away, shown.log.at_end) == (False, True)


async def test_measuring_the_rest_in_the_background_moves_nothing(room: Room) -> None:
    for number in range(5000):
        room.says(f"{number} " + "word " * (number * 7 % 60))
    async with stand(room) as shown:
        shown.log.scroll_to(y=shown.log.max_scroll_y / 2, animate=False)
        await shown.pilot.pause()
        before = shown.rows()
        while not shown.log.is_settled:
            await shown.pilot.pause(0.01)
        assert shown.rows() == before


async def test_a_place_that_is_closed_is_forgotten(room: Room) -> None:
    room.chats(3)
    async with stand(room) as shown:
        shown.log.forget(room.buffer)
        assert shown.log.buffer is None
        assert not any(shown.rows())


async def test_a_new_size_is_right_in_its_first_frame(room: Room) -> None:
    room.chats(30)
    async with stand(room) as shown:
        right = shown.rows()
        assert shown.log.view is not None
        shown.log.view.resize(40, 3)
        shown.log.forget_painted()
        assert shown.rows() == right


async def test_a_log_that_is_not_mounted_may_be_told_what_to_show(room: Room) -> None:
    room.chats(3)
    async with App[None]().run_test():
        log = MessageLog()
        log.show(room.buffer)
        assert log.buffer is room.buffer
