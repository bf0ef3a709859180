"""The input, key by key."""

import pytest
from textual import events

from tests.client.widgets.input.desk import Desk
from tui_chat.client.widgets.input.input_mode import InputMode


async def test_enter_sends_and_empties(here: Desk) -> None:
    await here.types("h", "i", "enter")
    assert (here.sent, here.text) == (["hi"], "")


async def test_a_window_may_have_no_room_for_the_placeholder(here: Desk) -> None:
    here.composer.styles.padding = (0, 1)
    here.composer.show_placeholder("Message #tea")
    await here.pilot.resize_terminal(2, 20)
    await here.pilot.pause()
    assert here.composer.content_size.width == 0
    await here.types("h", "i", "enter")
    assert here.sent == ["hi"]


async def test_nothing_but_spaces_is_not_sent(here: Desk) -> None:
    await here.types("space", "enter")
    assert here.sent == []


@pytest.mark.parametrize("key", ["ctrl+j", "shift+enter", "alt+enter", "ctrl+enter", "shift+\r"])
async def test_a_new_line_has_many_keys(key: str, here: Desk) -> None:
    await here.types("a", key, "b", "enter")
    assert here.sent == ["a\nb"]


async def test_it_grows_to_eight_lines(here: Desk) -> None:
    heights = [here.composer.size.height]
    for _line in range(10):
        await here.types("ctrl+j")
    await here.pilot.pause()
    heights.append(here.composer.size.height)
    assert heights == [1, 8]


async def test_a_paste_keeps_its_lines_and_is_not_sent(here: Desk) -> None:
    here.app.post_message(events.Paste("one\ntwo\nthree"))
    await here.pilot.pause()
    assert (here.text, here.sent) == ("one\ntwo\nthree", [])


async def test_up_and_down_walk_through_what_was_sent_and_back_to_the_draft(here: Desk) -> None:
    await here.types("a", "enter", "b", "enter", "d", "up")
    seen = [here.text]
    for key in ("up", "up", "down", "down"):
        await here.types(key)
        seen.append(here.text)
    assert seen == ["b", "a", "a", "b", "d"]


async def test_esc_brings_the_draft_back_in_place_of_earlier_input(here: Desk) -> None:
    await here.types("a", "enter", "up", "escape")
    assert here.text == ""
    await here.types("d", "up", "escape")
    assert here.text == "d"
    await here.types("up", "x", "escape")
    assert here.text == "ax"


async def test_a_password_does_not_come_back(here: Desk) -> None:
    await here.types("a", "enter")
    here.composer.fill("/login hunter2")
    await here.types("enter", "up")
    assert here.text == "a"
    here.composer.fill("/login hunter2")
    here.composer.clear_input()
    await here.types("up")
    assert here.text == "a"


async def test_up_inside_several_lines_moves_the_cursor(here: Desk) -> None:
    await here.types("a", "enter", "b", "ctrl+j", "c", "up")
    assert (here.text, here.composer.cursor_location) == ("b\nc", (0, 1))


async def test_up_inside_a_wrapped_line_moves_the_cursor(here: Desk) -> None:
    await here.types("a", "enter")
    here.composer.insert("word " * 20)
    await here.types("up")
    assert here.text == "word " * 20


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["ctrl+u"], ""),
        (["ctrl+w"], "one two "),
        (["ctrl+a", "ctrl+k"], ""),
        (["ctrl+a", "alt+d"], " two three"),
        (["ctrl+w", "ctrl+y", "ctrl+y"], "one two threethree"),
        (["x", "ctrl+t"], "one two threxe"),
        (["ctrl+a", "x"], "xone two three"),
        (["alt+b", "x"], "one two xthree"),
        (["ctrl+w", "ctrl+underscore"], "one two three"),
    ],
)
async def test_the_keys_of_readline_edit(keys: list[str], expected: str, here: Desk) -> None:
    here.composer.insert("one two three")
    await here.types(*keys)
    assert here.text == expected


