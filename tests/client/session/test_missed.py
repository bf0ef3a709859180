"""Questions about the history: not too many, and none is waited for without end."""

import pytest

from tests.client.session.talk import Talk
from tests.client.session.told import HISTORY, page, said, with_history
from tui_chat.client.buffers import Past
from tui_chat.client.session.missed import PATIENCE


@pytest.fixture
def talk() -> Talk:
    return with_history()


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


def test_answers_are_known_by_their_label(talk: Talk) -> None:
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.enters(f"{HISTORY} labeled-response", "CHATHISTORY=100")
    talk.hears(":ana!ana@host JOIN #tea")
    label = talk.sent()[-1].partition(" ")[0]
    talk.hears(*page("elsewhere", [said(1, "bia", "one")], opening=f"{label} "))
    assert talk.shows("#tea") == ["<bia> one"]
