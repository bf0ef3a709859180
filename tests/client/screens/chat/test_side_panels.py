"""The layout of the chat."""

import pytest
from textual import events

from tests.client.stage import Stage, staged
from tui_chat.client.config.connection_and_ui_options import ClientOptions, UiOptions
from tui_chat.client.screens.chat.chat import ChatScreen

KEY = events.Key("right", None)


async def test_panels_that_are_not_wanted_stay_away() -> None:
    async with staged(120, 20, ui=UiOptions(channels=False, members=False)) as stage:
        await stage.enters()
        shown = [stage.chat.channels.display, stage.chat.members.display]
        await stage.presses("f7")
        assert (shown, stage.chat.channels.display) == ([False, False], True)


async def test_a_panel_that_was_folded_by_hand_stays_folded_when_there_is_room_again() -> None:
    async with staged(120, 20) as stage:
        await stage.enters()
        await stage.presses("f8")
        await stage.pilot.resize_terminal(60, 20)
        await stage.pilot.resize_terminal(120, 20)
        await stage.settles()
        assert not stage.chat.members.display
        assert stage.chat.channels.display


async def test_times_are_written_as_the_person_likes() -> None:
    async with staged(ui=UiOptions(time_format="%H:%M:%S")) as stage:
        await stage.enters()
        await stage.hears(":bia!b@h PRIVMSG #lobby :hi")
        assert stage.shows("09:34:00          bia  hi")


async def test_without_times_the_text_has_their_room() -> None:
    async with staged(ui=UiOptions(time_format="")) as stage:
        await stage.enters()
        await stage.hears(":bia!b@h PRIVMSG #lobby :hi")
        assert stage.shows("          bia  hi")
        assert not stage.shows("09:34")


async def test_keys_that_cannot_be_given_are_told() -> None:
    async with staged(ui=UiOptions(keys={"next_place": "f1"})) as stage:
        assert stage.shows('f1 is already used for "this help"')


async def test_other_keys_work() -> None:
    async with staged(ui=UiOptions(keys={"next_place": "f9"})) as stage:
        await stage.enters()
        await stage.joins("#tea")
        await stage.presses("f9")
        assert stage.chat.buffer.name == "#tea"


async def test_a_second_server_that_cannot_be_reached_is_told_on_its_page() -> None:
    other = ClientOptions("tea.example", nick="zed")
    async with staged(also=(other,)) as stage:
        await stage.enters()
        second = stage.app.connections[1]
        second.link._tell(second.session.disconnected("Nobody answers.", 1.8e9, retry_in=None))
        await stage.settles()
        assert stage.app.screen is stage.chat
        await stage.presses("ctrl+n")
        assert stage.shows("Nobody answers. tui-chat tries again by itself.")


async def test_a_wide_screen_has_wide_panels_also_after_the_nickname() -> None:
    async with staged(140, 40, nick="") as stage:
        stage.session.connected()
        await stage.pilot.press("enter")
        await stage.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
        await stage.joins("#lobby", "ana")
        assert stage.chat.channels.size.width == 20


async def test_what_was_said_about_a_key_goes_with_the_next_one(lobby: Stage) -> None:
    await lobby.presses("alt+a")
    said = lobby.shows("No unread messages.")
    await lobby.presses("right")
    assert (said, lobby.shows("No unread messages.")) == (True, False)


async def test_a_warning_that_was_just_given_is_known(lobby: Stage) -> None:
    lobby.chat._begin_key(KEY)
    first = lobby.chat.warn("Others are here.")
    lobby.chat._begin_key(KEY)
    again = lobby.chat.warn("Others are here.")
    assert (first, again) == (False, True)


async def test_a_warning_is_given_anew_after_another_key(lobby: Stage) -> None:
    lobby.chat.warn("Others are here.")
    lobby.chat._begin_key(KEY)
    lobby.chat._begin_key(KEY)
    assert not lobby.chat.warn("Others are here.")


async def test_between_80_and_100_columns_members_are_shown_only_when_asked_for() -> None:
    async with staged(90, 20) as stage:
        await stage.enters()
        folded = [stage.chat.channels.display, stage.chat.members.display]
        await stage.presses("f8")
        asked = [stage.chat.channels.display, stage.chat.members.display]
        await stage.pilot.resize_terminal(120, 20)
        await stage.settles()
        wide = [stage.chat.channels.display, stage.chat.members.display]
        assert (folded, asked, wide) == ([True, False], [True, True], [True, True])


async def test_a_narrow_terminal_has_no_members_before_its_size_is_told_either(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ChatScreen, "on_resize", lambda _screen, _event: None)
    async with staged(80, 24) as stage:
        await stage.enters(names="bia")
        assert not stage.chat.members.display
