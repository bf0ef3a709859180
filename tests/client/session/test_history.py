from collections.abc import Sequence

import pytest

from tests.client.session.talk import NOON, Talk
from tui_chat.client.buffers import Past
from tui_chat.client.events import HistoryReceived, MessageReceived
from tui_chat.client.lines import LineKind, LineState
from tui_chat.client.session.missed import PATIENCE
from tui_chat.wire.timestamps import format_time

HISTORY = "batch draft/chathistory draft/event-playback echo-message message-tags server-time"


def moment(seconds: float) -> str:
    return format_time(round((NOON + seconds) * 1000))


def said(seconds: float, nick: str, text: str, target: str = "#tea") -> str:
    """A message of the history; its msgid is its text without spaces."""
    msgid = text.replace(" ", "")
    return f"time={moment(seconds)};msgid={msgid} :{nick}!{nick}@host PRIVMSG {target} :{text}"


def page(target: str, lines: Sequence[str], opening: str = "") -> list[str]:
    told = [f"@batch=h;{line}" for line in lines]
    return [f"{opening}:irc BATCH +h chathistory {target}", *told, ":irc BATCH -h"]


def live(line: str) -> str:
    return f"@{line}"


@pytest.fixture
def talk() -> Talk:
    talk = Talk()
    talk.enters(HISTORY, "CHATHISTORY=100 MSGREFTYPES=msgid,timestamp")
    return talk


@pytest.fixture
def tea(talk: Talk) -> Talk:
    """In #tea, where bia has just said "one"."""
    talk.joins("#tea", "bia")
    talk.hears(*page("#tea", []), live(said(0.5, "bia", "one")))
    talk.sent()
    talk.happened()
    return talk


def comes_back(talk: Talk) -> list[str]:
    """Lost and back in #tea; gives what is asked of the history of #tea."""
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.enters(HISTORY, "CHATHISTORY=100 MSGREFTYPES=msgid,timestamp")
    talk.hears(":ana!ana@host JOIN #tea", ":irc 366 ana #tea :End")
    return [line for line in talk.sent() if line.startswith("CHATHISTORY")]


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


