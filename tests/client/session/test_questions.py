"""What the history is asked with: what the server understands."""

import pytest

from tests.client.session.talk import Talk
from tests.client.session.told import (
    HISTORY,
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


def test_a_page_is_as_long_as_the_server_gives(tea: Talk) -> None:
    tea.hears(":irc 005 ana CHATHISTORY=20 :are supported", ":ana!ana@host JOIN #milk")
    assert tea.sent()[-1] == "CHATHISTORY LATEST #milk * 20"
    tea.hears(":irc 005 ana CHATHISTORY=0 :are supported", ":ana!ana@host JOIN #rice")
    assert tea.sent()[-1] == "CHATHISTORY LATEST #rice * 100"


def test_nothing_is_asked_of_a_place_that_was_closed_meanwhile(talk: Talk) -> None:
    talk.hears(*(f":ana!ana@host JOIN #c{number}" for number in range(6)))
    talk.session.close(talk.buffer("#c4"))
    talk.sent()
    talk.hears(*page("#c0", []))
    assert talk.sent() == ["CHATHISTORY LATEST #c5 * 100"]
