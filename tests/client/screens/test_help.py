"""Keys and commands on a page of their own."""

from tests.client.golden import check_golden
from tests.client.stage import Stage, staged
from tui_chat.client.commands import TABLE
from tui_chat.client.config.connection_and_ui_options import UiOptions
from tui_chat.client.keys import KEYS
from tui_chat.client.screens.help import HelpScreen, HelpText
from tui_chat.client.visitor_permissions import VISITOR


async def test_it_looks_as_it_did() -> None:
    async with staged(80, 24) as stage:
        await stage.enters()
        await stage.presses("f1")
        check_golden("help-80x24", stage.rows())


async def test_every_key_and_command_is_there_at_any_width() -> None:
    for width in (40, 120):
        async with staged(width, 20) as stage:
            await stage.presses("f1")
            page = stage.app.screen.query_one(HelpText)
            words = " ".join(f"{row.left} {row.right}" for row in page._rows)
            assert all(key.shown.split(",")[0] in words for key in KEYS)
            assert all(f"/{command.name}" in words for command in TABLE)


async def test_escape_goes_back_to_the_chat(lobby: Stage) -> None:
    await lobby.presses("f1")
    there = lobby.app.screen
    await lobby.presses("escape")
    assert isinstance(there, HelpScreen)
    assert lobby.app.screen is lobby.chat


async def test_the_page_scrolls() -> None:
    async with staged(80, 12) as stage:
        await stage.presses("f1", *["pagedown"] * 20)
        assert stage.rows()[-3].split()[0] == [key.action for key in KEYS if key.action][-1]
        await stage.presses(*["pageup"] * 20, "down")
        assert stage.rows()[1].startswith(" Enter")


async def test_help_can_be_opened_at_words(lobby: Stage) -> None:
    await lobby.submits("/help private channel")
    assert lobby.shows("/private")
    assert not lobby.shows("/join")
    await lobby.presses("escape", "escape")
    assert lobby.app.screen is lobby.chat


async def test_what_is_typed_is_looked_for_in_keys_commands_and_actions() -> None:
    async with staged(80, 24) as stage:
        await stage.enters()
        await stage.presses("f1")
        await stage.types("previous chan")
        assert next(row.split()[0] for row in stage.rows() if "previous" in row) == "Ctrl+P,"
        assert stage.shows("previous_place")
        assert not stage.shows("/join")
        await stage.presses("escape")
        assert stage.shows("Enter ")
        await stage.types("zzz")
        assert stage.shows("No matches.")
        await stage.presses("escape", "escape")
        assert stage.app.screen is stage.chat


async def test_it_names_the_actions_that_the_configuration_wants_at_its_end() -> None:
    async with staged(120, 40) as stage:
        await stage.presses("f1")
        page = stage.app.screen.query_one(HelpText)
        rows = [row.left for row in page._rows]
        names = [key.action for key in KEYS if key.action]
        assert rows[-len(names) - 1 :] == ["Actions, for [keys] in the configuration", *names]


async def test_visitors_have_no_configuration_to_name_actions_in() -> None:
    async with staged(ui=UiOptions(abilities=VISITOR)) as stage:
        await stage.presses("f1")
        page = stage.app.screen.query_one(HelpText)
        assert page._rows[-1].left == "//text"


async def test_it_says_how_to_read_on() -> None:
    async with staged(80, 12) as stage:
        await stage.presses("f1")
        assert stage.rows()[-1].endswith("PageDown more   Esc back")


async def test_help_about_one_command_is_said_in_the_room(lobby: Stage) -> None:
    await lobby.submits("/help join")
    assert lobby.shows("/join [CHANNEL [KEY]]: join a channel")
