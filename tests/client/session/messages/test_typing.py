import pytest

from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import LineState
from tui_chat.client.events import TypingChanged
from tui_chat.client.session import Progress


@pytest.fixture
def tea() -> Talk:
    talk = Talk.entered("message-tags echo-message")
    talk.joins("#tea", "bia", "caio")
    return talk


def typists(talk: Talk, after: float = 0.0) -> list[str]:
    return talk.session.typists(talk.buffer("#tea"), talk.at + after)


def test_who_types_is_known_for_six_seconds(tea: Talk) -> None:
    tea.hears("@+typing=active :bia!b@h TAGMSG #tea")
    assert tea.happened() == [TypingChanged(tea.buffer("#tea"))]
    assert typists(tea, 5.9) == ["bia"]
    assert typists(tea, 6.0) == []


def test_who_paused_is_waited_for_longer(tea: Talk) -> None:
    tea.hears("@+typing=paused :bia!b@h TAGMSG #tea")
    assert typists(tea, 29.0) == ["bia"]
    assert typists(tea, 30.0) == []


@pytest.mark.parametrize(
    "line",
    [
        "@+typing=done :bia!b@h TAGMSG #tea",
        ":bia!b@h PRIVMSG #tea :hello",
        ":bia!b@h PART #tea",
        ":bia!b@h QUIT :bye",
    ],
)
def test_who_spoke_stopped_or_left_types_no_more(tea: Talk, line: str) -> None:
    tea.hears("@+typing=active :bia!b@h TAGMSG #tea")
    tea.happened()
    tea.hears(line)
    assert typists(tea) == []
    assert TypingChanged(tea.buffer("#tea")) in tea.happened()


def test_our_own_typing_elsewhere_is_no_news(tea: Talk) -> None:
    tea.hears("@+typing=active :ana!a@h TAGMSG #tea")
    assert typists(tea) == []


def test_whoever_types_to_us_without_having_said_anything_is_no_news(tea: Talk) -> None:
    tea.hears("@+typing=active :dora!d@h TAGMSG ana", "@+draft/react=x;+draft/reply=m1 TAGMSG #x")
    assert tea.happened() == []
    assert tea.session.find("dora") is None


def test_ours_is_told_every_three_seconds_at_most(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    for after in (0.0, 1.0, 2.9, 3.0, 4.0):
        tea.session.typing(buffer, Progress.ACTIVE, tea.at + after)
    assert tea.sent() == ["@+typing=active TAGMSG #tea"] * 2
    tea.session.typing(buffer, Progress.PAUSED, tea.at + 9)
    tea.session.typing(buffer, Progress.PAUSED, tea.at + 19)
    assert tea.sent() == ["@+typing=paused TAGMSG #tea"]
    tea.session.typing(buffer, Progress.DONE, tea.at + 29)
    tea.session.typing(buffer, Progress.DONE, tea.at + 39)
    assert tea.sent() == ["@+typing=done TAGMSG #tea"]


def test_sending_the_text_ends_it_without_a_word(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.typing(buffer, Progress.ACTIVE, tea.at)
    tea.session.say(buffer, "hello", tea.at)
    tea.session.typing(buffer, Progress.DONE, tea.at + 9)
    assert tea.sent() == ["@+typing=active TAGMSG #tea", "PRIVMSG #tea hello"]


def test_that_we_stopped_is_told_as_soon_as_the_interval_allows(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.typing(buffer, Progress.ACTIVE, tea.at)
    tea.session.typing(buffer, Progress.DONE, tea.at + 1)
    assert tea.session.tell_stopped(tea.at + 2.9)
    assert tea.sent() == ["@+typing=active TAGMSG #tea"]
    assert not tea.session.tell_stopped(tea.at + 3)
    assert tea.sent() == ["@+typing=done TAGMSG #tea"]


@pytest.mark.parametrize("sends", [True, False])
def test_whoever_sends_or_goes_on_has_not_stopped(tea: Talk, sends: bool) -> None:
    buffer = tea.buffer("#tea")
    tea.session.typing(buffer, Progress.ACTIVE, tea.at)
    tea.session.typing(buffer, Progress.DONE, tea.at + 1)
    if sends:
        tea.session.say(buffer, "hello", tea.at + 2)
    tea.session.typing(buffer, Progress.ACTIVE, tea.at + 2)
    assert not tea.session.tell_stopped(tea.at + 5)
    assert not any("done" in line for line in tea.sent())


def test_the_text_after_one_that_was_sent_keeps_the_interval_too(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.typing(buffer, Progress.ACTIVE, tea.at)
    tea.session.say(buffer, "hello", tea.at + 1)
    tea.session.typing(buffer, Progress.ACTIVE, tea.at + 2)
    tea.session.typing(buffer, Progress.ACTIVE, tea.at + 3)
    assert tea.sent() == [
        "@+typing=active TAGMSG #tea",
        "PRIVMSG #tea hello",
        "@+typing=active TAGMSG #tea",
    ]


def test_a_server_that_wants_none_of_it_gets_none(tea: Talk) -> None:
    tea.hears(":irc 005 ana CLIENTTAGDENY=typing :are supported")
    tea.session.typing(tea.buffer("#tea"), Progress.ACTIVE, tea.at)
    assert tea.sent() == []


def test_a_crowd_that_types_is_not_kept_without_end(tea: Talk) -> None:
    tea.hears(*(f"@+typing=active :p{n}!p@h TAGMSG #tea" for n in range(500)))
    assert len(typists(tea)) == 100


def typing(offer: str) -> Talk:
    """In #tea, on a server that offers this, where we have begun to type."""
    talk = Talk.entered(offer)
    talk.joins("#tea", "bia")
    talk.session.typing(talk.buffer("#tea"), Progress.ACTIVE, talk.at)
    return talk


REFUSAL = ":irc 404 ana #tea :Cannot send to channel"
REFUSED = "You can't post in #tea."
WITH_LABELS = "message-tags echo-message labeled-response"


@pytest.mark.parametrize("offer", ["message-tags", WITH_LABELS])
def test_a_channel_that_does_not_take_our_typing_is_not_spoken_of(offer: str) -> None:
    talk = typing(offer)
    talk.hears(REFUSAL)
    assert talk.refused() == []
    talk.hears(REFUSAL)
    assert talk.refused() == [REFUSED]


def test_what_is_said_there_is_refused_once_where_refusals_have_labels() -> None:
    talk = typing(WITH_LABELS)
    tea = talk.buffer("#tea")
    talk.session.say(tea, "hello", talk.at)
    label = talk.sent()[-1].split("=")[1].split()[0]
    talk.hears(REFUSAL)
    assert tea.lines[-1].state is LineState.PENDING
    talk.hears(f"@label={label} {REFUSAL}")
    assert talk.refused() == [REFUSED]


def test_what_is_said_there_is_refused_once_where_they_have_none() -> None:
    talk = typing("message-tags echo-message")
    talk.hears(REFUSAL)
    talk.session.say(talk.buffer("#tea"), "hello", talk.at)
    talk.hears(REFUSAL)
    assert talk.refused() == [REFUSED]
