"""What is said to a part of a channel: shown as such, and answered there only."""

import pytest

from tests.client.commands.noted_context import NotedContext
from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import Line

CAPABILITIES = "message-tags echo-message"


def last(talk: Talk) -> Line:
    return talk.buffer("#tea").lines[-1]


@pytest.fixture(params=["STATUSMSG=@+", "NETWORK=Old"])
def told(request: pytest.FixtureRequest) -> Talk:
    """In #tea, where bia has told something to the operators."""
    talk = Talk.entered(CAPABILITIES, request.param)
    talk.joins("#tea", "@bia")
    talk.hears("@msgid=m1 :bia!b@host PRIVMSG @#tea :to operators only")
    talk.happened()
    return talk


@pytest.mark.parametrize(
    "line", ["PRIVMSG @#tea :hm", "NOTICE @#tea :hm", "PRIVMSG @#tea :\x01ACTION hm\x01"]
)
def test_it_stands_in_the_channel_with_its_audience(told: Talk, line: str) -> None:
    told.hears(f":bia!b@host {line}")
    assert (last(told).text, last(told).audience) == ("hm", "@")
    assert [buffer.name for buffer in told.session.buffers][1:] == ["#tea"]


def test_what_everybody_may_read_has_no_audience(told: Talk) -> None:
    told.hears(":bia!b@host PRIVMSG #tea :hello")
    assert last(told).audience == ""


def test_an_answer_goes_to_the_same_audience(told: Talk) -> None:
    told.session.say(told.buffer("#tea"), "right", told.at, answers=last(told))
    assert told.sent() == ["@+draft/reply=m1;+reply=m1 PRIVMSG @#tea right"]
    assert last(told).audience == "@"


def test_so_does_an_answer_without_tags_and_one_that_is_said_again(tea: Talk) -> None:
    tea.hears(":bia!b@host PRIVMSG @#tea :hm")
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "right", tea.at, answers=last(tea))
    assert tea.sent() == ["PRIVMSG @#tea :bia: right"]
    tea.session.disconnected("Lost.", tea.at, retry_in=None)
    assert tea.session.retry(buffer, buffer.lines[-2].id, tea.at)
    assert last(tea).audience == "@"


def test_reactions_and_edits_stay_with_it(told: Talk) -> None:
    buffer = told.buffer("#tea")
    told.session.react(buffer, last(told), "+", told.at)
    told.hears("@msgid=m2 :ana!ana@host PRIVMSG @#tea :yse")
    told.session.edit(buffer, last(told), "yes", told.at)
    assert told.sent() == [
        "@+draft/reply=m1;+reply=m1;+draft/react=+ TAGMSG @#tea",
        "@+draft/edit=m2 PRIVMSG @#tea yes",
    ]


def test_what_was_not_sent_keeps_its_audience_over_a_loss_and_a_restart(told: Talk) -> None:
    told.session.disconnected("Lost.", told.at, retry_in=1)
    told.session.say_to("@#tea", "secret", told.at)
    again = Talk()
    again.session.resume(told.session.unsent)
    again.enters()
    again.session.join("#tea")
    assert "PRIVMSG @#tea secret" in again.answers(":ana!ana@host JOIN #tea")
    assert last(again).audience == "@"


def test_msg_and_query_reach_a_part_of_a_channel(told: Talk) -> None:
    desk = NotedContext(told, "#tea")
    assert desk.types("/msg @#tea hello") == ["PRIVMSG @#tea hello"]
    assert desk.types("/query @#tea hello") == ["PRIVMSG @#tea hello", "show #tea"]
    assert last(told).audience == "@"


def test_who_types_to_a_part_of_a_channel_opens_no_page(told: Talk) -> None:
    told.hears("@+typing=active :bia!b@host TAGMSG @#tea")
    assert told.session.typists(told.buffer("#tea"), told.at) == ["bia"]
