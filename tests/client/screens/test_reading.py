"""Moving in the log."""

import pytest

from tests.client.stage import EVERYTHING, Stage, staged
from tui_chat.client.buffers.buffers import Past


def chosen(stage: Stage) -> str:
    line = stage.chat._log_view.chosen
    return line.text if line is not None else ""


async def with_lines(stage: Stage, count: int = 60) -> None:
    await stage.enters()
    await stage.hears(*(f":bia!b@h PRIVMSG #lobby :line {number}" for number in range(count)))


async def test_page_up_enters_the_log() -> None:
    async with staged() as stage:
        await with_lines(stage)
        await stage.presses("pageup")
        assert stage.chat.in_log
        assert stage.shows("j k move")


async def test_with_something_written_page_up_only_scrolls() -> None:
    async with staged() as stage:
        await with_lines(stage)
        await stage.presses("h", "pageup", "j")
        assert not stage.chat.in_log
        assert stage.chat._composer.text == "hj"


async def test_page_down_to_the_end_goes_back_to_writing() -> None:
    async with staged() as stage:
        await with_lines(stage)
        await stage.presses("pageup", "pagedown", "pagedown")
        assert not stage.chat.in_log


async def test_scrolling_up_asks_for_older_messages_and_says_so() -> None:
    async with staged() as stage:
        await stage.enters(offer=EVERYTHING)
        await stage.hears(
            "BATCH +1 chathistory #lobby",
            "@batch=1;msgid=m5;time=2026-11-20T09:00:00Z :ana!a@h PRIVMSG #lobby :newer",
            "BATCH -1",
        )
        stage.session.take_outgoing()
        stage.chat.buffer.past = Past.MORE
        stage.session._state.history.missed.clear()
        stage.session._state.history.asked.clear()
        await stage.presses("pageup")
        asked = [line for line in stage.sent() if "CHATHISTORY BEFORE" in line]
        assert len(asked) == 1
        assert stage.shows("loading what was said before...")


async def test_the_first_unread_message_is_one_key_away() -> None:
    async with staged() as stage:
        await with_lines(stage)
        stage.app.on_app_blur()
        await stage.hears(*(f":bia!b@h PRIVMSG #lobby :fresh {number}" for number in range(60)))
        stage.app.on_app_focus()
        await stage.presses("alt+u")
        assert chosen(stage) == "fresh 0"


async def test_mentions_are_gone_through_backwards_and_forwards() -> None:
    async with staged() as stage:
        await stage.enters()
        await stage.hears(
            ":bia!b@h PRIVMSG #lobby :zed one",
            *(f":bia!b@h PRIVMSG #lobby :line {number}" for number in range(40)),
            ":bia!b@h PRIVMSG #lobby :zed two",
        )
        await stage.presses("alt+p")
        first = chosen(stage)
        await stage.presses("p")
        second = chosen(stage)
        await stage.presses("n")
        assert (first, second, chosen(stage)) == ("zed two", "zed one", "zed two")
        await stage.presses("n")
        assert stage.shows("No mention after this.")


async def test_find_goes_to_the_latest_match_then_to_older_ones() -> None:
    async with staged() as stage:
        await with_lines(stage)
        await stage.presses("ctrl+f")
        await stage.types("line 1")
        await stage.pilot.pause()
        latest = chosen(stage)
        await stage.presses("enter")
        await stage.pilot.pause()
        assert (latest, chosen(stage)) == ("line 19", "line 18")


@pytest.mark.parametrize("sought", ["sao joao", "S\u00c3O J", "Sa\u0303o"])
async def test_find_goes_past_accents_and_their_forms(sought: str) -> None:
    async with staged() as stage:
        await stage.enters()
        for text in ("em S\u00e3o Jo\u00e3o", "coffee"):
            await stage.hears(f":bia!b@h PRIVMSG #lobby :{text}")
        await stage.presses("ctrl+f")
        await stage.types(sought)
        await stage.settles()
        assert chosen(stage) == "em S\u00e3o Jo\u00e3o"


async def test_find_says_when_there_is_nothing() -> None:
    async with staged() as stage:
        await with_lines(stage, 5)
        await stage.presses("ctrl+f")
        await stage.types("zzz")
        await stage.settles()
        assert stage.shows("not found")


async def test_esc_ends_finding_where_it_is_and_gives_the_draft_back() -> None:
    async with staged() as stage:
        await with_lines(stage)
        await stage.types("draft")
        await stage.presses("ctrl+f")
        await stage.types("line 7")
        await stage.settles()
        await stage.presses("escape")
        assert stage.chat._composer.text == "draft"
        assert chosen(stage) == "line 7"
