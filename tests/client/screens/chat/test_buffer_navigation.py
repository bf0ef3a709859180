"""Going from place to place."""

import pytest

from tests.client.stage import Stage, staged
from tui_chat.client.config.connection_and_ui_options import ClientOptions


async def in_three_places(stage: Stage) -> None:
    await stage.enters()
    await stage.joins("#tea")
    await stage.joins("#teapots")
    stage.sent()


async def test_a_few_letters_lead_to_a_channel(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("ctrl+g")
    await stage.submits("tep")
    assert stage.chat.buffer.name == "#teapots"


async def test_the_name_itself_comes_before_longer_ones(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("ctrl+g")
    await stage.submits("tea")
    assert stage.chat.buffer.name == "#tea"


async def test_a_number_leads_to_its_channel(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("ctrl+g", "3", "enter")
    there = stage.chat.buffer.name
    await stage.presses("alt+2")
    assert (there, stage.chat.buffer.name) == ("#teapots", "#tea")


async def test_a_person_can_be_gone_to(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("ctrl+g")
    await stage.submits("caio")
    assert stage.chat.buffer.name == "caio"


async def test_esc_stays_here(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("ctrl+g", "escape")
    assert stage.chat.buffer.name == "#lobby"
    assert stage.chat.composer.has_focus


async def test_in_the_switcher_the_place_before_comes_first_then_what_is_unread(
    stage: Stage,
) -> None:
    await in_three_places(stage)
    await stage.presses("alt+1", "alt+2")
    await stage.hears(":bia!b@h PRIVMSG #teapots :zed, come!")
    await stage.presses("ctrl+g", "enter")
    before = stage.chat.buffer.name
    await stage.presses("alt+1", "alt+2", "ctrl+g", "down", "enter")
    assert (before, stage.chat.buffer.name) == ("#lobby", "#teapots")


@pytest.mark.parametrize("key", ["alt+slash", "ctrl+circumflex_accent"])
async def test_a_key_goes_where_one_was_before_and_back(key: str, stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("alt+1", "alt+3", key)
    there = stage.chat.buffer.name
    await stage.presses(key)
    assert (there, stage.chat.buffer.name) == ("#lobby", "#teapots")


async def test_who_was_nowhere_else_is_told_so(lobby: Stage) -> None:
    await lobby.presses("alt+slash")
    assert lobby.shows("There is no previous channel yet.")


async def test_closing_leads_back_to_where_one_was_before(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("alt+1", "alt+3")
    await stage.submits("/close")
    assert stage.chat.buffer.name == "#lobby"


async def test_another_place_can_be_closed_from_here(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("alt+1")
    await stage.types("/close #teapots")
    stage.sent()
    await stage.presses("escape", "enter")
    assert stage.sent() == ["PART #teapots"]
    assert stage.chat.buffer.name == "#lobby"
    assert "#teapots" not in [place.name for place in stage.chat.buffers()]


async def test_the_switcher_offers_to_join_what_is_not_open(lobby: Stage) -> None:
    lobby.sent()
    await lobby.presses("ctrl+g")
    await lobby.types("#newplace")
    assert lobby.shows("Join #newplace")
    await lobby.presses("enter")
    assert lobby.sent() == ["JOIN #newplace"]


async def test_two_servers_of_one_name_show_their_hosts() -> None:
    other = ClientOptions("tea.example", nick="zed")
    async with staged(also=(other,)) as stage:
        await stage.enters()
        for connection in stage.app.connections:
            connection.session.buffers.server.name = "home"
        await stage.settles()
        assert stage.shows(" home (chat.")
        assert stage.shows(" home (tea.")


async def test_a_channel_that_was_left_and_being_away_are_seen(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.hears(":zed!z@h PART #teapots", ":irc 306 zed :You are away")
    stage.session.set_away("lunch")
    await stage.settles()
    assert stage.shows("(#teapots)")
    assert stage.shows("zed (away)")


async def test_a_channel_that_we_were_kicked_from_looks_left(stage: Stage) -> None:
    await in_three_places(stage)
    assert not stage.shows("(#teapots)")
    await stage.hears(":bia!b@h KICK #teapots zed :enough")
    assert stage.shows("(#teapots)")
    assert not stage.shows("(#tea)")


async def test_a_mention_is_gone_to_from_anywhere(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.hears("@msgid=m :bia!b@h PRIVMSG #tea :zed: look")
    await stage.presses("f4")
    assert stage.shows("bia: zed: look")
    await stage.presses("enter")
    line = stage.chat.log_view.chosen
    assert stage.chat.buffer.name == "#tea"
    assert line is not None
    assert line.text == "zed: look"


async def test_the_channels_of_the_server_are_browsed_and_joined(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("f3")
    assert stage.sent() == ["LIST"]
    await stage.hears(
        ":irc 322 zed #chess 12 :openings",
        ":irc 322 zed #tea 3 :Assam",
        ":irc 323 zed :End",
    )
    assert stage.shows("12 #chess  openings")
    await stage.submits("chess")
    assert stage.sent() == ["JOIN #chess"]


async def test_what_a_search_found_can_be_gone_to(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.hears(":bia!b@h PRIVMSG #tea :the blue teapot")
    await stage.submits("/search blue")
    assert stage.shows('1 result for "blue"')
    await stage.presses("enter")
    assert stage.chat.buffer.name == "#tea"


async def test_two_servers_share_one_list() -> None:
    other = ClientOptions("tea.example", nick="zed")
    async with staged(also=(other,)) as stage:
        await stage.enters()
        assert stage.shows("tea.example")
        await stage.presses("ctrl+n")
        assert stage.chat.connection is stage.app.connections[1]


async def test_the_palette_does_what_is_picked(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("f2")
    await stage.submits("next channel")
    await stage.settles()
    assert stage.chat.buffer.name == "#tea"


async def test_the_palette_begins_a_command_and_shows_the_themes(stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("f2")
    await stage.submits("/topic")
    await stage.settles()
    begun = stage.chat.composer.text
    await stage.presses("f2")
    await stage.submits("theme")
    await stage.submits("paper")
    assert (begun, stage.app.theme) == ("/topic ", "paper")


async def test_the_list_of_channels_is_shown_to_choose_from_and_not_written_into_the_log(
    lobby: Stage,
) -> None:
    await lobby.submits("/list #t*")
    asked = lobby.sent()
    await lobby.hears(":irc 322 zed #tea 12 :Assam", ":irc 323 zed :End")
    assert asked[-1:] == ["LIST #t*"]
    assert lobby.shows("1 channel on")
    assert not lobby.shows("12 people")


@pytest.mark.parametrize("typed", [False, True])
async def test_everything_is_marked_as_read_at_once(typed: bool, stage: Stage) -> None:
    await in_three_places(stage)
    await stage.presses("alt+1")
    await stage.hears(":bia!b@h PRIVMSG #tea :zed, one", ":bia!b@h PRIVMSG #teapots :two")
    if typed:
        await stage.submits("/read")
    else:
        await stage.presses("shift+escape")
    assert [place.unread for place in stage.chat.buffers()] == [0, 0, 0, 0]
    assert stage.shows("Everything marked as read.")