def test_what_comes_while_the_page_is_on_its_way_stands_behind_it_once(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea", live(said(1, "bia", "three")))
    assert talk.shows("#tea") == ["<bia> three"]
    talk.hears(*page("#tea", [said(-1, "bia", "one"), said(0, "bia", "two"),
                              said(1, "bia", "three")]))  # fmt: skip
    assert talk.shows("#tea") == ["<bia> one", "<bia> two", "<bia> three"]
    assert talk.buffer("#tea").unread == 1


def test_after_a_loss_the_gap_is_filled_from_the_last_message_on(tea: Talk) -> None:
    assert comes_back(tea)[-1] == f"CHATHISTORY AFTER #tea timestamp={moment(0.499)} 100"
    tea.hears(live(said(9, "bia", "four")))
    tea.hears(*page("#tea", [said(0.5, "bia", "one"), said(2, "bia", "two")]))
    assert tea.sent() == ["CHATHISTORY AFTER #tea msgid=two 100"]
    tea.hears(*page("#tea", [said(3, "bia", "three"), said(9, "bia", "four")]))
    assert tea.sent() == ["CHATHISTORY AFTER #tea msgid=four 100"]
    tea.hears(*page("#tea", []))
    assert tea.shows("#tea") == ["<bia> one", "Lost.", "<bia> two", "<bia> three", "<bia> four",
                                 "Connected again."]  # fmt: skip
    assert tea.sent() == []


def test_who_missed_nothing_asks_once(tea: Talk) -> None:
    comes_back(tea)
    tea.hears(*page("#tea", [said(0.5, "bia", "one")]))
    assert tea.sent() == []
    assert tea.shows("#tea") == ["<bia> one", "Lost.", "Connected again."]


def test_what_was_missed_is_unread_once(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    buffer.show()
    buffer.hide()
    comes_back(tea)
    tea.hears(
        *page("#tea", [said(0.5, "bia", "one"), said(2, "bia", "ana: two")]), *page("#tea", [])
    )
    assert (buffer.unread, buffer.mentions) == (1, 1)
    assert [line.text for line in buffer.lines if line.id > buffer.read_up_to][:2] == [
        "ana: two",
        "Connected again.",
    ]
    comes_back(tea)
    tea.hears(*page("#tea", [said(2, "bia", "ana: two")]))
    assert (buffer.unread, buffer.mentions) == (1, 1)
    assert [mention.line.text for mention in tea.session.mentions] == ["ana: two"]


def test_a_server_that_knows_times_only_is_asked_by_time(talk: Talk) -> None:
    talk.hears(":irc 005 ana MSGREFTYPES=timestamp :are supported")
    talk.joins("#tea")
    talk.hears(*page("#tea", []), live(said(0.5, "bia", "one")))
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.enters(HISTORY, "CHATHISTORY=50 MSGREFTYPES=timestamp")
    talk.hears(":ana!ana@host JOIN #tea", *page("#tea", [said(0.5, "bia", "one"),
                                                       said(2, "bia", "two")]))  # fmt: skip
    assert talk.sent()[-1] == f"CHATHISTORY AFTER #tea timestamp={moment(1.999)} 50"
    talk.hears(*page("#tea", [said(2, "bia", "two")]))
    assert talk.sent() == []
    assert [text for text in talk.shows("#tea") if "<" in text] == ["<bia> one", "<bia> two"]


def test_a_server_without_msgids_is_known_by_time_sender_and_text(talk: Talk) -> None:
    def line(seconds: float, text: str) -> str:
        return f"time={moment(seconds)} :bia!b@host PRIVMSG #tea :{text}"

    talk.joins("#tea")
    talk.hears(*page("#tea", []), live(line(0.1, "same")), live(line(0.2, "same")))
    comes_back(talk)
    talk.hears(*page("#tea", [line(0.2, "same"), line(1, "same")]))
    talk.hears(*page("#tea", [line(1, "same")]))
    times = [text for text in talk.shows("#tea") if "same" in text]
    assert len(times) == 3


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


def test_what_people_did_is_told_in_the_same_words_as_when_it_happens(talk: Talk) -> None:
    events = [
        "JOIN #tea", "PART #tea :bye", "QUIT :Ping timeout: 60 s", "NICK :caia",
        "TOPIC #tea :Assam", "KICK #tea dani :enough", "MODE #tea +tm", "KICK #tea ana :out",
    ]  # fmt: skip
    lines = [f"time={moment(n)};msgid=e{n} :caio!c@h {event}" for n, event in enumerate(events)]
    lines.append(f"time={moment(50)};msgid=own :ana!a@h JOIN #tea")
    talk.hears(":ana!ana@host JOIN #tea", *page("#tea", lines))
    assert talk.shows("#tea") == [
        "caio came",
        "caio left: bye",
        "caio was lost: Ping timeout: 60 s",
        "caio is now caia",
        "caio set the topic: Assam",
        "caio removed dani: enough",
        "caio allowed only operators to set the topic",
        "caio allowed only people with a voice to speak",
    ]
    assert talk.buffer("#tea").topic == ""
    assert talk.buffer("#tea").joined


def test_events_that_were_seen_are_not_told_again(tea: Talk) -> None:
    mode = f"time={moment(1)};msgid=e1 :bia!b@h MODE #tea +tm"
    join = f"time={moment(2)};msgid=e2 :caio!c@h JOIN #tea"
    tea.hears(f"@{mode}", f"@{join}")
    before = tea.shows("#tea")
    comes_back(tea)
    tea.hears(*page("#tea", [mode, join]))
    assert tea.shows("#tea") == [*before, "Lost.", "Connected again."]


def test_reactions_edits_and_deletions_of_the_history_are_applied(talk: Talk) -> None:
    talk.hears(
        ":ana!ana@host JOIN #tea",
        *page(
            "#tea",
            [
                said(1, "bia", "helo"),
                f"time={moment(2)};+draft/reply=helo;+draft/react=👍 :caio!c@h TAGMSG #tea",
                f"time={moment(3)};msgid=e1;+draft/edit=helo :bia!b@h PRIVMSG #tea :hello",
                said(4, "caio", "oops"),
                f"time={moment(5)};msgid=d1 :caio!c@h REDACT #tea oops",
            ],
        ),
    )
    first, second = talk.buffer("#tea").lines
    assert (first.text, first.edited) == ("hello", True)
    assert [(each.text, each.nicks) for each in first.reactions] == [("👍", ("caio",))]
    assert (second.text, second.deleted) == ("message deleted", True)


def test_a_reply_in_the_history_knows_what_it_answers(talk: Talk) -> None:
    answer = f"time={moment(2)};msgid=a;+reply=tea? :caio!c@h PRIVMSG #tea :yes"
    talk.hears(":ana!ana@host JOIN #tea", *page("#tea", [said(1, "bia", "tea?"), answer]))
    reply = talk.buffer("#tea").lines[1].reply
    assert reply is not None
    assert (reply.sender, reply.text) == ("bia", "tea?")


def test_a_history_that_is_refused_is_nobodys_business(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea")
    talk.happened()
    talk.hears(":irc FAIL CHATHISTORY MESSAGE_ERROR LATEST #tea :Messages could not be retrieved")
    assert talk.shows("#tea") == []
    assert talk.buffer("#tea").past is Past.UNKNOWN
    assert not talk.session._state.history.missed


def test_an_answer_that_never_comes_is_not_waited_for(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea")
    assert talk.buffer("#tea").past is Past.LOADING
    talk.session.ping(talk.at + PATIENCE + 1)
    assert talk.buffer("#tea").past is Past.UNKNOWN


def test_only_a_few_places_are_asked_about_at_a_time(talk: Talk) -> None:
    talk.hears(*(f":ana!ana@host JOIN #c{number}" for number in range(9)))
    assert len([line for line in talk.sent() if line.startswith("CHATHISTORY")]) == 4
    talk.hears(*page("#c0", []))
    assert talk.sent() == ["CHATHISTORY LATEST #c4 * 100"]


def test_a_history_that_nobody_asked_for_is_shown_all_the_same(talk: Talk) -> None:
    talk.joins("#tea")
    talk.hears(*page("#tea", []), live(said(1, "bia", "one")))
    talk.hears(*page("#tea", [said(1, "bia", "one"), said(2, "bia", "two")]))
    assert talk.shows("#tea") == ["<bia> one", "<bia> two"]


def test_answers_are_known_by_their_label(talk: Talk) -> None:
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.enters(f"{HISTORY} labeled-response", "CHATHISTORY=100")
    talk.hears(":ana!ana@host JOIN #tea")
    label = talk.sent()[-1].partition(" ")[0]
    talk.hears(*page("elsewhere", [said(1, "bia", "one")], opening=f"{label} "))
    assert talk.shows("#tea") == ["<bia> one"]


def test_after_clearing_a_page_what_was_said_can_be_read_again(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    buffer.clear()
    assert tea.session.older(buffer)
    assert tea.sent() == ["CHATHISTORY LATEST #tea * 100"]
    tea.hears(*page("#tea", [said(0.5, "bia", "one")]))
    assert tea.shows("#tea") == ["<bia> one"]


def test_own_lines_of_the_history_are_our_own(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea", *page("#tea", [said(-1, "ana", "hello from before")]))
    line = talk.buffer("#tea").lines[0]
    assert (line.own, line.state, line.kind) == (True, LineState.SENT, LineKind.MESSAGE)


def test_a_loss_while_a_page_is_on_its_way_leaves_nothing_loading(talk: Talk) -> None:
    talk.hears(":ana!ana@host JOIN #tea", live(said(1, "bia", "one")))
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    assert talk.buffer("#tea").past is Past.MORE
    talk.enters(HISTORY, "CHATHISTORY=100")
    talk.hears(":ana!ana@host JOIN #tea")
    assert talk.sent()[-1] == f"CHATHISTORY AFTER #tea timestamp={moment(0.999)} 100"
