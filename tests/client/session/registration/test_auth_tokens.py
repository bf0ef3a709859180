"""Tokens and passwords for services outside."""

from tests.client.session.talk import Talk
from tui_chat.client.events import TokenMade


def test_a_token_is_asked_for_where_there_are_some() -> None:
    talk = Talk.entered("batch")
    assert not talk.session.ask_token("FILEHOST")
    talk.hears(":irc 005 ana draft/AUTHTOKEN :are supported by this server")
    assert talk.session.ask_token("FILEHOST")
    assert talk.sent() == ["TOKEN GENERATE FILEHOST"]
    talk.hears(":irc TOKEN GENERATE FILEHOST https://a.example/f secret")
    assert TokenMade("secret") in talk.happened()


def test_a_refusal_is_an_answer_and_no_line() -> None:
    talk = Talk.entered("batch")
    before = talk.shows("")
    talk.hears(":irc FAIL TOKEN ACCOUNT_REQUIRED :Log in first")
    (answer,) = (event for event in talk.happened() if isinstance(event, TokenMade))
    assert answer.reason.startswith("You need an account for that. /register ")
    assert talk.shows("") == before


def test_lists_of_services_are_not_for_people() -> None:
    talk = Talk.entered("batch")
    before = talk.shows("")
    talk.hears(":irc TOKEN SERVICE a/b https://a.example :Quotes", ":irc TOKEN GENERATE a")
    assert not [event for event in talk.happened() if isinstance(event, TokenMade)]
    assert talk.shows("") == before


def test_the_password_is_given_only_where_it_may_be_said() -> None:
    talk = Talk(account="ana", account_password="sesame")
    talk.session.connected(secured=True)
    assert talk.session.credentials() == ("ana", "sesame")
    talk.session.connected()
    assert talk.session.credentials() is None
    assert Talk(account="ana").session.credentials() is None


def test_one_for_a_file_is_asked_for_by_the_older_draft_too(talk: Talk) -> None:
    talk.hears(":irc 005 ana draft/FILEHOST=https://a.example/f :are supported by this server")
    assert talk.session.features.file_host == "https://a.example/f"
    assert talk.session.ask_token("FILEHOST")
    assert not talk.session.ask_token("quotes")
    assert talk.sent() == ["FILEHOST TOKEN"]
    talk.hears(":irc FILEHOST TOKEN secret", ":irc FAIL FILEHOST NO_TOKEN :Not now")
    assert talk.happened() == [TokenMade("secret"), TokenMade("", "Not now")]
