"""A log that is looked at while its buffer changes underneath, at any moment."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual.geometry import Region

from tests.client.widgets.log.test_message_log import Stand, stand
from tests.client.widgets.logs import Room
from tui_chat.client.buffers.line import Line


class Doings:
    """What may happen, each without regard to the others."""

    def __init__(self, shown: Stand) -> None:
        self.shown = shown
        self.room = shown.room
        self.log = shown.log
        self.older = Room()
        self.older.chats(300)

    def say(self) -> None:
        self.room.chats(40)

    def come(self) -> None:
        self.room.came("caio", "dani")

    def clear(self) -> None:
        self.room.buffer.clear()

    def cut(self) -> None:
        lines = self.room.buffer.lines
        lines.cut(lines.next_id - 30)
        self.room.buffer.lines_version += 1

    def put_before(self) -> None:
        self.room.buffer.lines.prepend(self.older.buffer.lines)

    def change(self) -> None:
        lines = self.room.buffer.lines
        if lines:
            old = lines[-1]
            new = Line(old.id, old.at, old.kind, "bia", "changed\nto two")
            self.room.buffer.replace(new)
            self.log.take_in_change(self.room.buffer, new)

    def paint(self) -> None:
        self.shown.rows()

    def refine(self) -> None:
        self.log._refine()

    def everything(self) -> list[Callable[[], object]]:
        log = self.log
        moving = [log.page_up, log.page_down, log.go_to_end, log.go_to_start, log.take_in]
        changing = [self.say, self.come, self.clear, self.cut, self.put_before, self.change]
        return [*moving, *changing, self.paint, self.refine]


@given(st.lists(st.integers(0, 12), max_size=25))
@settings(max_examples=25, deadline=None)
async def test_no_order_of_doings_breaks_it(choices: list[int]) -> None:
    room = Room()
    room.chats(600)
    async with stand(room) as shown:
        everything = Doings(shown).everything()
        for choice in choices:
            everything[choice]()
        shown.log.take_in()
        shown.log.go_to_end()
        await shown.pilot.pause()
        last = shown.rows()[-1]
        lines = room.buffer.lines
        latest = lines[-1].text.split("\n")[-1] if lines else ""
        assert last.endswith(latest[-4:])
        assert bool(last) is bool(lines)


async def test_what_came_is_painted_though_a_part_was_painted_before_it_was_taken_in(
    monkeypatch: pytest.MonkeyPatch,
    room: Room,
) -> None:
    room.chats(50)
    async with stand(room) as shown:
        room.says("late news")
        shown.log.render_lines(Region(0, 0, 80, 1))
        asked: list[bool] = []
        monkeypatch.setattr(shown.log, "refresh", lambda: asked.append(True))
        shown.log.take_in()
        assert asked
        shown.log.take_in()
        assert len(asked) == 1


async def test_the_scrollbar_of_a_long_log_is_not_painted_for_each_line(room: Room) -> None:
    room.chats(3_000)
    async with stand(room) as shown:
        while not shown.log.is_settled:
            await shown.pilot.pause(0.01)
        bar = shown.log.vertical_scrollbar
        painted: list[int] = []
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(bar, "refresh", lambda *_, **__: painted.append(1))
            room.chats(1)
            shown.log.take_in()
        assert (painted, bar.window_virtual_size) == ([], shown.log.virtual_size.height)
