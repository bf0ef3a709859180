import pytest

from tests.client.session.talk import Talk
from tui_chat.client.buffers.line import Movement
from tui_chat.client.events import BufferRenamed, Changed


def test_a_new_name_is_told_where_the_person_is(tea: Talk) -> None:
    tea.hears(":bia!b@host PRIVMSG ana :hi", ":bia!b@host NICK beatriz")
    person = tea.buffer("beatriz")
    assert tea.members("#tea") == ["@beatriz", "ana"]
    assert tea.shows("#tea") == ["bia is now beatriz"]
    assert tea.shows("beatriz") == ["<bia> hi", "bia is now beatriz"]
    events = tea.happened()
    assert BufferRenamed(person, "bia") in events
    assert events[-1] == Changed()


def test_our_own_new_name_is_ours_from_then_on(tea: Talk) -> None:
    tea.hears(":ana!ana@host NICK anita", ":bia!b@host PRIVMSG #tea :anita?")
    assert tea.session.nick == "anita"
    assert tea.shows("#tea") == ["You are now anita", "<bia> anita?"]
    assert tea.buffer("#tea").mentions == 1


def test_nobody_takes_a_name_that_nobody_could_write_to(tea: Talk) -> None:
    for name in ("a" * 480, ":b c"):
        tea.hears(f":ana!ana@host NICK {name}", f":bia!b@host NICK {name}")
    assert tea.session.nick == "ana"
    assert tea.members("#tea") == ["@bia", "ana"]
    assert tea.happened() == []


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("", "bia left"),
        ("Quit: ", "bia left"),
        ("Quit: good night", "bia left: good night"),
        ("good night", "bia left: good night"),
        ("Ping timeout: 240 seconds", "bia disconnected (Ping timeout: 240 seconds)"),
        ("Connection reset by peer", "bia disconnected (Connection reset by peer)"),
    ],
)
def test_leaving_the_network_is_told_in_the_channels_of_the_person(
    tea: Talk, reason: str, text: str
) -> None:
    tea.hears(f":bia!b@host QUIT :{reason}")
    buffer = tea.buffer("#tea")
    assert tea.shows("#tea") == [text]
    assert buffer.lines[0].movement is Movement.LEFT
    assert tea.members("#tea") == ["ana"]
    assert tea.happened() == [Changed()]


def test_being_away_is_told_to_others_and_kept_over_a_loss(talk: Talk) -> None:
    talk.session.set_away("lunch")
    assert talk.sent() == ["AWAY lunch"]
    talk.hears(":irc 306 ana :You have been marked as being away")
    assert (talk.happened()[-1], talk.session.is_away) == (Changed(), True)
    talk.session.disconnected("Lost.", talk.at, retry_in=1)
    talk.connects()
    assert talk.answers(":irc 001 ana :Hi", ":irc 376 ana :End")[-1] == "AWAY lunch"
    talk.session.set_away("")
    assert talk.sent() == ["AWAY"]


def test_that_a_person_is_away_is_told_once(talk: Talk) -> None:
    talk.session.talk_to("bia")
    talk.hears(*[":irc 301 ana bia :at lunch"] * 2)
    assert talk.shows("bia") == ["bia is away: at lunch"]


def test_that_we_are_back_is_told_once_we_are_in(talk: Talk) -> None:
    talk.session.set_away("lunch")
    talk.hears(":irc 305 ana :You are no longer marked as being away")
    assert not talk.session.is_away
    assert Changed() in talk.happened()


def test_the_list_of_members_shows_that_we_are_away(tea: Talk) -> None:
    tea.hears(":irc 306 ana :You have been marked as being away")
    assert [member.nick for member in tea.buffer("#tea").members.values() if member.away] == ["ana"]
    tea.hears(":irc 305 ana :You are no longer marked as being away")
    assert not any(member.away for member in tea.buffer("#tea").members.values())
