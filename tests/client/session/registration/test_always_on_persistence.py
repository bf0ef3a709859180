"""Staying on the network without a client."""

from tests.client.session.talk import Talk

OFFER = "draft/persistence"


def test_it_is_asked_and_chosen() -> None:
    talk = Talk.entered(OFFER)
    talk.session.ask_persistence()
    talk.session.ask_persistence("on")
    assert talk.sent() == ["PERSISTENCE GET", "PERSISTENCE SET ON"]
    talk.hears(":irc PERSISTENCE STATUS ON ON")
    assert talk.shows("")[-1].startswith("You stay on the network when you quit")
    talk.session.ask_persistence("off")
    talk.hears(":irc PERSISTENCE STATUS OFF OFF")
    assert talk.shows("")[-1] == "You leave the network when you quit your last client."


def test_what_nobody_asked_for_is_not_told() -> None:
    talk = Talk.entered(OFFER)
    before = talk.shows("")
    talk.hears(":irc PERSISTENCE STATUS ON ON", ":irc PERSISTENCE STATUS", ":irc PERSISTENCE A B C")
    assert talk.shows("") == before


def test_a_server_that_cannot_is_said_to(talk: Talk) -> None:
    talk.session.ask_persistence("on")
    assert talk.sent() == []
    assert talk.refused() == ["This server can't keep you on the network after you quit."]
