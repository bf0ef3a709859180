from tests.client.session.talk import Talk


def test_a_password_that_was_typed_again_is_given_to_the_next_connection() -> None:
    talk = Talk(password="wrong")
    talk.session.use_password("open sesame")
    talk.session.connected(trusted=True)
    talk.hears(":irc CAP * LS :")
    assert "PASS :open sesame" in talk.sent()


def test_a_raw_line_goes_as_it_is(talk: Talk) -> None:
    assert talk.session.send_raw("WHOWAS bia 1") == ""
    assert talk.sent() == ["WHOWAS bia 1"]
    assert talk.session.send_raw(":") == "That is not a line of the protocol."
