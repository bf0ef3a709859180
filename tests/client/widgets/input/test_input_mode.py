"""Another use of the input."""

from tests.client.widgets.input.test_composer import desk
from tui_chat.client.widgets.input.input_mode import Errand


async def test_an_errand_sets_aside_what_is_written_and_gives_it_back() -> None:
    done: list[str] = []

    def take(text: str) -> bool:
        done.append(text)
        return True

    async with desk() as here:
        pilot, composer = here.pilot, here.composer
        composer.insert("draft")
        composer.begin(Errand("Find", take, text="wo"))
        await pilot.press("r", "d", "enter")
        assert (done, composer.text, composer.errand) == (["word"], "draft", None)


async def test_an_errand_may_go_on_after_enter() -> None:
    async with desk() as here:
        pilot, composer = here.pilot, here.composer
        composer.begin(Errand("Find", lambda _text: False, text=""))
        await pilot.press("a", "enter")
        assert composer.errand is not None


async def test_esc_drops_it() -> None:
    dropped: list[bool] = []
    async with desk() as here:
        pilot, composer = here.pilot, here.composer
        composer.begin(
            Errand("Find", lambda _text: True, text="x", dropped=lambda: dropped.append(True))
        )
        await pilot.press("escape")
        assert (dropped, composer.text) == ([True], "")


async def test_going_elsewhere_drops_it_and_keeps_the_draft() -> None:
    async with desk() as here:
        composer = here.composer
        composer.insert("draft")
        composer.begin(Errand("Edit", lambda _text: True, text="old words"))
        composer.go_to("elsewhere")
        composer.go_to(None)
        assert composer.text == "draft"


async def test_up_and_down_step_through_what_it_offers() -> None:
    steps: list[int] = []
    async with desk() as here:
        pilot, composer = here.pilot, here.composer
        composer.begin(Errand("Find", lambda _text: True, text="", step=steps.append))
        await pilot.press("up", "down")
        assert steps == [-1, 1]
