"""Questions about the history: not too many, and none is waited for without end."""

from tests.client.session.talk import Talk
from tests.client.session.told import HISTORY, page, said
from tui_chat.client.buffers.buffer import Past
from tui_chat.client.session.model.history_requests import PATIENCE


def test_an_answer_that_never_comes_is_not_waited_for(kept_talk: Talk) -> None:
    kept_talk.hears(":ana!ana@host JOIN #tea")
    assert kept_talk.buffer("#tea").past is Past.LOADING
    kept_talk.session.ping(kept_talk.at + PATIENCE + 1)
    assert kept_talk.buffer("#tea").past is Past.UNKNOWN


def test_only_a_few_places_are_asked_about_at_a_time(kept_talk: Talk) -> None:
    kept_talk.hears(*(f":ana!ana@host JOIN #c{number}" for number in range(9)))
    assert len([line for line in kept_talk.sent() if line.startswith("CHATHISTORY")]) == 4
    assert kept_talk.answers(*page("#c0", [])) == ["CHATHISTORY LATEST #c4 * 100"]


def test_answers_are_known_by_their_label(kept_talk: Talk) -> None:
    kept_talk.session.disconnected("Lost.", kept_talk.at, retry_in=1.0)
    kept_talk.enters(f"{HISTORY} labeled-response", "CHATHISTORY=100")
    label = kept_talk.answers(":ana!ana@host JOIN #tea")[-1].partition(" ")[0]
    kept_talk.hears(*page("elsewhere", [said(1, "bia", "one")], opening=f"{label} "))
    assert kept_talk.shows("#tea") == ["<bia> one"]
