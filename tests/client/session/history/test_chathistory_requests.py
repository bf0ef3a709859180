"""What the history is asked with: what the server understands."""

from tests.client.session.talk import Talk
from tests.client.session.told import (
    HISTORY,
    live,
    moment,
    page,
    said,
)


def test_a_server_that_knows_times_only_is_asked_by_time(kept_talk: Talk) -> None:
    kept_talk.hears(":irc 005 ana MSGREFTYPES=timestamp :are supported")
    kept_talk.joins("#tea")
    kept_talk.hears(*page("#tea", []), live(said(0.5, "bia", "one")))
    kept_talk.session.disconnected("Lost.", kept_talk.at, retry_in=1.0)
    kept_talk.enters(HISTORY, "CHATHISTORY=50 MSGREFTYPES=timestamp")
    missed = page("#tea", [said(0.5, "bia", "one"), said(2, "bia", "two")])
    kept_talk.hears(":ana!ana@host JOIN #tea", *missed)
    assert kept_talk.sent()[-1] == f"CHATHISTORY AFTER #tea timestamp={moment(1.999)} 50"
    assert kept_talk.answers(*page("#tea", [said(2, "bia", "two")])) == []
    assert [text for text in kept_talk.shows("#tea") if "<" in text] == ["<bia> one", "<bia> two"]


def test_a_page_is_as_long_as_the_server_gives(kept_tea: Talk) -> None:
    kept_tea.hears(":irc 005 ana CHATHISTORY=20 :are supported", ":ana!ana@host JOIN #milk")
    assert kept_tea.sent()[-1] == "CHATHISTORY LATEST #milk * 20"
    kept_tea.hears(":irc 005 ana CHATHISTORY=0 :are supported", ":ana!ana@host JOIN #rice")
    assert kept_tea.sent()[-1] == "CHATHISTORY LATEST #rice * 100"


def test_nothing_is_asked_of_a_place_that_was_closed_meanwhile(kept_talk: Talk) -> None:
    kept_talk.hears(*(f":ana!ana@host JOIN #c{number}" for number in range(6)))
    kept_talk.session.close(kept_talk.buffer("#c4"))
    kept_talk.sent()
    assert kept_talk.answers(*page("#c0", [])) == ["CHATHISTORY LATEST #c5 * 100"]


def test_a_request_has_a_label_where_there_are_labels_and_is_answered_by_it() -> None:
    talk = Talk.entered(f"{HISTORY} labeled-response", "CHATHISTORY=100")
    talk.hears(":ana!ana@host JOIN #tea")
    [request] = [line for line in talk.sent() if "CHATHISTORY LATEST" in line]
    label, _space, rest = request.partition(" ")
    assert label.startswith("@label=")
    assert rest == "CHATHISTORY LATEST #tea * 100"
    # Whatever target the server writes: the label says which request it answers.
    talk.hears(*page("#TEA-renamed", [said(-5, "bia", "hi")], opening=f"{label} "))
    assert talk.shows("#tea") == ["<bia> hi"]
