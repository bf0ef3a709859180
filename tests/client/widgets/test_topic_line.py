"""The line above the log."""

import pytest

from tests.client.widgets.panels import rows, shown, with_members
from tui_chat.client.widgets.topic_line import TopicLine


async def test_the_topic_line_says_where_what_and_how_many() -> None:
    line = TopicLine()
    channel = with_members("ana", "bia")
    channel.topic = "Tea\nand [b]biscuits[/oops]"
    async with shown(line, width=50):
        line.show(channel)
        assert rows(line) == [" #tea \u00b7 Tea and [b]biscuits[/oops]         2 here"]


async def test_what_waits_elsewhere_stands_before_how_many_are_here() -> None:
    line = TopicLine()
    channel = with_members("ana", "bia")
    channel.topic = "Tea and biscuits, and more tea"
    async with shown(line, width=36):
        line.show(channel, "@ 2")
        assert rows(line) == [" #tea \u00b7 Tea and biscu\u2026  @ 2  2 here"]


@pytest.mark.parametrize("width", range(4, 40, 3))
async def test_the_topic_line_is_cut_to_any_width(width: int) -> None:
    line = TopicLine()
    channel = with_members("ana", "bia")
    channel.topic = "\u4f60\u597d " * 20
    async with shown(line, width=width):
        line.show(channel, "@ 2")
        assert line.render_line(0).cell_length == width
