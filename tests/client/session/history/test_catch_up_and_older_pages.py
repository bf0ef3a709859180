from tests.client.session.talk import Talk
from tests.client.session.told import (
    HISTORY,
    comes_back,
    live,
    moment,
    page,
    said,
)
from tui_chat.client.buffers.buffer import Past
from tui_chat.client.buffers.line import LineState
from tui_chat.client.events import HistoryReceived, MessageReceived


def test_a_newcomer_is_told_the_latest_page(kept_talk: Talk) -> None:
    assert "CHATHISTORY LATEST #tea * 100" in kept_talk.answers(":ana!ana@host JOIN #tea")
    kept_talk.happened()
    kept_talk.hears(*page("#tea", [said(-9, "bia", "good morning"), said(-8, "bia", "ana?")]))
    buffer = kept_talk.buffer("#tea")
    assert kept_talk.shows("#tea") == ["<bia> good morning", "<bia> ana?"]
    assert (buffer.unread, buffer.mentions) == (0, 0)
    assert buffer.read_up_to == buffer.lines.next_id - 1
    assert buffer.past is Past.MORE
    assert HistoryReceived(buffer, 2, older=False) in kept_talk.happened()


def test_nothing_of_the_history_rings(kept_talk: Talk) -> None:
    kept_talk.hears(":ana!ana@host JOIN #tea", *page("#tea", [said(-8, "bia", "ana?")]))
    assert not [event for event in kept_talk.happened() if isinstance(event, MessageReceived)]


def test_where_nothing_was_said_there_is_no_past(kept_talk: Talk) -> None:
    kept_talk.hears(":ana!ana@host JOIN #tea", *page("#tea", []))
    assert kept_talk.buffer("#tea").past.name == "COMPLETE"
    assert not kept_talk.session.older(kept_talk.buffer("#tea"))


def test_who_missed_nothing_asks_once(kept_tea: Talk) -> None:
    comes_back(kept_tea)
    kept_tea.happened()
    assert kept_tea.answers(*page("#tea", [said(0.5, "bia", "one")])) == []
    assert kept_tea.happened() == [HistoryReceived(kept_tea.buffer("#tea"), 0, older=False)]
    assert kept_tea.shows("#tea") == ["<bia> one", "Lost.", "Reconnected."]


def test_a_server_that_pages_without_end_is_left_after_a_while(kept_tea: Talk) -> None:
    comes_back(kept_tea)
    more = "Some messages from while you were away are not shown here."
    for number in range(49):
        kept_tea.hears(*page("#tea", [said(number + 1, "bia", f"line {number}")]))
    assert more not in kept_tea.shows("#tea")
    assert kept_tea.sent()[-1] == "CHATHISTORY AFTER #tea msgid=line48 100"
    kept_tea.hears(*page("#tea", [said(50, "bia", "line 49")]))
    assert more in kept_tea.shows("#tea")
    assert kept_tea.sent() == []


def test_scrolling_up_loads_the_page_before(kept_tea: Talk) -> None:
    buffer = kept_tea.buffer("#tea")
    buffer.past = Past.MORE
    first_id = buffer.lines[0].id
    assert kept_tea.session.older(buffer)
    assert not kept_tea.session.older(buffer)
    assert buffer.past is Past.LOADING
    assert kept_tea.sent() == ["CHATHISTORY BEFORE #tea msgid=one 100"]
    kept_tea.hears(*page("#tea", [said(-99, "bia", "minus one"), said(-98, "bia", "zero")]))
    assert kept_tea.shows("#tea") == ["<bia> minus one", "<bia> zero", "<bia> one"]
    assert [line.id for line in buffer.lines] == [first_id - 2, first_id - 1, first_id]
    assert HistoryReceived(buffer, 2, older=True) in kept_tea.happened()
    assert kept_tea.session.older(buffer)
    assert kept_tea.sent() == ["CHATHISTORY BEFORE #tea msgid=minusone 100"]
    kept_tea.hears(*page("#tea", []))
    assert buffer.past.name == "COMPLETE"


def test_a_page_without_anything_to_see_is_passed_by(kept_tea: Talk) -> None:
    buffer = kept_tea.buffer("#tea")
    buffer.past = Past.MORE
    kept_tea.session.older(buffer)
    kept_tea.sent()
    kept_tea.hears(*page("#tea", [f"time={moment(-70)};msgid=t1 :bia!b@host TAGMSG #tea"]))
    assert kept_tea.sent() == ["CHATHISTORY BEFORE #tea msgid=t1 100"]


