import pytest

from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import Line, Reaction
from tui_chat.client.events import LineChanged, Reacted

TAGS = "echo-message message-tags server-time draft/message-redaction"


@pytest.fixture
def tea() -> Talk:
    """In #tea; bia said m1, we said m2."""
    talk = Talk.entered(TAGS)
    talk.joins("#tea", "bia", "caio")
    talk.hears(
        "@msgid=m1 :bia!b@host PRIVMSG #tea :good morning",
        "@msgid=m2 :ana!ana@host PRIVMSG #tea :helo",
    )
    talk.happened()
    return talk


def line(talk: Talk, index: int) -> Line:
    return talk.buffer("#tea").lines[index]


def test_a_reaction_stands_under_its_message(tea: Talk) -> None:
    tea.hears(
        "@+draft/reply=m1;+draft/react=👍 :caio!c@h TAGMSG #tea",
        "@+reply=m1;+react=👍 :ana!a@h TAGMSG #tea",
        "@+draft/reply=m1;+draft/react=👍 :caio!c@h TAGMSG #tea",
    )
    assert line(tea, 0).reactions == (Reaction("👍", ("caio", "ana")),)
    assert tea.happened()[-1] == LineChanged(tea.buffer("#tea"), line(tea, 0))
    tea.hears("@+draft/reply=m1;+draft/unreact=👍 :caio!c@h TAGMSG #tea")
    assert line(tea, 0).reactions == (Reaction("👍", ("ana",)),)
    tea.hears("@+draft/reply=m1;+draft/unreact=👍 :ana!a@h TAGMSG #tea")
    assert line(tea, 0).reactions == ()


def test_a_reaction_with_words_of_its_own_is_a_message_too(tea: Talk) -> None:
    tea.hears("@+draft/reply=m1;+draft/react=lol :caio!c@h PRIVMSG #tea :lol")
    assert len(tea.buffer("#tea").lines) == 2
    tea.hears("@+draft/reply=m1;+draft/react=lol :caio!c@h PRIVMSG #tea :lol, that is good")
    assert tea.shows("#tea")[2:] == ["<caio> lol, that is good"]


def test_reactions_have_limits(tea: Talk) -> None:
    tea.hears(*(f"@+reply=m1;+react=r{n} :caio!c@h TAGMSG #tea" for n in range(99)))
    assert len(line(tea, 0).reactions) == 30
    tea.hears(f"@+reply=m2;+react={'x' * 99} :caio!c@h TAGMSG #tea")
    assert line(tea, 1).reactions == ()


def test_its_sender_changes_a_message_and_nobody_else(tea: Talk) -> None:
    tea.hears("@+draft/edit=m1 :bia!b@host PRIVMSG #tea :good \x02evening\x02")
    assert (line(tea, 0).text, line(tea, 0).edited) == ("good evening", True)
    assert line(tea, 0).spans[0].style.bold
    tea.hears("@+draft/edit=m1 :caio!c@h PRIVMSG #tea :I am a fool")
    assert line(tea, 0).text == "good evening"
    assert tea.shows("#tea")[-1] == "<caio> I am a fool"


def test_an_edit_without_words_changes_nothing(tea: Talk) -> None:
    tea.hears("@+draft/edit=m1 :bia!b@host TAGMSG #tea", "@+draft/edit=m1 :bia!b@host PRIVMSG #tea")
    assert line(tea, 0).text == "good morning"


def test_an_edit_of_a_message_that_is_not_here_is_a_message(tea: Talk) -> None:
    tea.hears("@+draft/edit=unknown :bia!b@host PRIVMSG #tea :hello")
    assert tea.shows("#tea")[-1] == "<bia> hello"


def test_a_deleted_message_says_by_whom(tea: Talk) -> None:
    tea.hears(
        ":bia!b@host REDACT #tea m1",
        ":caio!c@h REDACT #tea m2 :off topic",
        ":caio!c@h REDACT #tea unknown",
        ":caio!c@h REDACT #elsewhere m1",
    )
    assert [(each.text, each.deleted) for each in tea.buffer("#tea").lines] == [
        ("message deleted", True),
        ("message deleted by caio: off topic", True),
    ]
    tea.hears("@+draft/edit=m1 :bia!b@host PRIVMSG #tea :back again")
    assert line(tea, 0).text == "message deleted"


def test_a_private_message_is_deleted_where_it_stands(tea: Talk) -> None:
    tea.hears("@msgid=p1 :bia!b@host PRIVMSG ana :secret", ":bia!b@host REDACT ana p1")
    assert tea.shows("bia") == ["<bia> message deleted"]


def test_a_reply_knows_what_it_answers(tea: Talk) -> None:
    tea.hears("@+draft/reply=m1 :caio!c@h PRIVMSG #tea :and to you")
    reply = line(tea, 2).reply
    assert reply is not None
    assert (reply.msgid, reply.sender, reply.text) == ("m1", "bia", "good morning")
    tea.hears("@+reply=gone :caio!c@h PRIVMSG #tea :hm")
    reply = line(tea, 3).reply
    assert reply is not None
    assert (reply.msgid, reply.sender) == ("gone", "")


def test_whatever_tags_hold_is_safe_to_show(tea: Talk) -> None:
    tea.hears("@+reply=m1;+react=\x1b[2J :caio!c@h TAGMSG #tea")
    assert not any("\x1b" in each.text for each in line(tea, 0).reactions)


def test_a_reaction_is_told_once_and_its_end_is_not(tea: Talk) -> None:
    tea.hears(
        "@+reply=m1;+react=👍 :caio!c@h TAGMSG #tea",
        "@+reply=m1;+react=👍 :caio!c@h TAGMSG #tea",
        "@+reply=m1;+draft/unreact=👍 :caio!c@h TAGMSG #tea",
    )
    (told,) = (event for event in tea.happened() if isinstance(event, Reacted))
    assert (told.nick, told.sign, told.line.text) == ("caio", "👍", "good morning")


def test_a_reaction_to_what_is_not_here_is_not_told(tea: Talk) -> None:
    tea.hears("@+reply=m9;+react=👍 :caio!c@h TAGMSG #tea")
    assert tea.happened() == []


def test_an_edited_action_is_still_shown_without_its_marks(tea: Talk) -> None:
    tea.hears("@msgid=m3 :bia!b@host PRIVMSG #tea :\x01ACTION wavs\x01")
    tea.hears("@+draft/edit=m3 :bia!b@host PRIVMSG #tea :\x01ACTION waves\x01")
    assert line(tea, 2).text == "waves"