async def test_what_was_sent_cannot_be_undone_into_the_input(here: Desk) -> None:
    await here.types("a", "enter", "ctrl+z")
    assert here.text == ""


async def test_tab_asks_for_completion_both_ways(here: Desk) -> None:
    await here.types("tab", "shift+tab")
    assert here.app.completions == [False, True]
    assert here.composer.has_focus


async def test_a_completion_puts_the_cursor_where_it_belongs_and_can_be_undone(here: Desk) -> None:
    here.composer.insert("an and more")
    here.composer.complete("ana: and more", 5)
    cursor = here.composer.cursor
    await here.types("ctrl+z")
    assert (cursor, here.text) == (5, "an and more")


async def test_each_place_has_its_own_draft_and_history(here: Desk) -> None:
    here.composer.go_to("tea")
    await here.types("t", "enter", "d")
    here.composer.go_to("ops")
    await here.types("up")
    elsewhere = here.text
    here.composer.go_to("tea")
    draft = here.text
    await here.types("up")
    assert (elsewhere, draft, here.text) == ("", "d", "t")


async def test_a_name_in_the_placeholder_is_no_markup(here: Desk) -> None:
    here.composer.show_placeholder("Message #[red]x[/oops]")
    await here.pilot.pause()
    strips = here.app.screen._compositor.render_strips()
    assert "#[red]x[/oops]" in "".join(segment.text for segment in strips[0])


async def test_leaving_is_asked_about_and_confirmed_with_enter(here: Desk) -> None:
    await here.types("e", "x", "i", "t", "enter")
    asked = here.app.left
    await here.types("enter")
    await here.pilot.pause()
    assert (asked, here.app.left, here.sent) == (False, True, [])


async def test_another_key_than_enter_goes_on_writing(here: Desk) -> None:
    await here.types("e", "x", "i", "t", "enter", "o", "enter")
    assert here.app.submitted == [("exito", False)]


async def test_spaces_at_the_end_are_not_sent(here: Desk) -> None:
    await here.types("h", "i", "space", "enter")
    assert here.app.submitted == [("hi", False)]


async def test_going_elsewhere_takes_the_question_back(here: Desk) -> None:
    await here.types("e", "x", "i", "t", "enter")
    here.composer.go_to("tea")
    await here.types("a", "enter")
    assert here.sent == ["a"]


async def test_what_is_cleared_can_be_called_back(here: Desk) -> None:
    await here.types("a")
    here.composer.clear_input()
    await here.types("up")
    assert here.text == "a"


async def test_what_is_given_back_stands_in_front_of_what_is_written(here: Desk) -> None:
    composer = here.composer
    composer.go_to("here")
    composer.insert("new")
    composer.give_back("here", "old")
    composer.give_back("there", "other")
    written = composer.text
    composer.go_to("there")
    assert (written, composer.text) == ("old\nnew", "other")


async def test_what_is_given_back_during_an_errand_waits_behind_it(here: Desk) -> None:
    composer = here.composer
    composer.go_to("here")
    composer.begin(InputMode("Find", lambda _text: True, text="word"))
    composer.give_back("here", "old")
    taken = composer.take()
    composer.drop_mode()
    assert (taken, composer.text) == ("", "old")


async def test_many_messages_are_asked_about_and_a_few_are_not(here: Desk) -> None:
    here.composer._count = lambda text: len(text) // 10
    for text in ("x" * 39, "x" * 40):
        here.composer.fill(text)
        await here.types("enter")
    assert here.sent == ["x" * 39]
    await here.types("enter")
    assert here.app.submitted[1:] == [("x" * 40, False)]


async def test_lines_that_were_written_one_by_one_are_not_asked_about(here: Desk) -> None:
    here.composer._count = lambda text: text.count("\n") + 1
    here.composer.fill("a\nb\nc\nd\ne")
    await here.types("enter")
    assert here.sent == ["a\nb\nc\nd\ne"]