def test_a_history_that_is_refused_is_nobodys_business(kept_talk: Talk) -> None:
    kept_talk.hears(":ana!ana@host JOIN #tea")
    kept_talk.happened()
    kept_talk.hears(
        ":irc FAIL CHATHISTORY MESSAGE_ERROR LATEST #tea :Messages could not be retrieved"
    )
    assert kept_talk.shows("#tea") == []
    assert kept_talk.buffer("#tea").past is Past.UNKNOWN
    assert not kept_talk.session._state.history.catching_up


def test_after_clearing_a_page_what_was_said_can_be_read_again(kept_tea: Talk) -> None:
    buffer = kept_tea.buffer("#tea")
    buffer.clear()
    assert kept_tea.session.older(buffer)
    assert kept_tea.sent() == ["CHATHISTORY LATEST #tea * 100"]
    kept_tea.hears(*page("#tea", [said(0.5, "bia", "one")]))
    assert kept_tea.shows("#tea") == ["<bia> one"]


def test_a_loss_while_a_page_is_on_its_way_leaves_nothing_loading(kept_talk: Talk) -> None:
    kept_talk.hears(":ana!ana@host JOIN #tea", live(said(1, "bia", "one")))
    kept_talk.session.disconnected("Lost.", kept_talk.at, retry_in=1.0)
    assert kept_talk.buffer("#tea").past is Past.MORE
    kept_talk.enters(HISTORY, "CHATHISTORY=100")
    kept_talk.hears(":ana!ana@host JOIN #tea")
    assert kept_talk.sent()[-1] == f"CHATHISTORY AFTER #tea timestamp={moment(0.999)} 100"


def last_page(target: str, told: list[str]) -> list[str]:
    """A page behind which the server says there is nothing (draft/chathistory-end)."""
    return page(target, told, "@draft/chathistory-end ")


def test_after_the_last_page_no_other_is_asked_for(kept_tea: Talk) -> None:
    comes_back(kept_tea)
    kept_tea.sent()
    assert kept_tea.answers(*last_page("#tea", [said(1, "bia", "two")])) == []
    assert not kept_tea.session.is_catching_up(kept_tea.buffer("#tea"))
    assert kept_tea.shows("#tea") == ["<bia> one", "Lost.", "<bia> two", "Reconnected."]


def test_the_oldest_page_is_known_to_be_the_oldest(kept_tea: Talk) -> None:
    buffer = kept_tea.buffer("#tea")
    buffer.past = Past.MORE
    assert kept_tea.session.older(buffer)
    kept_tea.hears(*last_page("#tea", [said(-99, "bia", "the first")]))
    assert kept_tea.shows("#tea")[0] == "<bia> the first"
    assert buffer.past is Past.COMPLETE
    assert not kept_tea.session.older(buffer)


def test_what_only_belongs_to_a_page_is_no_place_to_go_on_from(kept_tea: Talk) -> None:
    comes_back(kept_tea)
    kept_tea.sent()
    reaction = (
        "draft/chathistory-context;msgid=later;time=2027-01-01T00:00:00.000Z;+draft/reply=two;"
        "+draft/react=👍 :caio!c@h TAGMSG #tea"
    )
    start, *rest, end = page("#tea", [said(1, "bia", "two"), reaction])
    assert kept_tea.answers(start, *rest, end) == ["CHATHISTORY AFTER #tea msgid=two 100"]
    line = kept_tea.buffer("#tea").lines.find("two")
    assert line is not None
    assert [each.text for each in line.reactions] == ["👍"]


def test_what_is_said_while_a_server_pages_without_end_is_confirmed_in_its_place(
    kept_tea: Talk,
) -> None:
    comes_back(kept_tea)
    buffer = kept_tea.buffer("#tea")
    kept_tea.session.say(buffer, "still here", kept_tea.at)
    for number in range(50):
        kept_tea.hears(*page("#tea", [said(number + 1, "bia", f"line {number}")]))
    kept_tea.hears("@msgid=own :ana!ana@host PRIVMSG #tea :still here")
    (own,) = (line for line in buffer.lines if line.own)
    assert (own.text, own.msgid, own.state) == ("still here", "own", LineState.SENT)
