import pytest

from tests.client.session.messages.test_received_reactions_edits_deletions import TAGS
from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import Line, LineState, Reaction
from tui_chat.client.events import LineChanged, Refused


@pytest.fixture
def tea() -> Talk:
    """In #tea; bia said m1, we said m2."""
    return said(TAGS)


def said(capabilities: str) -> Talk:
    talk = Talk.entered(capabilities)
    talk.joins("#tea", "bia", "caio")
    talk.hears(
        "@msgid=m1 :bia!b@host PRIVMSG #tea :good morning",
        "@msgid=m2 :ana!ana@host PRIVMSG #tea :helo",
    )
    talk.happened()
    return talk


def line(talk: Talk, index: int) -> Line:
    return talk.buffer("#tea").lines[index]


def refusals(talk: Talk) -> list[str]:
    return [event.text for event in talk.happened() if isinstance(event, Refused)]


def test_a_reaction_is_sent_and_the_second_time_taken_back(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.react(buffer, line(tea, 0), "👍", tea.at)
    assert tea.sent() == ["@+draft/reply=m1;+reply=m1;+draft/react=👍 TAGMSG #tea"]
    tea.hears("@+draft/reply=m1;+draft/react=👍 :ana!a@h TAGMSG #tea")
    tea.session.react(buffer, line(tea, 0), "👍", tea.at)
    assert tea.sent() == ["@+draft/reply=m1;+reply=m1;+draft/unreact=👍 TAGMSG #tea"]


def test_without_an_echo_what_we_did_shows_at_once() -> None:
    talk = said("message-tags")
    talk.session.react(talk.buffer("#tea"), line(talk, 0), "👍", talk.at)
    assert line(talk, 0).reactions == (Reaction("👍", ("ana",)),)
    assert talk.happened()[-1:] == [LineChanged(talk.buffer("#tea"), line(talk, 0))]
    talk.session.edit(talk.buffer("#tea"), line(talk, 1), "hello", talk.at)
    assert (line(talk, 1).text, line(talk, 1).edited) == ("hello", True)


def test_where_tags_are_not_passed_on_reactions_are_refused_in_words(tea: Talk) -> None:
    tea.hears(":irc 005 ana CLIENTTAGDENY=*,-typing :are supported")
    tea.session.react(tea.buffer("#tea"), line(tea, 0), "👍", tea.at)
    assert tea.sent() == []
    assert refusals(tea) == ["Reactions cannot be sent here."]
    tea.hears(":irc 005 ana CLIENTTAGDENY=*,-draft/react :are supported")
    tea.session.react(tea.buffer("#tea"), line(tea, 0), "no" * 30, tea.at)
    assert refusals(tea) == ["A reaction is an emoji or a word."]


def test_an_edit_carries_the_whole_new_text(tea: Talk) -> None:
    tea.session.edit(tea.buffer("#tea"), line(tea, 1), "hello", tea.at)
    assert tea.sent() == ["@+draft/edit=m2 PRIVMSG #tea hello"]
    tea.hears("@msgid=m3;+draft/edit=m2 :ana!ana@host PRIVMSG #tea hello")
    assert tea.shows("#tea") == ["<bia> good morning", "<ana> hello"]


def test_only_our_own_words_can_be_changed(tea: Talk) -> None:
    tea.session.edit(tea.buffer("#tea"), line(tea, 0), "bad morning", tea.at)
    assert tea.sent() == []
    assert refusals(tea) == ["You can edit only your own messages."]


def test_where_nothing_can_be_changed_the_right_words_are_said(tea: Talk) -> None:
    talk = said("echo-message")
    talk.session.edit(talk.buffer("#tea"), line(talk, 1), "hello", talk.at)
    assert talk.sent() == ["PRIVMSG #tea :* hello"]


def test_what_was_not_sent_is_changed_before_it_is(tea: Talk) -> None:
    tea.session.disconnected("Lost.", tea.at, retry_in=1.0)
    buffer = tea.buffer("#tea")
    tea.session.say(buffer, "worng", tea.at)
    tea.session.edit(buffer, buffer.lines[-1], "right", tea.at)
    assert (buffer.lines[-1].text, buffer.lines[-1].state) == ("right", LineState.PENDING)
    assert "<ana> worng" not in tea.shows("#tea")


def test_deleting_asks_the_server(tea: Talk) -> None:
    tea.session.delete(tea.buffer("#tea"), line(tea, 1), tea.at)
    tea.session.delete(tea.buffer("#tea"), line(tea, 0), tea.at, "off topic")
    assert tea.sent() == ["REDACT #tea m2", "REDACT #tea m1 :off topic"]


def test_where_nothing_can_be_deleted_that_is_said() -> None:
    talk = said("message-tags echo-message")
    talk.session.delete(talk.buffer("#tea"), line(talk, 1), talk.at)
    assert refusals(talk) == ["Messages can't be deleted here."]


def test_a_reply_names_what_it_answers(tea: Talk) -> None:
    tea.session.say(tea.buffer("#tea"), "and to you", tea.at, answers=line(tea, 0))
    assert tea.sent() == ["@+draft/reply=m1;+reply=m1 PRIVMSG #tea :and to you"]
    reply = line(tea, 2).reply
    assert reply is not None
    assert (reply.sender, reply.text) == ("bia", "good morning")


def test_without_tags_a_reply_begins_with_the_name() -> None:
    talk = said("echo-message")
    talk.session.say(talk.buffer("#tea"), "and to you", talk.at, answers=line(talk, 0))
    assert talk.sent() == ["PRIVMSG #tea :bia: and to you"]
