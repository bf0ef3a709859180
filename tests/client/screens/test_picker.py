"""Picking from a list by a few letters."""

import pytest
from textual.app import App

from tui_chat.client.screens.picker import Choice, ChoiceList, Picker, ranked

NAMES = ("#tea", "#teapots", "#team", "ana", "beatriz", "#steam")


def labels(sought: str, *, choices: tuple[str, ...] = NAMES) -> list[str]:
    every = [Choice(name, name) for name in choices]
    return [choice.label for choice in ranked(sought, every)]


@pytest.mark.parametrize(
    ("sought", "first"),
    [
        ("tea", "#tea"),
        ("team", "#team"),
        ("tpt", "#teapots"),
        ("ANA", "ana"),
        ("btz", "beatriz"),
        ("t m", "#team"),
    ],
)
def test_the_best_comes_first(sought: str, first: str) -> None:
    assert labels(sought)[0] == first


def test_what_does_not_fit_is_left_out() -> None:
    assert labels("xyz") == []


def test_nothing_typed_is_everything() -> None:
    assert labels("") == list(NAMES)


def test_a_number_picks_its_choice() -> None:
    choices = [Choice("2fast", "a"), Choice("#b", "b", number="2")]
    assert [choice.value for choice in ranked("2", choices)] == ["b", "a"]


def test_details_are_looked_at_last() -> None:
    choices = [Choice("#x", "x", "all about tea"), Choice("#tea", "tea")]
    assert [choice.value for choice in ranked("tea", choices)] == ["tea", "x"]


def test_a_letter_is_not_looked_for_in_details() -> None:
    choices = [Choice("bia", "bia"), Choice("ana", "ana", "in #lobby")]
    assert [choice.value for choice in ranked("b", choices)] == ["bia"]


def test_a_hundred_thousand_choices_are_no_trouble() -> None:
    choices = [Choice(f"#channel{number}", number) for number in range(100_000)]
    assert ranked("channel99999", choices)[0].value == 99_999


async def test_keys_move_the_mark_and_enter_picks_it() -> None:
    app = App[None]()
    picked: list[str | None] = []
    async with app.run_test(size=(60, 20)) as pilot:
        picker = Picker("Which?", [Choice(name, name) for name in NAMES], empty="none")
        app.push_screen(picker, picked.append)
        await pilot.pause()
        await pilot.press("down", "down", "up", "enter")
        assert picked == ["#teapots"]


async def test_enter_picks_nothing_where_nothing_fits() -> None:
    app = App[None]()
    picked: list[str | None] = []
    async with app.run_test(size=(60, 20)) as pilot:
        app.push_screen(Picker("Which?", [Choice("a", "a")], empty="none"), picked.append)
        await pilot.pause()
        await pilot.press("z", "z", "enter")
        still_open = isinstance(app.screen, Picker)
        await pilot.press("escape")
        assert (still_open, picked) == (True, [None])


async def test_what_there_is_to_say_stands_in_a_column_and_the_rest_at_the_right() -> None:
    app = App[None]()
    choices = [
        Choice("#tea", 1, "about tea"),
        Choice("#teapots", 2, "of all kinds"),
        Choice("Leave", 3, right="Ctrl+Q"),
    ]
    async with app.run_test(size=(60, 20)) as pilot:
        app.push_screen(Picker("Which?", choices, empty="none"))
        await pilot.pause()
        shown = app.screen.query_one(ChoiceList)
        rows = ["".join(segment.text for segment in shown.row(each, 40)) for each in range(3)]
        assert [row.rstrip() for row in rows] == [
            " #tea      about tea",
            " #teapots  of all kinds",
            " Leave                           Ctrl+Q",
        ]


async def test_what_stands_at_the_right_gives_way_to_the_name() -> None:
    app = App[None]()
    async with app.run_test(size=(60, 20)) as pilot:
        app.push_screen(Picker("Which?", [Choice("a name", 1, right="Ctrl+Q")], empty=""))
        await pilot.pause()
        shown = app.screen.query_one(ChoiceList)
        rows = ["".join(each.text for each in shown.row(0, width)) for width in (12, 20)]
        assert rows == [" a name     ", " a name      Ctrl+Q "]


async def test_the_list_is_as_high_as_what_fits() -> None:
    app = App[None]()
    async with app.run_test(size=(60, 24)) as pilot:
        picker = Picker("Which?", [Choice(name, name) for name in NAMES], empty="none")
        app.push_screen(picker)
        await pilot.pause()
        heights = [picker.query_one(ChoiceList).size.height]
        for letter in ("b", "t", "backspace", "backspace"):
            await pilot.press(letter)
            await pilot.pause()
            heights.append(picker.query_one(ChoiceList).size.height)
        assert heights == [6, 1, 1, 1, 6]


async def test_the_marked_choice_is_seen_in_the_terminals_own_colours() -> None:
    app = App[None]()
    async with app.run_test(size=(60, 20)) as pilot:
        app.theme = "ansi-dark"
        app.push_screen(Picker("Which?", [Choice("a", 1), Choice("b", 2)], empty=""))
        await pilot.pause()
        shown = app.screen.query_one(ChoiceList)
        rows = [[each.style for each in shown.row(number, 20)] for number in range(2)]
        assert [any(style and style.reverse for style in row) for row in rows] == [True, False]
