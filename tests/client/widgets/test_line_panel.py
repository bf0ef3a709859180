"""A list of rows of any length."""

from tests.client.widgets.panels import rows, shown, with_members
from tui_chat.client.widgets.member_list import MemberList


async def test_two_hundred_thousand_members_cost_what_is_in_view() -> None:
    panel = MemberList()
    async with shown(panel):
        panel.show(with_members(*(f"nick{number}" for number in range(200_000))))
        panel.scroll_to(y=100_000, animate=False)
        assert len(rows(panel)) == 8


async def test_a_list_that_shrank_is_scrolled_back_into_view() -> None:
    panel = MemberList()
    channel = with_members(*(f"nick{number:02}" for number in range(50)))
    async with shown(panel):
        panel.show(channel)
        panel.scroll_to(y=40, animate=False)
        channel.members.replace(dict(list(channel.members.items())[:3]))
        panel.show(channel)
        assert rows(panel) == ["  nick00", "  nick01", "  nick02"]
