"""Ignored people, highlighted words and levels: what a change does to open buffers."""

from tests.client.session.talk import Talk
from tui_chat.client.session import Level, Levels, Rules


def test_the_servers_casemapping_says_who_is_ignored(tea: Talk) -> None:
    tea.session.ignore("x[y")
    tea.hears(":X{Y!b@h PRIVMSG #tea :one", ":x[y!b@h PRIVMSG ana :two")
    assert tea.shows("#tea") == []
    assert tea.session.find("x[y") is None
    assert tea.session.ignores("X{Y")
    tea.hears(":irc 005 ana CASEMAPPING=ascii :are supported", ":X{Y!b@h PRIVMSG #tea :one")
    assert tea.shows("#tea") == ["<X{Y> one"]


def test_a_place_of_which_nothing_calls_is_muted_until_another_level_is_set(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.set_level(buffer, Level.NOTHING)
    assert buffer.muted
    tea.session.set_level(buffer, Level.ALL)
    assert not buffer.muted


def test_rules_of_the_last_run_hold_for_places_that_are_open(tea: Talk) -> None:
    buffer = tea.buffer("#tea")
    tea.session.rules = Rules(levels={buffer.key: Level.NOTHING})
    assert buffer.muted


def test_what_is_usual_everywhere_holds_for_places_that_are_open(tea: Talk) -> None:
    tea.session.use_levels(Levels(channels=Level.NOTHING))
    assert tea.buffer("#tea").muted


def test_a_word_that_was_asked_for_calls_as_the_nickname_does(tea: Talk) -> None:
    tea.session.highlight("deploy")
    tea.hears(":bia!b@host PRIVMSG #tea :Deploy failed", ":bia!b@host PRIVMSG #tea :deployed")
    assert [line.mention for line in tea.buffer("#tea").lines[-2:]] == [True, False]


def test_a_word_that_was_taken_away_calls_no_more(tea: Talk) -> None:
    assert tea.session.highlight("deploy")
    assert not tea.session.highlight("Deploy")
    assert tea.session.unhighlight("DEPLOY") == "deploy"
    tea.hears(":bia!b@host PRIVMSG #tea :deploy failed")
    assert not tea.buffer("#tea").lines[-1].mention
