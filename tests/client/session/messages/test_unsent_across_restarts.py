"""What was said and not confirmed goes on in the next run of the program: once, or not at all."""

import msgspec
import pytest

from tests.client.session.talk import Talk
from tests.client.session.told import HISTORY, live, moment, page, said
from tui_chat.client.buffers.line import LineState
from tui_chat.client.session import Unsent

ISUPPORT = "CHATHISTORY=100"


def after(talk: Talk) -> Talk:
    """The next run, with what the last one has left; in nothing yet."""
    left = msgspec.json.encode(talk.session.unsent)
    later = Talk()
    later.session.restore(talk.session.positions, talk.session.seen)
    later.session.return_to(talk.session.channels)
    later.session.resume(msgspec.json.decode(left, type=list[Unsent]))
    return later


def in_tea(offer: str = HISTORY) -> Talk:
    talk = Talk.entered(offer, ISUPPORT)
    talk.joins("#tea")
    if offer:
        talk.hears(*page("#tea", []), live(said(1, "bia", "hello")))
    return talk


def own(talk: Talk) -> list[tuple[str, LineState]]:
    return [(line.text, line.state) for line in talk.buffer("#tea").lines if line.own]


def test_what_was_never_sent_goes_out_on_joining_in_its_order() -> None:
    talk = in_tea()
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    for text in ("one", "two"):
        talk.session.say(talk.buffer("#tea"), text, talk.at)
    again = after(talk)
    assert again.session.find("#tea") is None
    again.enters(HISTORY, ISUPPORT)
    again.hears(":ana!a@h JOIN #tea")
    sent = [line for line in again.sent() if line.startswith(("PRIVMSG", "@"))]
    assert [line.rpartition(":")[2].split()[-1] for line in sent if "PRIVMSG" in line] == [
        "one",
        "two",
    ]


def test_what_waits_for_a_place_that_is_not_open_is_kept() -> None:
    talk = in_tea()
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.session.say(talk.buffer("#tea"), "one", talk.at)
    again = after(talk)
    assert again.session.unsent == talk.session.unsent


@pytest.mark.parametrize("shown_as", ["ana", "anita"])
def test_what_was_sent_and_arrived_is_not_sent_again(shown_as: str) -> None:
    talk = in_tea()
    talk.session.change_nick("anita")
    talk.session.say(talk.buffer("#tea"), "one", talk.at)
    again = after(talk)
    again.enters(HISTORY, ISUPPORT)
    again.joins("#tea")
    again.hears(*page("#tea", [said(1, "bia", "hello"), said(2, shown_as, "one")]))
    again.hears(*page("#tea", [said(2, shown_as, "one")]))
    assert own(again) == [("one", LineState.SENT)]
    assert not any("PRIVMSG" in line for line in again.sent())
    assert again.session.unsent == []


def test_what_the_history_proves_to_be_missing_is_sent_again() -> None:
    talk = in_tea()
    talk.session.say(talk.buffer("#tea"), "one", talk.at)
    again = after(talk)
    again.enters(HISTORY, ISUPPORT)
    again.hears(":ana!a@h JOIN #tea")
    assert any(f"AFTER #tea timestamp={moment(0.999)}" in line for line in again.sent())
    again.hears(*page("#tea", [said(1, "bia", "hello")]))
    assert any("PRIVMSG #tea one" in line for line in again.sent())


def test_where_nothing_can_be_proven_the_person_is_asked() -> None:
    talk = in_tea(offer="echo-message")
    talk.session.say(talk.buffer("#tea"), "one", talk.at)
    again = after(talk)
    again.enters("echo-message")
    again.joins("#tea")
    assert own(again) == [("one", LineState.DOUBTFUL)]


def test_whoever_leaves_gives_nothing_up() -> None:
    talk = in_tea()
    talk.session.say(talk.buffer("#tea"), "one", talk.at)
    talk.session.disconnected("Left.", talk.at, retry_in=None, asked=True)
    assert [each.pieces for each in talk.session.unsent] == [("one",)]


def test_formatting_and_what_it_answers_survive() -> None:
    talk = in_tea()
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.session.say(talk.buffer("#tea"), "\x02bold\x02 words", talk.at)
    again = after(talk)
    again.enters(HISTORY, ISUPPORT)
    again.joins("#tea")
    [line] = [line for line in again.buffer("#tea").lines if line.own]
    before = next(line for line in talk.buffer("#tea").lines if line.own)
    assert (line.text, line.spans) == (before.text, before.spans)


def test_who_wrote_for_the_first_time_while_we_were_away_is_unread() -> None:
    again = after(in_tea())
    again.enters(HISTORY, ISUPPORT)
    again.hears(
        ":irc BATCH +t draft/chathistory-targets",
        f"@batch=t :irc CHATHISTORY TARGETS bia {moment(7)}",
        ":irc BATCH -t",
    )
    again.hears(*page("bia", [said(7, "bia", "psst", "ana")]))
    assert again.buffer("bia").unread == 1


def test_what_was_never_looked_at_is_unread_after_a_restart_too() -> None:
    talk = in_tea()
    assert talk.buffer("#tea").unread == 1
    again = after(talk)
    again.enters(HISTORY, ISUPPORT)
    again.joins("#tea")
    again.hears(*page("#tea", [said(0, "bia", "before"), said(1, "bia", "hello")]))
    assert (again.buffer("#tea").unread, again.buffer("#tea").read_up_to) == (1, 0)
