"""Repainting in step."""

from textual.app import App

from tui_chat.client.widgets.pacing import INTERVAL, Pacer


async def test_the_first_asking_is_answered_at_once_and_once() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        painted: list[int] = []
        pacer = Pacer(app.screen, lambda: painted.append(1))
        for _message in range(1000):
            pacer.ask()
        await pilot.pause()
        assert len(painted) == 1


async def test_what_is_asked_soon_after_is_answered_together_later() -> None:
    app = App[None]()
    async with app.run_test() as pilot:
        painted: list[int] = []
        pacer = Pacer(app.screen, lambda: painted.append(1))
        pacer.ask()
        await pilot.pause()
        pacer.ask()
        pacer.ask()
        while len(painted) < 2:
            await pilot.pause(INTERVAL)
        await pilot.pause(2 * INTERVAL)
        assert len(painted) == 2
