"""A page of the history goes where it belongs: no line twice, none out of order."""

import pytest

from tests.client.session.talk import Talk
from tests.client.session.told import (
    comes_back,
    live,
    moment,
    page,
    said,
    tea_with_history,
    with_history,
)


@pytest.fixture
def talk() -> Talk:
    return with_history()


@pytest.fixture
def tea() -> Talk:
    return tea_with_history()


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


def test_events_that_were_seen_are_not_told_again(tea: Talk) -> None:
    mode = f"time={moment(1)};msgid=e1 :bia!b@h MODE #tea +tm"
    join = f"time={moment(2)};msgid=e2 :caio!c@h JOIN #tea"
    tea.hears(f"@{mode}", f"@{join}")
    before = tea.shows("#tea")
    comes_back(tea)
    tea.hears(*page("#tea", [mode, join]))
    assert tea.shows("#tea") == [*before, "Lost.", "Connected again."]


def test_a_history_that_nobody_asked_for_is_shown_all_the_same(talk: Talk) -> None:
    talk.joins("#tea")
    talk.hears(*page("#tea", []), live(said(1, "bia", "one")))
    talk.hears(*page("#tea", [said(1, "bia", "one"), said(2, "bia", "two")]))
    assert talk.shows("#tea") == ["<bia> one", "<bia> two"]
