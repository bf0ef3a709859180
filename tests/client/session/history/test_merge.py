"""A page of the history goes where it belongs: no line twice, none out of order."""

from tests.client.session.talk import Talk
from tests.client.session.told import (
    comes_back,
    live,
    moment,
    page,
    said,
    with_history,
)
from tui_chat.client.buffers.buffer import Buffer, BufferKind, Mark
from tui_chat.client.session.history.merge import remember
from tui_chat.wire.names import Folded


def test_what_comes_while_the_page_is_on_its_way_stands_behind_it_once(kept_talk: Talk) -> None:
    kept_talk.hears(":ana!ana@host JOIN #tea", live(said(1, "bia", "three")))
    assert kept_talk.shows("#tea") == ["<bia> three"]
    kept_talk.hears(*page("#tea", [said(-1, "bia", "one"), said(0, "bia", "two"),
                                   said(1, "bia", "three")]))  # fmt: skip
    assert kept_talk.shows("#tea") == ["<bia> one", "<bia> two", "<bia> three"]
    assert kept_talk.buffer("#tea").unread == 1


def test_after_a_loss_the_gap_is_filled_from_the_last_message_on(kept_tea: Talk) -> None:
    assert comes_back(kept_tea)[-1] == f"CHATHISTORY AFTER #tea timestamp={moment(0.499)} 100"
    kept_tea.hears(live(said(9, "bia", "four")))
    kept_tea.hears(*page("#tea", [said(0.5, "bia", "one"), said(2, "bia", "two")]))
    assert kept_tea.sent() == ["CHATHISTORY AFTER #tea msgid=two 100"]
    kept_tea.hears(*page("#tea", [said(3, "bia", "three"), said(9, "bia", "four")]))
    assert kept_tea.sent() == ["CHATHISTORY AFTER #tea msgid=four 100"]
    kept_tea.hears(*page("#tea", []))
    assert kept_tea.shows("#tea") == [
        "<bia> one", "Lost.", "<bia> two", "<bia> three", "<bia> four", "Reconnected.",
    ]  # fmt: skip
    assert kept_tea.sent() == []


def test_what_was_missed_is_unread_once(kept_tea: Talk) -> None:
    buffer = kept_tea.buffer("#tea")
    buffer.show()
    buffer.hide()
    comes_back(kept_tea)
    kept_tea.hears(
        *page("#tea", [said(0.5, "bia", "one"), said(2, "bia", "ana: two")]), *page("#tea", [])
    )
    assert (buffer.unread, buffer.mentions) == (1, 1)
    assert [line.text for line in buffer.lines if line.id > buffer.read_up_to][:2] == [
        "ana: two",
        "Reconnected.",
    ]
    comes_back(kept_tea)
    kept_tea.hears(*page("#tea", [said(2, "bia", "ana: two")]))
    assert (buffer.unread, buffer.mentions) == (1, 1)
    assert [mention.line.text for mention in kept_tea.session.mentions] == ["ana: two"]


def test_a_server_without_msgids_is_known_by_time_sender_and_text(kept_talk: Talk) -> None:
    def line(seconds: float, text: str) -> str:
        return f"time={moment(seconds)} :bia!b@host PRIVMSG #tea :{text}"

    kept_talk.joins("#tea")
    kept_talk.hears(*page("#tea", []), live(line(0.1, "same")), live(line(0.2, "same")))
    comes_back(kept_talk)
    kept_talk.hears(*page("#tea", [line(0.2, "same"), line(1, "same")]))
    kept_talk.hears(*page("#tea", [line(1, "same")]))
    times = [text for text in kept_talk.shows("#tea") if "same" in text]
    assert len(times) == 3


def test_events_that_were_seen_are_not_told_again(kept_tea: Talk) -> None:
    mode = f"time={moment(1)};msgid=e1 :bia!b@h MODE #tea +tm"
    join = f"time={moment(2)};msgid=e2 :caio!c@h JOIN #tea"
    kept_tea.hears(f"@{mode}", f"@{join}")
    before = kept_tea.shows("#tea")
    comes_back(kept_tea)
    kept_tea.hears(*page("#tea", [mode, join]))
    assert kept_tea.shows("#tea") == [*before, "Lost.", "Reconnected."]


def test_a_history_that_nobody_asked_for_is_shown_all_the_same(kept_talk: Talk) -> None:
    kept_talk.joins("#tea")
    kept_talk.hears(*page("#tea", []), live(said(1, "bia", "one")))
    kept_talk.hears(*page("#tea", [said(1, "bia", "one"), said(2, "bia", "two")]))
    assert kept_talk.shows("#tea") == ["<bia> one", "<bia> two"]


def test_a_second_loss_is_caught_up_with_from_where_the_first_one_ended(kept_tea: Talk) -> None:
    assert "499Z" in comes_back(kept_tea)[0]
    kept_tea.hears(*page("#tea", [said(2, "bia", "two")]), *page("#tea", []))
    assert comes_back(kept_tea) == [f"CHATHISTORY AFTER #tea timestamp={moment(1.999)} 100"]


def test_of_messages_in_one_millisecond_the_last_one_is_the_latest() -> None:
    buffer = Buffer("#tea", BufferKind.CHANNEL, Folded("#tea"))
    first, second, third = (Mark(7.0, msgid) for msgid in "abc")
    remember(buffer, first, second)
    remember(buffer, second, third)
    assert (buffer.oldest, buffer.latest) == (first, third)
    remember(buffer, Mark(6.0, "z"), Mark(6.5, "y"))
    assert (buffer.oldest, buffer.latest) == (Mark(6.0, "z"), third)


def test_what_a_person_says_twice_in_a_moment_stands_there_twice_without_ids() -> None:
    talk = with_history("CHATHISTORY=100 MSGREFTYPES=timestamp")
    talk.hears(":ana!ana@host JOIN #tea")
    echo = f"time={moment(2)} :bia!b@h PRIVMSG #tea :echo"
    talk.hears(live(echo), live(echo))  # before the page
    talk.hears(*page("#tea", [echo.replace("echo", "hm"), echo, echo, echo]))
    assert talk.shows("#tea") == ["<bia> hm", *["<bia> echo"] * 3]
