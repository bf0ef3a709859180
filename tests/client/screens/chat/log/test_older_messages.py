"""Loading older messages of the open buffer."""

from tests.client.screens.chat.log.test_log_navigation import chosen
from tests.client.screens.chat.log.test_log_search import SCREENFUL, answered, page, with_history
from tests.client.stage import EVERYTHING, Stage
from tui_chat.client.buffers.buffer import Past
from tui_chat.client.screens.chat.log import older_messages


def asked(stage: Stage) -> list[str]:
    return [line for line in stage.sent() if "CHATHISTORY BEFORE" in line]


def quits(count: int, first: int) -> list[str]:
    lines = (
        f"@batch=h;msgid=q{n};time=2026-11-01T{n // 60:02}:{n % 60:02}:00Z :m{n}!m@h QUIT :bye"
        for n in range(first, first + count)
    )
    return ["BATCH +h chathistory #lobby", *lines, "BATCH -h"]


async def test_alt_home_goes_to_the_very_first_message_and_says_how_far_it_is(stage: Stage) -> None:
    await with_history(stage, *SCREENFUL)
    await stage.presses("alt+home")
    await answered(stage, "later one", "later two", first=200)
    assert stage.shows("Loading older messages: 2 so far. Esc stops.")
    await answered(stage, "the very first", first=100)
    await answered(stage)
    assert stage.shows("The first message.")
    assert stage.shows("the very first")
    assert not stage.chat.log_view.at_end


async def test_esc_stops_loading_and_stays_where_one_reads(stage: Stage) -> None:
    await with_history(stage, *SCREENFUL)
    await stage.presses("alt+home")
    await stage.presses("escape")
    assert stage.shows("Stopped loading.")
    await answered(stage, "older", first=200)
    assert asked(stage) == []
    assert not stage.chat.log_view.at_end
    await stage.presses("escape")
    assert stage.chat.log_view.at_end


async def test_going_elsewhere_stops_loading(stage: Stage) -> None:
    await with_history(stage, *SCREENFUL)
    await stage.joins("#tea")
    await stage.presses("alt+1", "alt+home")
    await stage.presses("alt+2")
    await answered(stage, "older", first=200)
    assert asked(stage) == []


async def test_loading_ends_with_the_connection(stage: Stage) -> None:
    await with_history(stage, *SCREENFUL)
    await stage.presses("alt+home")
    await stage.tells(stage.session.disconnected("gone", 0.0, retry_in=None))
    assert stage.shows("Older messages could not be loaded.")


async def test_a_room_is_filled_with_messages_however_many_left(stage: Stage) -> None:
    await stage.enters(offer=EVERYTHING)
    await stage.hears(*quits(50, 300))
    assert len(asked(stage)) == 1
    await stage.hears(*quits(50, 200))
    assert len(asked(stage)) == 1
    await stage.hears(*page(*SCREENFUL, first=100))
    assert asked(stage) == []
    assert stage.shows("talk 29")
    assert stage.shows("and 98 more left")


async def test_a_room_in_which_nobody_speaks_is_not_loaded_without_end(stage: Stage) -> None:
    await stage.enters(offer=EVERYTHING)
    await stage.hears(*quits(5, 600))
    pages = 0
    while asked(stage):
        pages += 1
        await stage.hears(*quits(5, 600 - 5 * pages))
    assert pages == older_messages._MOST_FILLED
    assert stage.chat.buffer.past is Past.MORE


async def test_a_room_is_filled_when_it_is_opened_not_before(stage: Stage) -> None:
    await stage.enters(offer=EVERYTHING)
    await stage.joins("#tea")
    await stage.presses("alt+2")
    await stage.hears(*quits(50, 300))
    assert asked(stage) == []
    await stage.presses("alt+1")
    assert len(asked(stage)) == 1


# Up to a message


async def with_results(stage: Stage, place: str = "#lobby") -> None:
    """In #lobby of a server that has found a message in `place` from an hour ago."""
    await stage.enters(offer=f"{EVERYTHING} soju.im/search")
    await stage.hears(*page(*SCREENFUL, first=300))
    await stage.types("/search teapot")
    await stage.presses("escape", "enter")
    stage.sent()
    await stage.hears(
        "BATCH +s soju.im/search",
        f"@batch=s;msgid=h110;time=2026-11-01T01:50:00Z :bia!b@h PRIVMSG {place} :a teapot",
        "BATCH -s",
    )


async def test_a_result_is_shown_among_what_was_said_around_it(stage: Stage) -> None:
    await with_results(stage)
    await stage.presses("enter")
    await answered(stage, *(f"later {n}" for n in range(20)), first=200)
    assert stage.shows("Loading older messages: 20 so far. Esc stops.")
    around = [f"near {n}" if n != 10 else "a teapot" for n in range(21)]
    await answered(stage, *around, first=100)
    assert chosen(stage) == "a teapot"
    assert stage.shows("near 8")
    assert stage.shows("near 12")
    await stage.presses("escape")
    assert stage.chat.log_view.at_end
    assert stage.shows("talk 29")


async def test_a_result_in_another_channel_is_shown_once_that_is_joined(stage: Stage) -> None:
    await with_results(stage, "#tea")
    await stage.presses("enter")
    assert stage.sent()[-1] == "JOIN #tea"
    assert stage.chat.buffer.name == "#lobby"
    await stage.joins("#tea")
    await stage.hears(*(line.replace("#lobby", "#tea") for line in page("a teapot", first=110)))
    assert (stage.chat.buffer.name, chosen(stage)) == ("#tea", "a teapot")


async def test_a_result_from_a_person_is_shown_in_the_conversation(stage: Stage) -> None:
    await with_results(stage, "zed")
    await stage.presses("enter")
    await stage.hears(*(line.replace("#lobby", "bia") for line in page("a teapot", first=110)))
    assert (stage.chat.buffer.name, chosen(stage)) == ("bia", "a teapot")


async def test_for_a_message_that_is_gone_its_place_is_shown(stage: Stage) -> None:
    await with_results(stage)
    await stage.presses("enter")
    await answered(stage, "before it", first=100)
    assert chosen(stage) == "talk 0"


async def test_a_message_before_all_that_is_kept_is_told_of(stage: Stage) -> None:
    await with_results(stage)
    await stage.presses("enter")
    await answered(stage)
    assert stage.shows("That message is no longer kept.")
