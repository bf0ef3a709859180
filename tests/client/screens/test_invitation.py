"""The screen of the invitation: what it shows, copies and changes."""

import pytest

from tests.client.hosts import WAYS, FakeHost
from tests.client.screens.chat.test_invitation_and_sharing import hosting, types_command
from tests.client.stage import Stage, staged
from tui_chat.client.connect.join_instructions import INSTALL, Door
from tui_chat.client.events import InvitationMade
from tui_chat.client.screens.qr_code import QrScreen

TOKEN = "T" * 22


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
            await stage.presses("f6", *["down"] * 9, "enter")
            await stage.app.workers.wait_for_complete()
            await stage.settles()
            assert host.is_open is opened


async def test_every_way_in_is_a_row_to_be_copied() -> None:
    host = FakeHost()
    host.doors += Door
    async with staged(options=hosting(host)) as stage:
        await stage.enters()
        await stage.presses("f6")
        assert stage.shows("with tui-chat")
        assert stage.shows("with netcat, not encrypted")
        copied = []
        for _ in range(5):
            await stage.presses("y", "down")
            copied.append(stage.app.clipboard)
        assert copied[2:] == list(WAYS.values())
        assert not stage.shows("/share ")


@pytest.mark.parametrize(("down", "door"), [(3, Door.WEB), (5, Door.NETCAT)])
async def test_a_closed_door_is_opened_from_here(down: int, door: Door) -> None:
    host = FakeHost()
    async with staged(options=hosting(host)) as stage:
        await stage.enters()
        await stage.presses("f6", *["down"] * down)
        await stage.presses("enter")
        await stage.app.workers.wait_for_complete()
        await stage.settles()
        assert host.doors == [door]
        assert stage.shows("Without tui-chat:")
        assert stage.shows(WAYS[door])


async def test_what_is_missing_is_told_with_the_command_that_brings_it() -> None:
    host = FakeHost()
    host.missing = (Door.SSH,)
    async with staged(options=hosting(host)) as stage:
        await stage.enters()
        await stage.presses("f6")
        assert stage.shows("for joining with ssh")
        await stage.presses(*["down"] * 5, "y")
        assert stage.app.clipboard == INSTALL


async def test_somebody_is_invited_from_here() -> None:
    async with staged(options=hosting(FakeHost())) as stage:
        await stage.enters()
        await stage.presses("f6", "down", "down", "enter")
        (asked,) = stage.session.take_outgoing()
        assert (asked.command, asked.params) == ("INVITATION", ("ADD", "1", "24"))
        await stage.hears(
            ":irc NOTE INVITATION CREATED ab12 :Invitation ab12: 1 person until noon",
            f":irc NOTE INVITATION LINK ab12 :tui-chat connect h:6667/{TOKEN}/plain",
            f":irc NOTE INVITATION LINK ab12 :https://h:6680/#{TOKEN}",
            f":irc NOTE INVITATION PASSWORD ab12 :In other IRC clients: {TOKEN}",
        )
        assert stage.shows("1 person until noon")
        await stage.presses("y")
        assert stage.app.clipboard == f"https://h:6680/#{TOKEN}", "the link comes first"
        await stage.presses("r")
        assert isinstance(stage.app.screen, QrScreen)
        await stage.presses("escape", "down", "y")
        assert stage.app.clipboard == f"tui-chat connect h:6667/{TOKEN}/plain"


@pytest.mark.parametrize("is_open", [True, False])
async def test_a_link_to_a_server_that_is_closed_is_shown_with_how_to_open_it(
    *, is_open: bool
) -> None:
    async with staged(options=hosting(FakeHost(is_open=is_open))) as stage:
        await stage.enters()
        await stage.tells([InvitationMade("Invitation 1: 1 person", ("tui-chat connect h/x",))])
        assert stage.shows("Invitation 1: 1 person")
        assert stage.shows("For others: /share, then a new link") is not is_open


async def test_who_may_invite_does_so_from_here_without_hosting(lobby: Stage) -> None:
    await lobby.presses("f6")
    assert not lobby.shows("/invite-link")
    await lobby.presses("escape")
    await lobby.hears(":irc 005 ana INVITATION=operators :are supported", ":irc 221 ana +o")
    await lobby.presses("f6")
    assert lobby.shows("/invite-link")


async def test_a_server_opens_no_screen_that_nobody_asked_for(lobby: Stage) -> None:
    await lobby.hears(
        ":irc NOTE INVITATION CREATED ab12 :Invitation ab12",
        ":irc NOTE INVITATION PASSWORD ab12 :x",
    )
    assert lobby.app.screen is lobby.chat


async def test_it_fits_a_small_window() -> None:
    host = FakeHost(password="sesame")
    host.doors += Door
    async with staged(40, 12, options=hosting(host)) as stage:
        await stage.enters()
        await stage.presses("f6")
        assert stage.shows("Others can join with:")
        assert stage.shows("tui-chat connect 192.0.2.5 6667")
        assert stage.shows("nc 192.0.2.5 2323")
        assert stage.shows("y copy")
        await stage.presses("r")
        assert stage.shows("The QR code needs a window")


async def test_a_link_that_is_too_long_for_its_row_is_shown_whole() -> None:
    link = f"tui-chat connect 127.0.0.1:6790/{TOKEN}/{'x' * 60}"
    async with staged(80, 24, options=hosting(FakeHost())) as stage:
        await stage.enters()
        await stage.tells([InvitationMade("Invitation 1: 1 person", (link, "https://short/"))])
        await stage.presses("down")
        assert shows_all(link, stage)
        await stage.presses("up")  # the short one
        assert not shows_all(link, stage)


def shows_all(text: str, stage: Stage) -> bool:
    return "".join(text.split()) in "".join("".join(stage.rows()).split())
