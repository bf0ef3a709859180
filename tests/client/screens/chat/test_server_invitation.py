"""The invitation: shown again, copied, and the server opened and closed."""

import pytest

from tests.client.hosts import FakeHost
from tests.client.stage import Stage, staged
from tui_chat.client.config.options import ClientOptions


def hosting(host: FakeHost) -> ClientOptions:
    return ClientOptions("127.0.0.1", nick="zed", hosting=host)


async def types_command(stage: Stage, text: str) -> None:
    await stage.types(text)
    await stage.presses("escape", "enter")
    await stage.app.workers.wait_for_complete()
    await stage.settles()


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


@pytest.mark.parametrize(
    ("command", "is_open", "told"),
    [
        ("/share", True, "tui-chat connect 192.0.2.5 6667"),
        ("/unshare", False, "Only this computer can join. To let others in:"),
    ],
)
async def test_the_place_is_opened_and_closed_from_inside(
    command: str, *, is_open: bool, told: str
) -> None:
    host = FakeHost(is_open=not is_open)
    async with staged(options=hosting(host)) as stage:
        await stage.enters()
        await types_command(stage, command)
        assert host.is_open is is_open
        assert stage.shows(told)


async def test_the_screen_opens_and_closes_it_too() -> None:
    host = FakeHost(is_open=False)
    async with staged(options=hosting(host)) as stage:
        await stage.enters()
        for opened in (True, False):
            await stage.presses("f6", "up", "down", "down", "down", "down", "enter")
            await stage.app.workers.wait_for_complete()
            await stage.settles()
            assert host.is_open is opened


async def test_why_it_cannot_be_opened_is_told() -> None:
    host = FakeHost(is_open=False)
    host.trouble = "Port 6667 on 0.0.0.0 is in use."
    async with staged(options=hosting(host)) as stage:
        await stage.enters()
        await types_command(stage, "/share")
        assert stage.shows("Port 6667 on 0.0.0.0 is in use.")


async def test_a_guest_can_pass_the_address_on_but_opens_nothing() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.presses("f6")
        assert stage.shows("tui-chat connect chat.example 6667")
        assert not stage.shows("/share")
        await stage.presses("escape")
        await types_command(stage, "/share")
        assert stage.shows("Only the person who hosts this server can do that")


async def test_a_computer_in_no_network_is_told_so() -> None:
    host = FakeHost()
    host.hosts = ()
    async with staged(options=hosting(host)) as stage:
        await stage.enters()
        assert stage.shows("This computer has no network address")
        await stage.presses("f6", "y", "up", "enter")
