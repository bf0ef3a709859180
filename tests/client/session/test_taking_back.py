"""What nobody has is said again, or dropped."""

import pytest

from tests.client.session.talk import Talk
from tests.client.session.told import HISTORY, live, said, tea_with_history
from tui_chat.client.lines import LineState


@pytest.fixture
def tea() -> Talk:
    """In #tea with history and echo, where bia said "one"."""
    return tea_with_history()


def loses(talk: Talk) -> None:
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.sent()


def comes_back(talk: Talk) -> None:
    talk.enters(HISTORY, "CHATHISTORY=100 MSGREFTYPES=msgid,timestamp")
    talk.hears(":ana!ana@host JOIN #tea", ":irc 366 ana #tea :End")


def words(talk: Talk) -> list[str]:
    """What was sent to #tea."""
    return [line for line in talk.sent() if line.startswith("PRIVMSG")]


def test_what_failed_can_be_said_again_or_dropped(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "one more", tea.at)
    tea.sent()
    tea.hears(":irc 404 ana #tea :Cannot send to channel", live(said(1, "bia", "two")))
    failed = next(line for line in buffer.lines if line.own)
    assert failed.state is LineState.FAILED
    assert tea.session.retry(buffer, failed.id, tea.at)
    assert words(tea) == ["PRIVMSG #tea :one more"]
    assert tea.shows("#tea")[-2:] == ["<bia> two", "<ana> one more"]
    pending = buffer.lines[-1]
    assert not tea.session.discard(buffer, pending.id)  # it is on its way
    tea.hears(":irc 404 ana #tea :Cannot send to channel")
    assert tea.session.discard(buffer, pending.id)
    assert "<ana> one more" not in tea.shows("#tea")
    assert not tea.session.retry(buffer, 9_999, tea.at)


def test_what_waits_can_be_dropped(tea: Talk) -> None:
    loses(tea)
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "no", tea.at)
    tea.session.say(buffer, "yes", tea.at)
    assert tea.session.discard(buffer, buffer.lines[-2].id)
    comes_back(tea)
    assert words(tea) == ["PRIVMSG #tea yes"]


def test_what_failed_for_its_age_can_be_sent_all_the_same(tea: Talk) -> None:
    loses(tea)
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "lunch?", tea.at)
    tea.at += 13 * 3600
    comes_back(tea)
    (old,) = (line for line in buffer.lines if line.own)
    tea.session.retry(buffer, old.id, tea.at)
    assert words(tea) == ["PRIVMSG #tea lunch?"]
