"""Looking for texts that were sent before."""

from tests.client.stage import Stage


async def test_earlier_input_is_found_by_a_few_letters(lobby: Stage) -> None:
    for text in ("first thing", "second", "third thing"):
        await lobby.types(text)
        await lobby.presses("enter")
    await lobby.presses("ctrl+r")
    await lobby.types("fir")
    await lobby.presses("enter")
    assert lobby.chat.composer.text == "first thing"


async def test_the_latest_earlier_input_is_one_enter_away(lobby: Stage) -> None:
    await lobby.types("hello")
    await lobby.presses("enter", "ctrl+r", "enter")
    assert lobby.chat.composer.text == "hello"


async def test_esc_leaves_earlier_input_where_it_is(lobby: Stage) -> None:
    await lobby.types("hello")
    await lobby.presses("enter")
    await lobby.types("draft")
    await lobby.presses("ctrl+r", "escape")
    assert lobby.chat.composer.text == "draft"
    assert lobby.chat.composer.mode is None
    assert not lobby.shows("Enter use")


async def test_arrows_go_through_what_was_found_and_stop_at_its_ends(lobby: Stage) -> None:
    for text in ("tea one", "coffee", "tea two"):
        await lobby.types(text)
        await lobby.presses("enter")
    await lobby.presses("ctrl+r")
    await lobby.types("TEA")
    await lobby.presses("up", "up", "up", "enter")
    assert lobby.chat.composer.text == "tea one"
    await lobby.presses("ctrl+r")
    await lobby.types("tea")
    await lobby.presses("up", "down", "down", "enter")
    assert lobby.chat.composer.text == "tea two"


async def test_what_was_never_sent_leaves_the_input_empty(lobby: Stage) -> None:
    await lobby.types("hello")
    await lobby.presses("enter", "ctrl+r")
    await lobby.types("xyz")
    await lobby.presses("enter")
    assert lobby.chat.composer.text == ""
    assert lobby.shows("hello")
