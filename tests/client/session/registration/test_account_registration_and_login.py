from tests.client.session.talk import Talk
from tui_chat.client.events import Changed, LoggedIn, LoginFailed, Refused


def test_an_account_is_made_by_the_servers_own_means() -> None:
    talk = Talk.entered("draft/account-registration")
    talk.session.register("sesame", "ana@example.org")
    assert talk.sent() == ["REGISTER * ana@example.org sesame"]
    talk.hears(":irc REGISTER SUCCESS ana :Account created")
    assert LoggedIn("ana") in talk.happened()
    assert talk.shows("")[-1] == "The account ana is yours, and you are logged in."


def test_a_code_may_be_needed() -> None:
    talk = Talk.entered("draft/account-registration")
    talk.session.register("sesame")
    assert talk.sent() == ["REGISTER * * sesame"]
    talk.hears(":irc REGISTER VERIFICATION_REQUIRED ana :Check your mail")
    assert Changed() in talk.happened()
    assert talk.shows("") == ["A code is on its way to you: /verify ana CODE · Check your mail"]
    talk.session.verify("ana", "1234")
    assert talk.sent() == ["VERIFY ana 1234"]


def test_elsewhere_nickserv_is_asked_and_the_password_stands_in_no_log(talk: Talk) -> None:
    talk.session.register("sesame", "ana@example.org")
    talk.session.log_in("ana", "sesame")
    assert talk.sent() == [
        "PRIVMSG NickServ :REGISTER sesame ana@example.org",
        "PRIVMSG NickServ :IDENTIFY ana sesame",
    ]
    assert not any("sesame" in text for text in talk.shows(""))


def test_no_password_is_shown_to_those_on_the_way() -> None:
    talk = Talk()
    talk.session.connected()
    talk.hears(":irc CAP * LS :draft/account-registration", ":irc 001 ana :Welcome")
    talk.sent()
    talk.session.register("sesame", "")
    talk.session.log_in("ana", "sesame")
    assert talk.sent() == []
    told = [event for event in talk.happened() if isinstance(event, LoginFailed)]
    assert [event.reason.partition(":")[0] for event in told] == [
        "The password of the account was not sent"
    ] * 2


def test_logging_in_later_uses_sasl_and_is_done_again_on_return() -> None:
    talk = Talk()
    talk.connects("sasl=PLAIN")
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    talk.sent()
    talk.session.log_in("ana", "sesame")
    assert talk.sent() == ["AUTHENTICATE PLAIN"]
    talk.hears("AUTHENTICATE +", ":irc 900 ana ana!a@h ana :in", ":irc 903 ana :Success")
    assert talk.shows("")[-1] == "You are logged in as ana."
    talk.session.disconnected("Lost.", talk.at, retry_in=1.0)
    talk.session.connected(trusted=True)
    talk.hears(":irc CAP * LS :sasl=PLAIN", ":irc CAP * ACK :sasl")
    assert talk.sent()[-1] == "AUTHENTICATE PLAIN"


def test_refusals_of_the_server_are_told_in_our_words() -> None:
    talk = Talk.entered("draft/account-registration standard-replies")
    talk.hears(":irc FAIL REGISTER WEAK_PASSWORD ana :Password too weak")
    [event] = talk.happened()
    assert isinstance(event, Refused)
    assert event.text == "That password is too easy to guess."


def test_requests_to_nickserv_open_no_conversation_and_show_no_password() -> None:
    talk = Talk.entered("echo-message")
    talk.session.log_in("ana", "sesame")
    talk.session.manage_keys("LIST")
    talk.hears(
        ":ana!a@h PRIVMSG NickServ :IDENTIFY ana sesame",
        ":NickServ!s@services NOTICE ana :You are now logged in",
        ":ana!a@h PRIVMSG NickServ :CERT LIST",
        ":NickServ!s@services NOTICE ana :0 certificates",
    )
    assert talk.session.find("NickServ") is None
    assert [text for text in talk.shows("") if "sesame" in text] == []
    assert talk.shows("")[-1].endswith("0 certificates")


def test_what_is_said_to_nickserv_by_hand_is_a_conversation() -> None:
    talk = Talk.entered("echo-message")
    talk.session.manage_keys("LIST")
    talk.hears(":ana!a@h PRIVMSG NickServ :CERT LIST", ":ana!a@h PRIVMSG NickServ :CERT LIST")
    assert talk.session.find("NickServ") is not None


def test_a_refused_password_is_not_used_on_the_next_connection() -> None:
    talk = Talk()
    talk.connects("sasl=PLAIN draft/account-registration")
    talk.hears(":irc 001 ana :Welcome", ":irc 422 ana :No message of the day")
    talk.session.register("1")
    talk.hears(":irc FAIL REGISTER WEAK_PASSWORD * :That password is too easy to guess")
    assert talk.session.profile.account_password == ""
    talk.session.log_in("ana", "sesame")
    talk.hears("AUTHENTICATE +", ":irc 900 ana ana!a@h ana :in", ":irc 903 ana :Success")
    talk.session.log_in("ana", "wrong")
    talk.hears("AUTHENTICATE +", ":irc 904 ana :Failed")
    talk.sent()
    talk.session.register("other")
    assert talk.sent() == []
    refused = [event.text for event in talk.happened() if isinstance(event, Refused)]
    assert refused[-1] == "You are already logged in as ana."
    assert talk.session.profile.account_password == "sesame"
