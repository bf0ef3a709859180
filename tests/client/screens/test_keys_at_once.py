"""Keys that are typed faster than the screens they open and close come and go."""

import pytest
from textual import events

from tests.client.stage import Stage, staged
from tui_chat.client.screens.chat.chat import ChatScreen


def at_once(stage: Stage, *keys: str) -> None:
    """Give the screen on top keys before it has handled the first of them."""
    screen = stage.app.screen
    target = stage.app.focused or screen
    for key in keys:
        character = "\r" if key == "enter" else key if len(key) == 1 else None
        event = events.Key(key, character)
        target.post_message(event)


@pytest.mark.parametrize("opening", ["ctrl+g", "f1", "f2"])
@pytest.mark.parametrize("closing", ["escape", "enter"])
async def test_a_key_that_closes_a_screen_twice_leaves_the_chat(
    opening: str, closing: str, lobby: Stage
) -> None:
    await lobby.presses(opening)
    at_once(lobby, closing, closing, "escape", "escape")
    await lobby.settles()
    assert isinstance(lobby.app.screen_stack[0], ChatScreen)
    await lobby.presses("escape", "escape")
    await lobby.types("hi")
    assert lobby.shows("hi")


async def test_a_letter_that_comes_together_with_ctrl_s_acts_on_the_message(lobby: Stage) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :one", ":bia!b@h PRIVMSG #lobby :two")
    at_once(lobby, "ctrl+s", "k", "r")
    await lobby.settles()
    assert lobby.shows("Replying to bia: one")
    assert lobby.chat.composer.text == ""


async def test_an_enter_that_comes_together_with_a_text_over_the_log_sends_it(lobby: Stage) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :one", ":bia!b@h PRIVMSG #lobby :two")
    await lobby.presses("ctrl+s", "k")
    lobby.sent()
    at_once(lobby, "h", "i", "enter")
    await lobby.settles()
    assert lobby.sent() == ["PRIVMSG #lobby hi"]
    assert lobby.chat.composer.text == ""


async def test_leaving_before_a_server_answered_is_no_failure() -> None:
    async with staged() as stage:

        async def hangs_up(_message: str = "") -> None:
            stage.connection.error = "Connection closed."

        stage.connection.link.close = hangs_up  # type: ignore[method-assign, assignment]
        await stage.pilot.press("ctrl+q")
        await stage.pilot.pause()
    assert (stage.app.return_code, stage.app.sentence) == (0, "")
