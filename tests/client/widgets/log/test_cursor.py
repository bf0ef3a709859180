"""Choosing a line of a log."""

import pytest

from tests.client.widgets.log.test_message_log import stand
from tests.client.widgets.logs import Room
from tui_chat.client.buffers.line import Line, LineKind


def text_of(line: Line | None) -> str:
    return line.text if line is not None else ""


async def test_the_last_message_in_view_is_chosen_first(room: Room) -> None:
    room.chats(30)
    room.came("bia")
    async with stand(room) as shown:
        assert shown.log.enter()
        assert text_of(shown.log.chosen) == "line 29"


async def test_steps_go_from_message_to_message_and_past_what_is_folded(room: Room) -> None:
    room.says("one")
    room.came("bia", "caio", "dani")
    room.says("two")
    async with stand(room) as shown:
        shown.log.enter()
        shown.log.step(-1)
        folded = text_of(shown.log.chosen)
        shown.log.step(-1)
        assert (folded, text_of(shown.log.chosen)) == ("bia joined", "one")


async def test_a_line_out_of_view_is_brought_into_it(room: Room) -> None:
    room.chats(50)
    async with stand(room) as shown:
        shown.log.go_to_line(5)
        await shown.pilot.pause()
        assert any("line 5" in row for row in shown.rows())
        assert text_of(shown.log.chosen) == "line 5"


async def test_nothing_moves_while_a_line_is_chosen(room: Room) -> None:
    room.chats(50)
    async with stand(room) as shown:
        shown.log.enter()
        before = shown.rows()
        room.chats(3)
        await shown.takes_in()
        assert shown.rows() == before


async def test_the_chosen_line_is_painted_apart(room: Room) -> None:
    room.chats(3)
    async with stand(room) as shown:
        plain = shown.style_of("line 2").bgcolor
        shown.log.enter()
        assert shown.style_of("line 2").bgcolor != plain
        shown.log.leave()
        assert shown.style_of("line 2").bgcolor == plain


async def test_an_empty_log_has_nothing_to_choose() -> None:
    async with stand(Room()) as shown:
        assert not shown.log.enter()


async def test_the_chosen_message_stays_when_missed_ones_are_put_in_front_of_it(room: Room) -> None:
    room.chats(2)
    line = room.buffer.append(LineKind.MESSAGE, "here", room.at, sender="ana", msgid="m")
    async with stand(room) as shown:
        shown.log.enter()
        missed = [Line(0, room.at - 1, LineKind.MESSAGE, "bia", f"missed {n}") for n in range(30)]
        room.buffer.replace_from(line.id, missed, [line])
        await shown.takes_in()
        assert text_of(shown.log.chosen) == "here"
        assert any("here" in row for row in shown.rows())


async def test_without_colours_the_chosen_line_is_reversed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    room = Room()
    room.chats(3)
    async with stand(room) as shown:
        shown.log.enter()
        assert shown.style_of("line 2").reverse
        strips = shown.log.render_lines(shown.log.size.region)
        (row,) = (strip for strip in strips if "line 2" in strip.text)
        # What is dim, or in the colour of a name, would have another background.
        assert len({segment.style and segment.style.color for segment in row}) == 1


@pytest.mark.parametrize("theme", ["ansi-dark", "ansi-light"])
async def test_in_the_colours_of_the_terminal_the_chosen_line_is_reversed(
    theme: str, room: Room
) -> None:
    room.chats(3)
    async with stand(room) as shown:
        shown.log.app.theme = theme
        await shown.takes_in()
        shown.log.enter()
        assert shown.style_of("line 2").reverse
