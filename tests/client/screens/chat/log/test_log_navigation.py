"""Moving in the log."""

import pytest

from tests.client.stage import EVERYTHING, Stage
from tui_chat.client.buffers.buffer import Past


def chosen(stage: Stage) -> str:
    line = stage.chat.log_view.chosen
    return line.text if line is not None else ""


async def with_lines(stage: Stage, count: int = 60) -> None:
    await stage.enters()
    await stage.hears(*(f":bia!b@h PRIVMSG #lobby :line {number}" for number in range(count)))


async def test_ctrl_s_gives_the_keys_to_the_messages_and_says_so(stage: Stage) -> None:
    await with_lines(stage)
    await stage.presses("ctrl+s")
    assert stage.chat.focused is stage.chat.log_view
    assert stage.shows("j k move")


@pytest.mark.parametrize("scroll", ["pageup", "alt+u", "alt+home", "alt+p"])
async def test_what_is_typed_while_the_log_is_scrolled_up_goes_to_the_input(
    scroll: str, lobby: Stage
) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :zed, see https://e.example/")
    await with_lines(lobby)
    lobby.chat.log_view.show(lobby.chat.buffer, lobby.chat.buffer.lines.first_id)
    await lobby.presses(scroll)
    top = lobby.chat.log_view.at_end
    await lobby.types("ok then")
    assert lobby.chat.composer.text == "ok then"
    assert (top, lobby.chat.log_view.at_end) == (False, False)


async def test_in_the_log_page_up_and_down_choose_and_the_end_goes_back_to_writing(
    stage: Stage,
) -> None:
    await with_lines(stage)
    await stage.presses("ctrl+s", "pageup")
    further_up = chosen(stage)
    await stage.presses("pagedown", "pagedown")
    assert further_up.startswith("line")
    assert stage.chat.focused is stage.chat.composer


async def test_a_letter_without_a_meaning_in_the_log_begins_a_message_where_one_reads(
    stage: Stage,
) -> None:
    await with_lines(stage)
    await stage.presses("ctrl+s", "pageup", "x")
    assert stage.chat.composer.text == "x"
    assert stage.chat.focused is stage.chat.composer
    assert not stage.chat.log_view.at_end


async def test_saying_something_shows_the_end_and_marks_nothing(stage: Stage) -> None:
    await with_lines(stage)
    await stage.hears(":bia!b@h PRIVMSG #lobby :zed?")
    await stage.presses("alt+p", "h", "i", "enter")
    assert stage.chat.log_view.at_end
    assert chosen(stage) == ""


async def test_scrolling_up_asks_for_older_messages_and_says_so(stage: Stage) -> None:
    await stage.enters(offer=EVERYTHING)
    await stage.hears(
        "BATCH +1 chathistory #lobby",
        "@batch=1;msgid=m5;time=2026-11-20T09:00:00Z :ana!a@h PRIVMSG #lobby :newer",
        "BATCH -1",
    )
    stage.session.take_outgoing()
    stage.chat.buffer.past = Past.MORE
    stage.session._state.history.catching_up.clear()
    stage.session._state.history.sent.clear()
    await stage.presses("pageup")
    asked = [line for line in stage.sent() if "CHATHISTORY BEFORE" in line]
    assert len(asked) == 1
    assert stage.shows("loading earlier messages…")


async def test_the_first_unread_message_is_one_key_away(stage: Stage) -> None:
    await with_lines(stage)
    stage.app.on_app_blur()
    await stage.hears(*(f":bia!b@h PRIVMSG #lobby :fresh {number}" for number in range(60)))
    stage.app.on_app_focus()
    await stage.presses("alt+u")
    assert chosen(stage) == "fresh 0"


async def test_mentions_are_gone_through_backwards_and_forwards(lobby: Stage) -> None:
    await lobby.hears(
        ":bia!b@h PRIVMSG #lobby :zed one",
        *(f":bia!b@h PRIVMSG #lobby :line {number}" for number in range(40)),
        ":bia!b@h PRIVMSG #lobby :zed two",
    )
    await lobby.presses("alt+p")
    first = chosen(lobby)
    await lobby.presses("alt+p")
    second = chosen(lobby)
    await lobby.presses("ctrl+s", "n")
    assert (first, second, chosen(lobby)) == ("zed two", "zed one", "zed two")
    await lobby.presses("n")
    assert lobby.shows("No mention after this.")
