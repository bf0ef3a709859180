"""What a person says stands there at once, and can be said again or taken back."""

from tests.client.session.talk import NOON, Talk
from tui_chat.client.buffers.line import LineKind, LineState


def test_words_deeds_and_notices_are_told_apart(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "hello", NOON)
    tea.session.act(buffer, "waves", NOON)
    tea.session.notice(buffer, "tea is ready", NOON)
    assert [line.kind for line in buffer.lines] == [
        LineKind.MESSAGE,
        LineKind.ACTION,
        LineKind.NOTICE,
    ]
    assert tea.sent() == [
        "PRIVMSG #tea hello",
        "PRIVMSG #tea :\x01ACTION waves\x01",
        "NOTICE #tea :tea is ready",
    ]


def test_what_waits_to_be_sent_can_be_taken_back(tea: Talk) -> None:
    tea.session.disconnected("Lost.", NOON, retry_in=1.0)
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "hello", NOON)
    line = buffer.lines[-1]
    assert line.state is LineState.PENDING
    assert [unsent.pieces for unsent in tea.session.unsent] == [("hello",)]
    assert tea.session.discard(buffer, line.id)
    assert tea.session.unsent == []
    assert not tea.session.discard(buffer, line.id)


def test_only_what_failed_can_be_said_again(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.hears(":bia!b@host PRIVMSG #tea :hello")
    assert not tea.session.retry(buffer, buffer.lines[-1].id, NOON)
    assert tea.sent() == []


def test_messages_are_counted_as_they_would_be_sent(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    for text in ("hello", "x" * 20_000, "one\ntwo\n\nthree"):
        count = tea.session.messages_in(buffer, text)
        tea.session.say(buffer, text, tea.at)
        assert len(tea.sent()) == count
    tea.session._state.multiline = (60_000, 100)
    assert tea.session.messages_in(buffer, "x" * 20_000) == 1
