"""Offers above the input."""

import pytest
from rich.cells import cell_len

from tests.client.widgets.panels import rows, shown
from tui_chat.client.widgets.input.popup import Offer, Popup


async def test_offers_are_shown_with_what_they_are() -> None:
    popup = Popup()
    async with shown(popup, 40, 12) as pilot:
        popup.offer([Offer("/join", "join a channel"), Offer("/jump")], left=2, above=1)
        await pilot.pause()
        assert rows(popup) == [" /join  join a channel", " /jump"]


async def test_what_offers_are_stands_in_a_column() -> None:
    popup = Popup()
    async with shown(popup, 40, 12) as pilot:
        popup.offer([Offer("/me", "act"), Offer("/topic", "tell")], left=0, above=1)
        await pilot.pause()
        assert rows(popup) == [" /me     act", " /topic  tell"]


async def test_without_offers_it_is_gone() -> None:
    popup = Popup()
    async with shown(popup, 40, 12) as pilot:
        popup.offer([Offer("x")], left=0, above=1)
        popup.offer([], left=0, above=1)
        await pilot.pause()
        assert not popup.display


@pytest.mark.parametrize("colours", ["NO_COLOR", "ansi-dark", "textual-dark"])
async def test_the_chosen_offer_is_told_from_the_others_without_a_background(
    monkeypatch: pytest.MonkeyPatch, colours: str
) -> None:
    if colours == "NO_COLOR":
        monkeypatch.setenv(colours, "1")
    popup = Popup()
    async with shown(popup, 40, 12) as pilot:
        if colours != "NO_COLOR":
            popup.app.theme = colours
        popup.offer([Offer("one"), Offer("two")], left=0, above=1)
        popup.choose(1)
        await pilot.pause()
        reversed_ = [
            any(segment.style is not None and segment.style.reverse for segment in popup.row(y, 9))
            for y in range(2)
        ]
        assert reversed_ == [False, colours != "textual-dark"]


async def test_the_chosen_offer_comes_into_view() -> None:
    popup = Popup()
    async with shown(popup, 40, 20) as pilot:
        popup.offer([Offer(f"offer {number}") for number in range(30)], left=0, above=1)
        await pilot.pause()
        popup.choose(20)
        await pilot.pause()
        assert any("offer 20" in row for row in rows(popup))


async def test_wide_offers_are_cut_to_the_width() -> None:
    popup = Popup()
    async with shown(popup, 20, 12) as pilot:
        popup.offer([Offer("\u4f60" * 30, "\u597d" * 30)], left=0, above=1)
        await pilot.pause()
        assert all(cell_len(row) <= 20 for row in rows(popup))
