"""A bouncer without CHATHISTORY, such as ZNC: it sends what it has to everybody who connects."""

import pytest

from tests.client.session.talk import NOON, Talk
from tests.client.session.told import HISTORY, live, moment, page, tea_with_history
from tests.client.session.told import said as page_line
from tui_chat.client.buffers.line import Line, LineKind
from tui_chat.client.events import LocalHistoryWanted, MessageReceived

SPEAKER = ":bia!b@host PRIVMSG"


def told(seconds: float, text: str, target: str = "#tea", *, msgid: str = "") -> str:
    also = f";msgid={msgid}" if msgid else ""
    return f"@time={moment(seconds)}{also} {SPEAKER} {target} :{text}"


def bouncer() -> Talk:
    talk = Talk()
    talk.enters("server-time", "NETWORK=Example")
    talk.joins("#tea", "bia")
    return talk


def comes_back(talk: Talk) -> None:
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.enters("server-time", "NETWORK=Example")
    talk.joins("#tea", "bia")


def said(talk: Talk, name: str) -> list[str]:
    return [line for line in talk.shows(name) if line.startswith("<")]


@pytest.mark.parametrize("msgid", ["", "abc"])
@pytest.mark.parametrize("target", ["#tea", "ana"])
def test_what_is_shown_already_is_neither_shown_nor_rung_again(target: str, msgid: str) -> None:
    talk = bouncer()
    lines = [told(1, "one", target), told(2, "ana: two", target, msgid=msgid)]
    talk.hears(*lines)
    comes_back(talk)
    talk.hears(*lines, told(3, "three", target))
    buffer = talk.buffer("#tea" if target == "#tea" else "bia")
    assert said(talk, buffer.name) == ["<bia> one", "<bia> ana: two", "<bia> three"]
    events = [event for event in talk.happened() if isinstance(event, MessageReceived)]
    assert [event.line.text for event in events] == ["three"]
    assert buffer.unread == 3


def test_our_own_lines_are_known_though_the_bouncer_times_them_otherwise() -> None:
    talk = bouncer()
    talk.session.say(talk.buffer("#tea"), "hello", NOON + 1)
    talk.hears(told(2, "hi"))
    comes_back(talk)
    talk.hears(f"@time={moment(1.25)} :ana!ana@host PRIVMSG #tea :hello", told(2, "hi"))
    assert said(talk, "#tea") == ["<ana> hello", "<bia> hi"]


def test_the_same_words_at_another_time_are_new() -> None:
    talk = bouncer()
    talk.hears(told(1, "hi"))
    comes_back(talk)
    talk.hears(told(2, "hi"), f"{SPEAKER} #tea :hi")
    assert said(talk, "#tea") == ["<bia> hi"] * 3


def test_what_one_connection_says_twice_was_said_twice() -> None:
    talk = bouncer()
    talk.hears(told(1, "hi"), told(1, "hi"))
    comes_back(talk)
    talk.hears(told(1, "hi"), told(1, "hi"), told(2, "ho"), told(2, "ho"))
    assert said(talk, "#tea") == ["<bia> hi", "<bia> hi", "<bia> ho", "<bia> ho"]


def test_a_message_that_a_page_of_the_history_had_already_is_shown_once() -> None:
    talk = tea_with_history()
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.enters(HISTORY, "CHATHISTORY=100 MSGREFTYPES=msgid,timestamp")
    talk.joins("#tea", "bia")
    talk.hears(*page("#tea", [page_line(10, "bia", "two")]), live(page_line(10, "bia", "two")))
    talk.hears(live(page_line(10, "caio", "three")))
    assert said(talk, "#tea") == ["<bia> one", "<bia> two", "<caio> three"]


def test_what_is_remembered_of_a_page_has_a_bound() -> None:
    talk = tea_with_history()
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.enters(HISTORY, "CHATHISTORY=100 MSGREFTYPES=msgid,timestamp")
    talk.joins("#tea", "bia")
    talk.hears(*page("#tea", [page_line(10 + n, "bia", f"m{n}") for n in range(500)]))
    assert len(talk.buffer("#tea").latest_page) == 100


def test_what_our_own_log_has_is_known_too() -> None:
    talk = Talk()
    talk.session.keep_log()
    talk.enters("server-time", "NETWORK=Example")
    talk.hears(":ana!ana@host JOIN #tea", ":irc 366 ana #tea :End")
    (wanted,) = [event for event in talk.happened() if isinstance(event, LocalHistoryWanted)]
    page = [Line(0, NOON + 1, LineKind.MESSAGE, "bia", "one")]
    talk.session.page_read(wanted.buffer, page)
    talk.hears(told(1, "one"), told(2, "two"), told(1, "one"))
    assert said(talk, "#tea") == ["<bia> one", "<bia> two"]
