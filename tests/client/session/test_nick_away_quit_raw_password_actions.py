from tests.client.session.talk import Talk


def test_a_password_that_was_typed_again_is_given_to_the_next_connection() -> None:
    talk = Talk(password="wrong")
    talk.session.use_password("open sesame")
    talk.session.connected(trusted=True)
    assert "PASS :open sesame" in talk.answers(":irc CAP * LS :")


def test_a_raw_line_goes_as_it_is(talk: Talk) -> None:
    assert talk.session.send_raw("WHOWAS bia 1") == ""
    assert talk.sent() == ["WHOWAS bia 1"]
    assert talk.session.send_raw(":") == "That is not a line of the protocol."


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


def test_whoever_is_away_is_away_after_a_loss_too(talk: Talk) -> None:
    talk.session.set_away("at lunch")
    assert talk.sent() == ["AWAY :at lunch"]
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.connects()
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    assert "AWAY :at lunch" in talk.sent()
    talk.session.set_away("")
    assert talk.sent() == ["AWAY"]
