"""Loading older messages of the open buffer."""

from tests.client.screens.chat.test_log_search import SCREENFUL, answered, page, with_history
from tests.client.stage import EVERYTHING, Stage, staged
from tui_chat.client.buffers.buffers import Past
from tui_chat.client.screens.chat import older_messages


def asked(stage: Stage) -> list[str]:
    return [line for line in stage.sent() if "CHATHISTORY BEFORE" in line]


def quits(count: int, first: int) -> list[str]:
    lines = (
        f"@batch=h;msgid=q{n};time=2026-11-01T{n // 60:02}:{n % 60:02}:00Z :m{n}!m@h QUIT :bye"
        for n in range(first, first + count)
    )
    return ["BATCH +h chathistory #lobby", *lines, "BATCH -h"]


async def test_alt_home_goes_to_the_very_first_message_and_says_how_far_it_is() -> None:
    async with staged() as stage:
        await with_history(stage, *SCREENFUL)
        await stage.presses("alt+home")
        await answered(stage, "later one", "later two", first=200)
        assert stage.shows("Loading older messages: 2 so far. Esc stops.")
        await answered(stage, "the very first", first=100)
        await answered(stage)
        assert stage.shows("The first message.")
        assert stage.shows("the very first")
        assert not stage.chat.log_view.at_end


async def test_esc_stops_loading_and_stays_where_one_reads() -> None:
    async with staged() as stage:
        await with_history(stage, *SCREENFUL)
        await stage.presses("alt+home")
        await stage.presses("escape")
        assert stage.shows("Stopped loading.")
        await answered(stage, "older", first=200)
        assert asked(stage) == []
        assert not stage.chat.log_view.at_end
        await stage.presses("escape")
        assert stage.chat.log_view.at_end


async def test_going_elsewhere_stops_loading() -> None:
    async with staged() as stage:
        await with_history(stage, *SCREENFUL)
        await stage.joins("#tea")
        await stage.presses("alt+1", "alt+home")
        await stage.presses("alt+2")
        await answered(stage, "older", first=200)
        assert asked(stage) == []


async def test_loading_ends_with_the_connection() -> None:
    async with staged() as stage:
        await with_history(stage, *SCREENFUL)
        await stage.presses("alt+home")
        await stage.tells(stage.session.disconnected("gone", 0.0, retry_in=None))
        assert stage.shows("Older messages could not be loaded.")


async def test_a_room_is_filled_with_messages_however_many_left() -> None:
    async with staged() as stage:
        await stage.enters(offer=EVERYTHING)
        await stage.hears(*quits(50, 300))
        assert len(asked(stage)) == 1
        await stage.hears(*quits(50, 200))
        assert len(asked(stage)) == 1
        await stage.hears(*page(*SCREENFUL, first=100))
        assert asked(stage) == []
        assert stage.shows("talk 29")
        assert stage.shows("and 98 more left")


async def test_a_room_in_which_nobody_speaks_is_not_loaded_without_end() -> None:
    async with staged() as stage:
        await stage.enters(offer=EVERYTHING)
        await stage.hears(*quits(5, 600))
        pages = 0
        while asked(stage):
            pages += 1
            await stage.hears(*quits(5, 600 - 5 * pages))
        assert pages == older_messages._MOST_FILLED
        assert stage.chat.buffer.past is Past.MORE


async def test_a_room_is_filled_when_it_is_opened_not_before() -> None:
    async with staged() as stage:
        await stage.enters(offer=EVERYTHING)
        await stage.joins("#tea")
        await stage.presses("alt+2")
        await stage.hears(*quits(50, 300))
        assert asked(stage) == []
        await stage.presses("alt+1")
        assert len(asked(stage)) == 1
