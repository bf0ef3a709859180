"""What nobody has is said again, or dropped."""

from tests.client.session.talk import Talk
from tests.client.session.told import HISTORY, live, loses, said, words
from tui_chat.client.buffers.line import LineState


def comes_back(talk: Talk) -> None:
    talk.enters(HISTORY, "CHATHISTORY=100 MSGREFTYPES=msgid,timestamp")
    talk.hears(":ana!ana@host JOIN #tea", ":irc 366 ana #tea :End")


def test_what_failed_can_be_said_again_or_dropped(kept_tea: Talk) -> None:
    buffer = kept_tea.buffer("#tea")
    kept_tea.session.say(buffer, "one more", kept_tea.at)
    kept_tea.sent()
    kept_tea.hears(":irc 404 ana #tea :Cannot send to channel", live(said(1, "bia", "two")))
    failed = next(line for line in buffer.lines if line.own)
    assert failed.state is LineState.FAILED
    assert kept_tea.session.retry(buffer, failed.id, kept_tea.at)
    assert words(kept_tea) == ["PRIVMSG #tea :one more"]
    assert kept_tea.shows("#tea")[-2:] == ["<bia> two", "<ana> one more"]
    pending = buffer.lines[-1]
    assert not kept_tea.session.discard(buffer, pending.id)  # it is on its way
    kept_tea.hears(":irc 404 ana #tea :Cannot send to channel")
    assert kept_tea.session.discard(buffer, pending.id)
    assert "<ana> one more" not in kept_tea.shows("#tea")
    assert not kept_tea.session.retry(buffer, 9_999, kept_tea.at)


def test_what_waits_can_be_dropped(kept_tea: Talk) -> None:
    loses(kept_tea)
    buffer = kept_tea.buffer("#tea")
    kept_tea.session.say(buffer, "no", kept_tea.at)
    kept_tea.session.say(buffer, "yes", kept_tea.at)
    assert kept_tea.session.discard(buffer, buffer.lines[-2].id)
    comes_back(kept_tea)
    assert words(kept_tea) == ["PRIVMSG #tea yes"]


def test_what_failed_for_its_age_can_be_sent_all_the_same(kept_tea: Talk) -> None:
    loses(kept_tea)
    buffer = kept_tea.buffer("#tea")
    kept_tea.session.say(buffer, "lunch?", kept_tea.at)
    kept_tea.at += 13 * 3600
    comes_back(kept_tea)
    (old,) = (line for line in buffer.lines if line.own)
    kept_tea.session.retry(buffer, old.id, kept_tea.at)
    assert words(kept_tea) == ["PRIVMSG #tea lunch?"]
