"""Going from place to place."""

from tests.client.stage import Stage, staged
from tui_chat.client.config.options import ClientOptions


async def in_three_places(stage: Stage) -> None:
    await stage.enters()
    await stage.joins("#tea")
    await stage.joins("#teapots")
    stage.sent()


async def test_a_few_letters_lead_to_a_channel() -> None:
    async with staged() as stage:
        await in_three_places(stage)
        await stage.presses("ctrl+g")
        await stage.types("tep")
        await stage.presses("enter")
        assert stage.chat.buffer.name == "#teapots"


async def test_the_name_itself_comes_before_longer_ones() -> None:
    async with staged() as stage:
        await in_three_places(stage)
        await stage.presses("ctrl+g")
        await stage.types("tea")
        await stage.presses("enter")
        assert stage.chat.buffer.name == "#tea"


async def test_a_number_leads_to_its_channel() -> None:
    async with staged() as stage:
        await in_three_places(stage)
        await stage.presses("ctrl+g", "3", "enter")
        there = stage.chat.buffer.name
        await stage.presses("alt+2")
        assert (there, stage.chat.buffer.name) == ("#teapots", "#tea")


async def test_a_person_can_be_gone_to() -> None:
    async with staged() as stage:
        await in_three_places(stage)
        await stage.presses("ctrl+g")
        await stage.types("caio")
        await stage.presses("enter")
        assert stage.chat.buffer.name == "caio"


async def test_esc_stays_here() -> None:
    async with staged() as stage:
        await in_three_places(stage)
        await stage.presses("ctrl+g", "escape")
        assert stage.chat.buffer.name == "#lobby"
        assert stage.chat.composer.has_focus


async def test_what_is_unread_comes_first() -> None:
    async with staged() as stage:
        await in_three_places(stage)
        await stage.hears(":bia!b@h PRIVMSG #teapots :zed, come!")
        await stage.presses("ctrl+g", "enter")
        assert stage.chat.buffer.name == "#teapots"


async def test_a_mention_is_gone_to_from_anywhere() -> None:
    async with staged() as stage:
        await in_three_places(stage)
        await stage.hears("@msgid=m :bia!b@h PRIVMSG #tea :zed: look")
        await stage.presses("f4")
        assert stage.shows("bia: zed: look")
        await stage.presses("enter")
        line = stage.chat.log_view.chosen
        assert stage.chat.buffer.name == "#tea"
        assert line is not None
        assert line.text == "zed: look"


async def test_the_channels_of_the_server_are_browsed_and_joined() -> None:
    async with staged() as stage:
        await in_three_places(stage)
        await stage.presses("f3")
        assert stage.sent() == ["LIST"]
        await stage.hears(
            ":irc 322 zed #chess 12 :openings",
            ":irc 322 zed #tea 3 :Assam",
            ":irc 323 zed :End",
        )
        assert stage.shows("12 #chess  openings")
        await stage.types("chess")
        await stage.presses("enter")
        assert stage.sent() == ["JOIN #chess"]


async def test_what_a_search_found_can_be_gone_to() -> None:
    async with staged() as stage:
        await in_three_places(stage)
        await stage.hears(":bia!b@h PRIVMSG #tea :the blue teapot")
        await stage.types("/search blue")
        await stage.presses("enter")
        assert stage.shows("1 message with: blue")
        await stage.presses("enter")
        assert stage.chat.buffer.name == "#tea"


async def test_two_servers_share_one_list() -> None:
    other = ClientOptions("tea.example", nick="zed")
    async with staged(also=(other,)) as stage:
        await stage.enters()
        assert stage.shows("tea.example")
        await stage.presses("ctrl+n")
        assert stage.chat.connection is stage.app.connections[1]


async def test_the_palette_does_what_is_picked() -> None:
    async with staged() as stage:
        await in_three_places(stage)
        await stage.presses("f2")
        await stage.types("next channel")
        await stage.presses("enter")
        await stage.settles()
        assert stage.chat.buffer.name == "#tea"


async def test_the_palette_begins_a_command_and_wears_a_theme() -> None:
    async with staged() as stage:
        await in_three_places(stage)
        await stage.presses("f2")
        await stage.types("/topic")
        await stage.presses("enter")
        await stage.settles()
        begun = stage.chat.composer.text
        await stage.presses("f2")
        await stage.types("theme: paper")
        await stage.presses("enter")
        assert (begun, stage.app.theme) == ("/topic ", "paper")


async def test_the_list_of_channels_is_shown_to_choose_from_and_not_written_into_the_log() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.types("/list #t*")
        await stage.presses("enter")
        asked = stage.sent()
        await stage.hears(":irc 322 zed #tea 12 :Assam", ":irc 323 zed :End")
        assert asked[-1:] == ["LIST #t*"]
        assert stage.shows("1 channel on")
        assert not stage.shows("12 people")
