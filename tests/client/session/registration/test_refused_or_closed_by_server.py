import pytest

from tests.client.session.talk import Talk
from tui_chat.client.events import (
    PasswordRefused,
)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("wrong", "That is not the server's password."),
        (
            f"{'T' * 22}.mine",
            "Your invitation is used up, has expired or was revoked: ask for another one.",
        ),
        ("", "This server asks for a password (--password WORD)."),
    ],
)
def test_a_refused_password_is_told_and_makes_trying_again_hopeless(
    password: str, reason: str
) -> None:
    talk = Talk(password=password)
    talk.connects()
    talk.hears(":irc 464 * :Password incorrect", "ERROR :Closing link")
    assert talk.happened() == [PasswordRefused(reason)]
    assert talk.session.refuses_reconnect
    assert talk.session.farewell == reason


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Closing Link: ana (Excess flood)", "Excess flood"),
        ("Closing link: (~ana@host.example) [Ping timeout (240 s)]", "Ping timeout (240 s)"),
        ("Closing link: (ana@host) [Killed (bob (bye))]", "Killed (bob (bye))"),
        ("Closing link: (what is this)", "(what is this)"),
        ("Closing Link: host.example (Killed (oper (go (away))))", "Killed (oper (go (away)))"),
        ("Closing link", "Closing link"),
        ("Restarting", "Restarting"),
    ],
)
def test_the_servers_last_words_are_kept_for_the_one_who_closes(
    talk: Talk, words: str, reason: str
) -> None:
    talk.hears(f"ERROR :{words}")
    assert talk.session.farewell == f"The server closed the connection: {reason}"


def test_a_server_that_is_stopped_is_not_said_to_have_closed_the_connection(talk: Talk) -> None:
    talk.hears("ERROR :Closing link: the server is shutting down")
    assert talk.session.farewell == "The server is shutting down."


def test_a_password_asked_of_somebody_who_was_in_names_no_option(talk: Talk) -> None:
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.connects()
    talk.hears(":irc 464 * :Password incorrect")
    assert talk.session.farewell == "This server asks for a password now."


def test_who_needs_an_account_is_told_how_to_name_it() -> None:
    talk = Talk()
    talk.connects()
    talk.hears(
        ":irc FAIL * ACCOUNT_REQUIRED :Log in first", "ERROR :Closing link: ana (Log in first)"
    )
    assert talk.session.farewell == "This server is for people with an account (--account NAME)."


def test_something_that_needs_an_account_later_on_is_no_farewell(talk: Talk) -> None:
    talk.hears(":irc FAIL JOIN ACCOUNT_REQUIRED #tea :Log in first", "ERROR :Restarting")
    assert talk.session.farewell == "The server closed the connection: Restarting"


def test_who_is_kept_out_is_told_why() -> None:
    talk = Talk()
    talk.connects()
    talk.hears(":irc 465 * :Not on the list", "ERROR :Closing link: ana (Not on the list)")
    assert talk.session.farewell == "This server does not let you in: Not on the list"


def test_a_server_that_misses_the_password_held_back_is_not_said_to_have_refused_it() -> None:
    talk = Talk(password="secret", realname="Ana Silva")
    talk.session.connected(trusted=False)
    talk.hears(":irc CAP * LS :", ":irc 464 ana :Password incorrect")
    assert talk.session.farewell.startswith("The server's password was not sent")


def test_another_password_is_given_on_the_next_connection() -> None:
    talk = Talk(password="wrong")
    talk.connects()
    talk.hears(":irc 464 * :Password incorrect")
    talk.session.use_password("right")
    talk.session.connected(secured=True)
    assert "PASS right" in talk.sent()
    assert not talk.session.refuses_reconnect
