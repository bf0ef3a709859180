"""What stands in and above the input while it is used for something else."""

from tests.client.widgets.input.test_composer import desk
from tui_chat.client.widgets.input.input_mode import Errand


async def test_a_hint_gives_way_to_the_title_of_an_errand() -> None:
    async with desk() as here:
        composer = here.composer
        composer.hint("3 new below")
        composer.begin(Errand("Find", lambda _text: True, text=""))
        during = str(composer.border_title)
        composer.drop_errand()
        assert (during, str(composer.border_title)) == (" Find ", " 3 new below ")


async def test_the_draft_is_what_was_set_aside() -> None:
    async with desk() as here:
        composer = here.composer
        composer.insert("half a")
        composer.begin(Errand("Find", lambda _text: True, text="word"))
        assert (composer.text, composer.draft) == ("word", "half a")


async def test_where_there_is_no_room_for_a_title_its_brief_form_stands_there() -> None:
    async with desk() as here:
        composer = here.composer
        composer.begin(Errand("Find words " * 20, lambda _text: True, text="", brief="Find"))
        assert str(composer.border_title) == " Find "


async def test_a_title_is_said_whole_as_soon_as_there_is_room() -> None:
    async with desk() as here:
        composer = here.composer
        title = "Find words that were said a long time ago " * 3
        composer.begin(Errand(title, lambda _text: True, text="", brief="Find"))
        await here.pilot.resize_terminal(160, 20)
        assert str(composer.border_title) == f" {title} "
