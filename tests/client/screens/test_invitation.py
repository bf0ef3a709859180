"""The screen of the invitation: what it shows, copies and changes."""

import pytest

from tests.client.hosts import FakeHost
from tests.client.screens.chat.test_server_invitation import hosting, types_command
from tests.client.stage import staged


@pytest.mark.parametrize("asked", ["f6", "/invitation"])
async def test_it_can_be_shown_again_at_any_time_and_copied(asked: str) -> None:
    async with staged(options=hosting(FakeHost(password="sesame"))) as stage:
        await stage.enters()
        stage.chat.command_context.clear()
        await (types_command(stage, asked) if asked.startswith("/") else stage.presses(asked))
        assert stage.shows("Others can join with:")
        await stage.presses("y")
        assert stage.app.clipboard == "tui-chat connect 192.0.2.5 6667"
        await stage.presses("down", "enter")
        assert stage.app.clipboard == "tui-chat connect 198.51.100.7 6667"
        await stage.presses("down")
        assert stage.shows("Password: sesame")
        await stage.presses("y")
        assert stage.app.clipboard == "sesame"
        assert stage.shows("Copied: sesame")
        await stage.presses("escape")
        assert stage.app.screen is stage.chat
        assert stage.chat.composer.has_focus


async def test_the_screen_opens_and_closes_it_too() -> None:
    host = FakeHost(is_open=False)
    async with staged(options=hosting(host)) as stage:
        await stage.enters()
        for opened in (True, False):
            await stage.presses("f6", "up", "down", "down", "down", "down", "enter")
            await stage.app.workers.wait_for_complete()
            await stage.settles()
            assert host.is_open is opened
