"""Who we are, and whom we hear: what lasts over a lost connection and what a change does."""

from tests.client.session.talk import Talk
from tui_chat.client.session import Level, Levels, Rules


def test_another_name_is_asked_of_the_server(talk: Talk) -> None:
    talk.session.change_nick("bia")
    assert talk.sent() == ["NICK bia"]
    assert talk.session.nick == "ana"


def test_whoever_has_no_name_yet_gives_one_and_gets_in() -> None:
    talk = Talk(nick="")
    talk.connects()
    talk.session.change_nick("bia")
    assert "NICK bia" in talk.sent()
    assert talk.session.nick == "bia"


def test_a_password_that_was_typed_again_is_given_to_the_next_connection() -> None:
    talk = Talk(password="wrong")
    talk.session.use_password("open sesame")
    talk.session.connected(trusted=True)
    talk.hears(":irc CAP * LS :")
    assert "PASS :open sesame" in talk.sent()


def test_whoever_is_away_is_away_after_a_loss_too(talk: Talk) -> None:
    talk.session.set_away("at lunch")
    assert talk.sent() == ["AWAY :at lunch"]
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    assert "AWAY :at lunch" in talk.sent()
    talk.session.set_away("")
    assert talk.sent() == ["AWAY"]


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
    tea.session.highlight("deploy")
    tea.session.unhighlight("deploy")
    tea.hears(":bia!b@host PRIVMSG #tea :deploy failed")
    assert not tea.buffer("#tea").lines[-1].mention
