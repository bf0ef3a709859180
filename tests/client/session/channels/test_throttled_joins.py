import pytest

from tests.client.session.talk import Talk

THROTTLED = "#tea does not let you in yet; tui-chat asks again. (Too fast)"


@pytest.fixture
def back(tea: Talk) -> Talk:
    """Back on the server, and on the way into #tea."""
    tea.session.disconnected("Lost.", tea.at, retry_in=1.0)
    tea.enters()
    return tea


def pulses(talk: Talk, seconds: float) -> list[str]:
    """The joins of a pulse of the connection so much later."""
    talk.hears(":irc PONG irc tui-chat-1", ":irc PONG irc tui-chat-2")
    talk.session.ping(talk.at + seconds)
    return [line for line in talk.sent() if line.startswith("JOIN")]


@pytest.mark.parametrize("numeric", ["437", "439", "480", "495"])
def test_a_channel_that_we_return_to_too_fast_is_asked_again(back: Talk, numeric: str) -> None:
    back.hears(f":irc {numeric} ana #tea :Too fast")
    assert back.shows("#tea")[-1] == THROTTLED
    assert [pulses(back, seconds) for seconds in (2, 30)] == [[], ["JOIN #tea"]]
    told = len(back.shows("#tea"))
    back.hears(f":irc {numeric} ana #tea :Too fast")
    assert pulses(back, 60) == ["JOIN #tea"]
    back.joins("#tea", "@bia")
    assert pulses(back, 90) == []
    assert len(back.shows("#tea")) == told  # the person has read of it once


def test_it_is_given_up_after_some_minutes(back: Talk) -> None:
    back.hears(":irc 480 ana #tea :Too fast")
    assert [pulses(back, 30 * turn) for turn in range(1, 30)].count(["JOIN #tea"]) == 20
    assert back.session.channels == [("#tea", "")]  # the next connection asks again


def test_who_leaves_or_only_tries_a_channel_is_not_brought_there(back: Talk) -> None:
    back.hears(":irc 480 ana #tea :Too fast")
    back.session.close(back.buffer("#tea"))
    back.session.join("#cake")
    back.sent()
    back.hears(":irc 480 ana #cake :Too fast")
    assert pulses(back, 30) == []


def test_the_key_is_given_again(talk: Talk) -> None:
    talk.session.join("#tea", "oolong")
    talk.joins("#tea")
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.enters()
    talk.hears(":irc 439 ana #tea :Too fast")
    assert pulses(talk, 30) == ["JOIN #tea oolong"]
