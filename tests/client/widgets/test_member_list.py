"""Who is in a channel."""

import pytest

from tests.client.widgets.panels import rows, shown, with_members
from tui_chat.client.buffers.members import Member
from tui_chat.client.widgets.member_list import MemberList
from tui_chat.wire.names import Folded


async def test_members_stand_by_role_and_name() -> None:
    panel = MemberList()
    async with shown(panel):
        panel.show(with_members("eva", "+dani", "@caio", "bia"))
        assert rows(panel) == [" @caio", " +dani", "  bia", "  eva"]


async def test_members_are_looked_at_again_only_when_they_changed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    panel = MemberList()
    channel = with_members("ana")
    async with shown(panel):
        panel.show(channel)
        monkeypatch.setattr(panel, "repaint", lambda: pytest.fail("nothing changed"))
        channel.members[Folded("ana")] = Member("ana")  # as she was
        panel.show(channel)
        monkeypatch.undo()
        channel.members[Folded("bia")] = Member("bia")
        panel.show(channel)
        assert rows(panel) == ["  ana", "  bia"]
