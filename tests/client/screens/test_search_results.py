"""The results of a search, and changing the query in place."""

from textual.widgets import Input

from tests.client.golden import check_golden
from tests.client.stage import EVERYTHING, Stage
from tui_chat.client.screens.picker import ChoiceList
from tui_chat.client.screens.search_results import SearchResults

OFFER = f"{EVERYTHING} soju.im/search"


async def searching(stage: Stage, query: str) -> None:
    """In a channel of a server that searches; the person has asked for that."""
    await stage.enters(offer=OFFER)
    await stage.joins("#tea")
    await stage.presses("alt+1")
    stage.sent()
    await stage.types(f"/search {query}")
    await stage.presses("escape", "enter")


async def answers(stage: Stage, *texts: str, place: str = "#lobby") -> None:
    lines = (
        f"@batch=s;msgid=s{n};time=2026-11-02T08:{n:02}:00Z :bia!b@h PRIVMSG {place} :{text}"
        for n, text in enumerate(texts)
    )
    await stage.hears("BATCH +s soju.im/search", *lines, "BATCH -s")
    stage.sent()


def query_of(stage: Stage) -> str:
    return stage.app.screen.query_one(Input).value


async def test_the_query_stays_in_its_line_and_its_words_are_marked(stage: Stage) -> None:
    await searching(stage, "tea from:bia")
    assert stage.sent() == ["SEARCH limit=100;from=bia;text=tea"]
    await answers(stage, "green tea", "tea or teapot")
    assert query_of(stage) == "tea from:bia"
    assert stage.shows('2 results for "tea from:bia"')
    panel = stage.app.screen.query_one(ChoiceList)
    marked = [text for text, style, _ in panel.row(0, 80) if style is not None and style.underline]
    assert marked == ["tea", "tea"]
    check_golden("search-100x24", stage.rows())


async def test_a_changed_query_is_searched_for_and_enter_does_not_pick_meanwhile(
    stage: Stage,
) -> None:
    await searching(stage, "tea")
    await answers(stage, "green tea")
    await stage.submits("pot")
    assert stage.sent() == ["SEARCH limit=100;text=teapot"]
    assert stage.shows("Searching…")
    await answers(stage, "a teapot", "my teapot")
    assert stage.shows('2 results for "teapot"')
    assert not stage.shows("green tea")


async def test_an_answer_to_an_earlier_query_is_not_shown(stage: Stage) -> None:
    await searching(stage, "tea")
    await answers(stage, "green tea")
    for letter in "po":
        await stage.submits(letter)
    await answers(stage, "outdated")
    assert not stage.shows("outdated")
    await answers(stage)
    assert stage.shows("No messages match. Try fewer words.")


async def test_a_pause_searches_too(stage: Stage) -> None:
    await searching(stage, "tea")
    await answers(stage, "green tea")
    await stage.types("pot")
    assert isinstance(stage.app.screen, SearchResults)
    stage.app.screen._search()
    assert stage.sent() == ["SEARCH limit=100;text=teapot"]


async def test_tab_completes_senders_and_places_and_else_marks_the_next(stage: Stage) -> None:
    await searching(stage, "tea")
    await answers(stage, "one", "two")
    await stage.presses("tab")
    assert stage.app.screen.query_one(ChoiceList).marked == 1
    await stage.types(" from:")
    await stage.presses("tab")
    first = query_of(stage)
    await stage.presses("tab")
    assert {first, query_of(stage)} < {"tea from:ana", "tea from:bia", "tea from:caio"}
    await stage.types(" in:#t")
    await stage.presses("tab")
    assert query_of(stage).endswith(" in:#tea")


async def test_that_there_may_be_older_results_is_said(stage: Stage) -> None:
    await searching(stage, "tea")
    await answers(stage, *["green tea"] * 100)
    assert stage.shows('The latest 100 results for "tea"')


async def test_a_server_that_does_not_search_is_told_of(stage: Stage) -> None:
    await searching(stage, "tea")
    await answers(stage, "green tea")
    await stage.submits("pot")
    await stage.hears(":irc FAIL SEARCH INTERNAL_ERROR :The history is asleep")
    assert stage.shows("The server refused to search.")


async def test_without_a_search_of_the_server_what_is_loaded_is_searched_in_place(
    lobby: Stage,
) -> None:
    await lobby.hears(":bia!b@h PRIVMSG #lobby :green tea", ":ana!a@h PRIVMSG #lobby :teapot")
    await lobby.types("/search tea")
    await lobby.presses("escape", "enter")
    assert lobby.shows('2 results for "tea" (loaded messages only)')
    await lobby.submits(" from:ana")
    assert lobby.shows('1 result for "tea from:ana"')
