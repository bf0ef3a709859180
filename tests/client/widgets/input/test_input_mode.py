"""Another use of the input."""

from tests.client.widgets.input.desk import Desk
from tui_chat.client.widgets.input.input_mode import InputMode


async def test_a_mode_sets_aside_what_is_written_and_gives_it_back(here: Desk) -> None:
    done: list[str] = []

    def take(text: str) -> bool:
        done.append(text)
        return True

    pilot, composer = here.pilot, here.composer
    composer.insert("draft")
    composer.begin(InputMode("Find", take, text="wo"))
    await pilot.press("r", "d", "enter")
    assert (done, composer.text, composer.mode) == (["word"], "draft", None)


async def test_a_mode_may_go_on_after_enter(here: Desk) -> None:
    pilot, composer = here.pilot, here.composer
    composer.begin(InputMode("Find", lambda _text: False, text=""))
    await pilot.press("a", "enter")
    assert composer.mode is not None


async def test_esc_drops_it(here: Desk) -> None:
    dropped: list[bool] = []
    pilot, composer = here.pilot, here.composer
    composer.begin(
        InputMode("Find", lambda _text: True, text="x", dropped=lambda: dropped.append(True))
    )
    await pilot.press("escape")
    assert (dropped, composer.text) == ([True], "")


async def test_going_elsewhere_drops_it_and_keeps_the_draft(here: Desk) -> None:
    composer = here.composer
    composer.insert("draft")
    composer.begin(InputMode("Edit", lambda _text: True, text="old words"))
    composer.go_to("elsewhere")
    composer.go_to(None)
    assert composer.text == "draft"


async def test_up_and_down_step_through_what_it_offers(here: Desk) -> None:
    steps: list[int] = []
    pilot, composer = here.pilot, here.composer
    composer.begin(InputMode("Find", lambda _text: True, text="", step=steps.append))
    await pilot.press("up", "down")
    assert steps == [-1, 1]


async def test_a_hint_gives_way_to_the_title_of_a_mode(here: Desk) -> None:
    composer = here.composer
    composer.hint("3 new below")
    composer.begin(InputMode("Find", lambda _text: True, text=""))
    during = str(composer.border_title)
    composer.drop_mode()
    assert (during, str(composer.border_title)) == (" Find ", " 3 new below ")


async def test_the_draft_is_what_was_set_aside(here: Desk) -> None:
    composer = here.composer
    composer.insert("half a")
    composer.begin(InputMode("Find", lambda _text: True, text="word"))
    assert (composer.text, composer.draft) == ("word", "half a")


async def test_where_there_is_no_room_for_a_title_its_brief_form_stands_there(here: Desk) -> None:
    composer = here.composer
    composer.begin(InputMode("Find words " * 20, lambda _text: True, text="", brief="Find"))
    assert str(composer.border_title) == " Find "


async def test_a_title_is_said_whole_as_soon_as_there_is_room(here: Desk) -> None:
    composer = here.composer
    title = "Find words that were said a long time ago " * 3
    composer.begin(InputMode(title, lambda _text: True, text="", brief="Find"))
    await here.pilot.resize_terminal(160, 20)
    assert str(composer.border_title) == f" {title} "
