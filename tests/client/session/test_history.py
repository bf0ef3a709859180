import pytest

from tests.client.session.talk import Talk
from tests.client.session.told import (
    HISTORY,
    comes_back,
    live,
    moment,
    page,
    said,
    tea_with_history,
    with_history,
)
from tui_chat.client.buffers import Past
from tui_chat.client.events import HistoryReceived, MessageReceived


@pytest.fixture
def talk() -> Talk:
    return with_history()


@pytest.fixture
def tea() -> Talk:
    return tea_with_history()


def test_a_newcomer_is_told_the_latest_page(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea")
    assert "CHATHISTORY LATEST #tea * 100" in talk.sent()
    talk.happened()
    talk.hears(*page("#tea", [said(-9, "bia", "good morning"), said(-8, "bia", "ana?")]))
    buffer = talk.buffer("#tea")
    assert talk.shows("#tea") == ["<bia> good morning", "<bia> ana?"]
    assert (buffer.unread, buffer.mentions) == (0, 0)
    assert buffer.read_up_to == buffer.lines.next_id - 1
    assert buffer.past is Past.MORE
    assert HistoryReceived(buffer, 2, older=False) in talk.happened()


def test_nothing_of_the_history_rings(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea", *page("#tea", [said(-8, "bia", "ana?")]))
    assert not [event for event in talk.happened() if isinstance(event, MessageReceived)]


def test_where_nothing_was_said_there_is_no_past(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea", *page("#tea", []))
    assert talk.buffer("#tea").past.name == "COMPLETE"
    assert not talk.session.older(talk.buffer("#tea"))


def test_who_missed_nothing_asks_once(tea: Talk) -> None:
    comes_back(tea)
    tea.hears(*page("#tea", [said(0.5, "bia", "one")]))
    assert tea.sent() == []
    assert tea.shows("#tea") == ["<bia> one", "Lost.", "Connected again."]


def test_a_server_that_pages_without_end_is_left_after_a_while(tea: Talk) -> None:
    comes_back(tea)
    for number in range(60):
        tea.hears(*page("#tea", [said(number + 1, "bia", f"line {number}")]))
    assert "More was said meanwhile than is shown here." in tea.shows("#tea")
    assert not [line for line in tea.sent() if "line55" in line]


def test_scrolling_up_loads_the_page_before(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    buffer.past = Past.MORE
    first_id = buffer.lines[0].id
    assert tea.session.older(buffer)
    assert not tea.session.older(buffer)
    assert buffer.past is Past.LOADING
    assert tea.sent() == ["CHATHISTORY BEFORE #tea msgid=one 100"]
    tea.hears(*page("#tea", [said(-99, "bia", "minus one"), said(-98, "bia", "zero")]))
    assert tea.shows("#tea") == ["<bia> minus one", "<bia> zero", "<bia> one"]
    assert [line.id for line in buffer.lines] == [first_id - 2, first_id - 1, first_id]
    assert HistoryReceived(buffer, 2, older=True) in tea.happened()
    assert tea.session.older(buffer)
    assert tea.sent() == ["CHATHISTORY BEFORE #tea msgid=minusone 100"]
    tea.hears(*page("#tea", []))
    assert buffer.past.name == "COMPLETE"


def test_a_page_without_anything_to_see_is_passed_by(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    buffer.past = Past.MORE
    tea.session.older(buffer)
    tea.sent()
    tea.hears(*page("#tea", [f"time={moment(-70)};msgid=t1 :bia!b@host TAGMSG #tea"]))
    assert tea.sent() == ["CHATHISTORY BEFORE #tea msgid=t1 100"]


def test_a_history_that_is_refused_is_nobodys_business(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea")
    talk.happened()
    talk.hears(":irc FAIL CHATHISTORY MESSAGE_ERROR LATEST #tea :Messages could not be retrieved")
    assert talk.shows("#tea") == []
    assert talk.buffer("#tea").past is Past.UNKNOWN
    assert not talk.session._state.history.missed


def test_after_clearing_a_page_what_was_said_can_be_read_again(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    buffer.clear()
    assert tea.session.older(buffer)
    assert tea.sent() == ["CHATHISTORY LATEST #tea * 100"]
    tea.hears(*page("#tea", [said(0.5, "bia", "one")]))
    assert tea.shows("#tea") == ["<bia> one"]


def test_a_loss_while_a_page_is_on_its_way_leaves_nothing_loading(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea", live(said(1, "bia", "one")))
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    assert talk.buffer("#tea").past is Past.MORE
    talk.enters(HISTORY, "CHATHISTORY=100")
    talk.hears(":ana!ana@host JOIN #tea")
    assert talk.sent()[-1] == f"CHATHISTORY AFTER #tea timestamp={moment(0.999)} 100"
