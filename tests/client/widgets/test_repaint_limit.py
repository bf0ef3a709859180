"""Repainting in step."""

from typing import cast

import pytest
from textual.app import App
from textual.message_pump import MessagePump

from tui_chat.client.widgets import repaint_limit
from tui_chat.client.widgets.repaint_limit import FLOOD_INTERVAL, INTERVAL, Pacer


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


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The time that pacers see: the one number in it."""
    now = [100.0]
    monkeypatch.setattr(repaint_limit, "later", lambda *_: None)
    return now


class Owner:
    """Lets nothing happen by itself."""

    def call_later(self, _action: object) -> None:
        """Do nothing."""


def paced(owner: Owner, clock: list[float]) -> tuple[Pacer, list[int]]:
    painted: list[int] = []
    pacer = Pacer(cast("MessagePump", owner), lambda: painted.append(1), lambda: clock[0])
    return pacer, painted


def test_a_flood_is_painted_less_often(clock: list[float]) -> None:
    owner = Owner()
    pacer, painted = paced(owner, clock)
    pacer.ask()
    pacer._act()
    clock[0] += INTERVAL
    pacer.ask(100)
    pacer._act()
    put_off = len(painted)
    clock[0] += FLOOD_INTERVAL
    pacer._act()
    assert (put_off, len(painted)) == (1, 2)


def test_a_key_comes_before_news(clock: list[float]) -> None:
    owner = Owner()
    pacer, painted = paced(owner, clock)
    pacer.ask()
    pacer._act()
    clock[0] += FLOOD_INTERVAL
    pacer.ask(5)
    pacer.give_way()
    pacer._act()
    put_off = len(painted)
    clock[0] += INTERVAL
    pacer._act()
    assert (put_off, len(painted)) == (1, 2)


def test_who_types_without_a_pause_sees_news_all_the_same(clock: list[float]) -> None:
    owner = Owner()
    pacer, painted = paced(owner, clock)
    pacer.ask(5)
    for _key in range(40):
        clock[0] += 0.02
        pacer.give_way()
        pacer._act()
    assert painted
