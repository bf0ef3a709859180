"""What is done after a while is done."""

import asyncio

from textual.app import App

from tui_chat.client.textual_compat.delayed_call import later


async def test_what_is_done_later_is_done_after_the_shortest_delay_too() -> None:
    app = App[None]()
    async with app.run_test():
        done = asyncio.Event()
        later(app.screen, 1e-9, done.set)  # which Textual's timer would never do
        async with asyncio.timeout(5):
            await done.wait()


async def test_what_is_done_later_belongs_to_the_app() -> None:
    app = App[None]()
    async with app.run_test():
        seen: list[object] = []
        done = asyncio.Event()

        def look() -> None:
            seen.append(app.screen.app)
            done.set()

        later(app.screen, 0.001, look)
        async with asyncio.timeout(5):
            await done.wait()
        assert seen == [app]
