"""Answers of several lines are told when they are complete, each where it was asked for."""

from tests.client.session.talk import Talk


def test_answers_that_come_mixed_are_not_mixed_up(talk: Talk) -> None:
    talk.session.whois("bia")
    talk.session.whois("caio")
    talk.hears(
        ":irc 301 ana bia :at lunch",
        ":irc 301 ana caio :asleep",
        ":irc 318 ana caio :End",
    )
    shown = "\n".join(talk.shows(""))
    assert "asleep" in shown
    assert "at lunch" not in shown
    talk.hears(":irc 318 ana bia :End")
    assert "at lunch" in "\n".join(talk.shows(""))


def test_a_lost_connection_answers_nothing_any_more(talk: Talk) -> None:
    talk.session.ask_list()
    talk.hears(":irc 322 ana #old 3 :Topic")
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.enters()
    talk.session.ask_list()
    talk.hears(":irc 322 ana #new 3 :Topic", ":irc 323 ana :End")
    shown = "\n".join(talk.shows(""))
    assert "#new" in shown
    assert "#old" not in shown
