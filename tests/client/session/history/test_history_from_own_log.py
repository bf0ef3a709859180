"""The person's own log, where the server has no history or none so old."""

import pytest

from tests.client.session.talk import NOON, Talk
from tests.client.session.told import page, said
from tui_chat.client.buffers.buffer import Past
from tui_chat.client.buffers.line import Line, LineKind
from tui_chat.client.events import Event, HistoryReceived, LocalHistoryWanted

UNTIL_HERE = "Your log ends here; the server keeps none."


@pytest.fixture
def logged() -> Talk:
    """In #tea on a server without history, of which there is a log; a page is asked for."""
    talk = Talk()
    talk.session.keep_log()
    talk.enters()
    talk.hears(":ana!ana@host JOIN #tea", ":irc 366 ana #tea :End")
    return talk


def line(at: float, text: str, sender: str = "bia") -> Line:
    return Line(0, NOON + at, LineKind.MESSAGE, sender, text)


def history_events(talk: Talk) -> list[Event]:
    return [
        event
        for event in talk.happened()
        if isinstance(event, HistoryReceived | LocalHistoryWanted)
    ]


def test_without_a_history_of_the_server_the_log_is_asked_once(logged: Talk) -> None:
    buffer = logged.buffer("#tea")
    assert history_events(logged) == [LocalHistoryWanted(buffer, None)]
    assert buffer.past is Past.LOADING
    assert not logged.session.older(buffer)


def test_a_page_comes_before_what_was_said_since(logged: Talk) -> None:
    buffer = logged.buffer("#tea")
    logged.hears(":bia!b@host PRIVMSG #tea :now")
    logged.happened()
    logged.session.page_read(buffer, [line(-9, "then"), line(-8, "later")], more=True)
    assert logged.shows("#tea") == ["<bia> then", "<bia> later", UNTIL_HERE, "<bia> now"]
    assert history_events(logged) == [HistoryReceived(buffer, 3, older=True)]
    assert logged.session.older(buffer)
    assert history_events(logged) == [LocalHistoryWanted(buffer, NOON - 9)]
    logged.session.page_read(buffer, [])
    assert buffer.past is Past.COMPLETE
    assert not logged.session.older(buffer)


def test_lines_that_are_shown_already_are_not_shown_again(logged: Talk) -> None:
    buffer = logged.buffer("#tea")
    logged.hears(":bia!b@host PRIVMSG #tea :now")
    logged.session.page_read(buffer, [line(-9, "then"), line(0, "now")])
    assert logged.shows("#tea") == ["<bia> then", UNTIL_HERE, "<bia> now"]


def test_a_page_that_nobody_waits_for_any_more_is_dropped(logged: Talk) -> None:
    buffer = logged.buffer("#tea")
    logged.session.close(buffer)
    logged.session.page_read(buffer, [line(-9, "then")])
    assert not buffer.lines


def test_a_page_that_comes_twice_is_shown_once(logged: Talk) -> None:
    buffer = logged.buffer("#tea")
    logged.session.page_read(buffer, [line(-9, "then")], more=True)
    logged.session.page_read(buffer, [line(-20, "long ago")], more=True)
    assert logged.shows("#tea") == ["<bia> then", UNTIL_HERE]


def test_the_log_goes_on_where_the_history_of_the_server_ends(kept_talk: Talk) -> None:
    kept_talk.session.keep_log()
    kept_talk.hears(":ana!ana@host JOIN #tea", *page("#tea", [said(-8, "bia", "kept")]))
    buffer = kept_talk.buffer("#tea")
    assert kept_talk.session.older(buffer)
    kept_talk.hears(*page("#tea", []))
    assert (buffer.past, buffer.from_log) == (Past.MORE, True)
    kept_talk.happened()
    assert kept_talk.session.older(buffer)
    assert history_events(kept_talk) == [LocalHistoryWanted(buffer, NOON - 8)]


def test_without_a_log_nothing_is_asked_of_it(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea", ":irc 366 ana #tea :End")
    assert history_events(talk) == []
    assert not talk.session.older(talk.buffer("#tea"))


def test_the_end_of_the_log_is_told_once_and_not_for_an_empty_one(logged: Talk) -> None:
    buffer = logged.buffer("#tea")
    logged.session.page_read(buffer, [line(-9, "then")], more=True)
    assert logged.session.older(buffer)
    logged.session.page_read(buffer, [line(-20, "long ago")])
    assert logged.shows("#tea") == ["<bia> long ago", "<bia> then", UNTIL_HERE]
    logged.joins("#new")
    logged.session.page_read(logged.buffer("#new"), [])
    assert logged.shows("#new") == []
