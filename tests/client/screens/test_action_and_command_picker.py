"""Everything that can be done, by name."""

from tests.client.stage import Stage
from tui_chat.client.commands import TABLE
from tui_chat.client.keys import KEYS
from tui_chat.client.screens.action_and_command_picker import palette
from tui_chat.client.screens.theme_and_emoji_pickers import ThemePicker


def test_it_has_every_action_and_command() -> None:
    done: list[str] = []
    picker = palette(KEYS, done.append, done.append)
    for choice in picker._every:
        choice.value()
    actions = {key.action for key in KEYS if key.action} - {"palette"}
    assert set(done) == actions | {f"/{command.name} " for command in TABLE}


def test_only_commands_that_are_offered_are_listed() -> None:
    done: list[str] = []
    picker = palette([], done.append, done.append, lambda command: command.name == "quit")
    for choice in picker._every:
        choice.value()
    assert done == ["/quit "]


async def test_it_offers_a_guest_no_invitations(lobby: Stage) -> None:
    await lobby.presses("f2")
    await lobby.types("invit")
    assert lobby.shows("/invite NICK")
    assert not lobby.shows("/invite-link")


async def test_the_themes_are_found_by_the_word_light(lobby: Stage) -> None:
    await lobby.presses("f2")
    await lobby.types("light")
    assert lobby.shows("Themes: dark, light and others")


async def test_a_theme_is_set_or_chosen_from_all(lobby: Stage) -> None:
    lobby.chat.write("/theme nord")
    await lobby.presses("enter")
    assert lobby.app.theme == "nord"
    lobby.chat.write("/theme")
    await lobby.presses("enter")
    assert isinstance(lobby.app.screen, ThemePicker)
