"""Looking for texts that were sent before."""

from tests.client.stage import staged


async def test_earlier_input_is_found_by_a_few_letters() -> None:
    async with staged() as stage:
        await stage.enters()
        for text in ("first thing", "second", "third thing"):
            await stage.types(text)
            await stage.presses("enter")
        await stage.presses("ctrl+r")
        await stage.types("fir")
        await stage.presses("enter")
        assert stage.chat.composer.text == "first thing"


async def test_the_latest_earlier_input_is_one_enter_away() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.types("hello")
        await stage.presses("enter", "ctrl+r", "enter")
        assert stage.chat.composer.text == "hello"


async def test_esc_leaves_earlier_input_where_it_is() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.types("hello")
        await stage.presses("enter")
        await stage.types("draft")
        await stage.presses("ctrl+r", "escape", "escape")
        assert stage.chat.composer.text == "draft"


async def test_arrows_go_through_what_was_found_and_stop_at_its_ends() -> None:
    async with staged() as stage:
        await stage.enters()
        for text in ("tea one", "coffee", "tea two"):
            await stage.types(text)
            await stage.presses("enter")
        await stage.presses("ctrl+r")
        await stage.types("TEA")
        await stage.presses("up", "up", "up", "enter")
        assert stage.chat.composer.text == "tea one"
        await stage.presses("ctrl+r")
        await stage.types("tea")
        await stage.presses("up", "down", "down", "enter")
        assert stage.chat.composer.text == "tea two"


async def test_what_was_never_sent_leaves_the_input_empty() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.types("hello")
        await stage.presses("enter", "ctrl+r")
        await stage.types("xyz")
        await stage.presses("enter")
        assert stage.chat.composer.text == ""
        assert stage.shows("hello")
