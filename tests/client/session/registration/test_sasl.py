import base64
from typing import Any

import pytest

from tests.client.session.registration.test_scram import NONCE, SERVER_FINAL, SERVER_FIRST
from tests.client.session.talk import Talk
from tui_chat.client.events import LoggedIn, LoginFailed
from tui_chat.client.session import Profile, Session


def encoded(text: bytes) -> str:
    return base64.b64encode(text).decode()


def offered(mechanisms: str, /, trusted: bool = True, **profile: object) -> Talk:
    """A server that offers these mechanisms has agreed on sasl; gives what is said then."""
    talk = Talk(**profile)
    talk.session = Session(
        Profile(nick="ana", **profile),  # type: ignore[arg-type]
        "irc.example",
        entropy=lambda _count: NONCE,
    )
    talk.session.connected(trusted=trusted)
    value = f"={mechanisms}" if mechanisms else ""
    talk.hears(f":irc CAP * LS :sasl{value}")
    talk.sent()
    talk.hears(":irc CAP * ACK :sasl")
    return talk


ACCOUNT: dict[str, Any] = {"account": "user", "account_password": "pencil"}


def test_scram_is_taken_before_plain() -> None:
    talk = offered("PLAIN,SCRAM-SHA-256,EXTERNAL", **ACCOUNT)
    assert talk.sent() == ["AUTHENTICATE SCRAM-SHA-256"]
    talk.hears("AUTHENTICATE +")
    assert talk.sent() == [f"AUTHENTICATE {encoded(b'n,,n=user,r=rOprNGfwEbeRWgbNEkqO')}"]
    talk.hears(f"AUTHENTICATE {encoded(SERVER_FIRST)}")
    [final] = talk.sent()
    assert b"p=dHzbZapWIk4jUhN+" in base64.b64decode(final.partition(" ")[2])
    talk.hears(f"AUTHENTICATE {encoded(SERVER_FINAL)}")
    assert talk.sent() == ["AUTHENTICATE +"]
    talk.hears(":irc 900 ana ana!a@h user :You are now logged in", ":irc 903 ana :Success")
    assert talk.sent() == ["CAP END"]
    assert talk.happened() == [LoggedIn("user")]
    assert talk.session.account == "user"


def test_a_server_that_does_not_know_the_password_is_not_believed() -> None:
    talk = offered("SCRAM-SHA-256", **ACCOUNT)
    talk.hears("AUTHENTICATE +", f"AUTHENTICATE {encoded(SERVER_FIRST)}")
    talk.sent()
    talk.hears(f"AUTHENTICATE {encoded(b'v=' + base64.b64encode(b'x' * 32))}")
    assert talk.sent() == ["AUTHENTICATE *"]


def test_an_account_without_a_key_for_scram_logs_in_by_its_password() -> None:
    talk = offered("PLAIN,SCRAM-SHA-256", **ACCOUNT)
    talk.hears("AUTHENTICATE +")
    talk.sent()
    talk.hears(":irc 904 ana :SASL authentication failed")
    assert talk.sent() == ["AUTHENTICATE PLAIN"]
    talk.hears("AUTHENTICATE +", ":irc 904 ana :SASL authentication failed")
    assert talk.sent()[-1] == "CAP END"
    assert talk.happened()[0] == LoginFailed("The account or its password is wrong.")


def test_a_proof_that_was_refused_is_not_followed_by_the_password() -> None:
    talk = offered("PLAIN,SCRAM-SHA-256", **ACCOUNT)
    talk.hears("AUTHENTICATE +", f"AUTHENTICATE {encoded(SERVER_FIRST)}")
    talk.sent()
    talk.hears(":irc 904 ana :SASL authentication failed")
    assert talk.sent() == ["CAP END"]
    assert talk.happened()[0] == LoginFailed("The account or its password is wrong.")


def test_in_the_clear_the_password_does_not_follow_scram() -> None:
    talk = offered("PLAIN,SCRAM-SHA-256", trusted=False, **ACCOUNT)
    talk.hears("AUTHENTICATE +")
    talk.sent()
    talk.hears(":irc 904 ana :SASL authentication failed")
    assert not [line for line in talk.sent() if line.startswith("AUTHENTICATE")]


def test_plain_where_nothing_better_is_known() -> None:
    talk = offered("PLAIN", **ACCOUNT)
    assert talk.sent() == ["AUTHENTICATE PLAIN"]
    talk.hears("AUTHENTICATE +")
    assert talk.sent() == ["AUTHENTICATE " + encoded(b"user\0user\0pencil")]


@pytest.mark.parametrize("told", [[], [":irc 908 ana PLAIN,EXTERNAL :are available mechanisms"]])
def test_a_server_that_names_no_mechanisms_is_asked_for_the_safest_first(told: list[str]) -> None:
    talk = offered("", sign=bytes, **ACCOUNT)
    assert talk.sent() == ["AUTHENTICATE ECDSA-NIST256P-CHALLENGE"]
    talk.hears(*told, ":irc 904 ana :SASL authentication failed")
    if not told:
        assert talk.sent() == ["AUTHENTICATE SCRAM-SHA-256"]
        talk.hears(":irc 904 ana :SASL authentication failed")
    assert talk.sent() == ["AUTHENTICATE PLAIN"]
    talk.hears(":irc 904 ana :SASL authentication failed")
    assert talk.sent() == ["CAP END"]
    failed = [event for event in talk.happened() if isinstance(event, LoginFailed)]
    assert failed == [LoginFailed("The account or its password is wrong.")]


@pytest.mark.parametrize(
    ("wanted", "offer", "said"),
    [
        (("PLAIN",), "PLAIN,SCRAM-SHA-256", "AUTHENTICATE PLAIN"),
        (("PLAIN", "SCRAM-SHA-256"), "SCRAM-SHA-256,PLAIN", "AUTHENTICATE PLAIN"),
        (("SCRAM-SHA-256",), "PLAIN,SCRAM-SHA-256,EXTERNAL", "AUTHENTICATE SCRAM-SHA-256"),
        (("PLAIN",), "", "AUTHENTICATE PLAIN"),
        (("SCRAM-SHA-256",), "PLAIN", "CAP END"),
        (("EXTERNAL",), "EXTERNAL,PLAIN", "CAP END"),
    ],
)
def test_only_the_wanted_mechanisms_are_used(
    wanted: tuple[str, ...], offer: str, said: str
) -> None:
    assert offered(offer, mechanisms=wanted, **ACCOUNT).sent() == [said]


def test_a_mechanism_is_unknown_on_one_connection_only() -> None:
    talk = offered("", mechanisms=("SCRAM-SHA-256",), **ACCOUNT)
    talk.hears(":irc 904 ana :SASL authentication failed")
    talk.sent()
    talk.session.connected(trusted=True)
    talk.hears(":irc CAP * LS :sasl", ":irc CAP * ACK :sasl")
    assert talk.sent()[-1] == "AUTHENTICATE SCRAM-SHA-256"


@pytest.mark.parametrize("mechanisms", ["PLAIN", ""])
def test_no_password_is_shown_to_those_on_the_way(mechanisms: str) -> None:
    talk = offered(mechanisms, trusted=False, **ACCOUNT)
    if not mechanisms:
        assert talk.sent() == ["AUTHENTICATE SCRAM-SHA-256"]
        talk.hears(":irc 904 ana :SASL authentication failed")
    assert talk.sent() == ["CAP END"]
    [told] = [event for event in talk.happened() if isinstance(event, LoginFailed)]
    assert told.reason.startswith("The password of the account was not sent")


def test_what_shows_no_password_is_said_in_the_clear_too() -> None:
    talk = offered("PLAIN,SCRAM-SHA-256", trusted=False, **ACCOUNT)
    assert talk.sent() == ["AUTHENTICATE SCRAM-SHA-256"]


@pytest.mark.parametrize("length", [288, 500])
def test_long_answers_go_in_pieces(length: int) -> None:
    password = "p" * length
    talk = offered("PLAIN", account="user", account_password=password)
    talk.sent()
    talk.hears("AUTHENTICATE +")
    pieces = [line.partition(" ")[2] for line in talk.sent()]
    assert all(len(piece) <= 400 for piece in pieces)
    assert len(pieces[-1]) < 400
    assert (
        base64.b64decode("".join(pieces).removesuffix("+" if pieces[-1] == "+" else ""))[10:]
        == password.encode()
    )


def test_a_certificate_needs_no_password() -> None:
    talk = offered("EXTERNAL,PLAIN", certificate=True)
    assert talk.sent() == ["AUTHENTICATE EXTERNAL"]
    talk.hears("AUTHENTICATE +")
    assert talk.sent() == ["AUTHENTICATE +"]


def test_a_challenge_is_signed() -> None:
    talk = offered("ECDSA-NIST256P-CHALLENGE", account="user", sign=lambda told: told[::-1])
    talk.hears("AUTHENTICATE +", f"AUTHENTICATE {encoded(b'abc')}")
    assert talk.sent() == [
        "AUTHENTICATE ECDSA-NIST256P-CHALLENGE",
        "AUTHENTICATE " + encoded(b"user"),
        f"AUTHENTICATE {encoded(b'cba')}",
    ]


def test_a_wrong_password_is_told_and_we_go_on_without_an_account() -> None:
    talk = offered("PLAIN", **ACCOUNT)
    talk.sent()
    talk.hears("AUTHENTICATE +", ":irc 904 ana :SASL authentication failed")
    assert talk.sent()[-1] == "CAP END"
    told = [event for event in talk.happened() if isinstance(event, LoginFailed)]
    assert told == [LoginFailed("The account or its password is wrong.")]


def test_services_that_do_not_answer_keep_nobody_out() -> None:
    talk = offered("PLAIN", **ACCOUNT)
    talk.sent()
    talk.session.wait_for_login_no_longer()
    assert talk.sent() == ["AUTHENTICATE *", "CAP END"]
    told = "You are not logged in: the server does not answer."
    assert [each.reason for each in talk.happened() if isinstance(each, LoginFailed)] == [told]
    assert talk.answers(":irc 906 ana :Aborted", ":irc 001 ana :Welcome") == ["PING tui-chat-1"]
    talk.hears(":irc 422 ana :None", ":irc CAP ana DEL :sasl", ":irc CAP ana NEW :sasl=PLAIN")
    assert talk.answers(":irc CAP ana ACK :sasl") == ["CAP REQ sasl", "AUTHENTICATE PLAIN"]
    talk.session.wait_for_login_no_longer()
    assert talk.sent() == []  # we are in: nothing waits for the login


@pytest.mark.parametrize(
    ("mechanisms", "profile", "told"),
    [
        ("PLAIN", {}, "You are not logged in: user needs a password (--account-password, /login)."),
        (
            "PLAIN",
            {"sign": bytes},
            "This server can't log you in that way. Try /login user PASSWORD",
        ),
        (
            "EXTERNAL",
            {"account_password": "pencil"},
            "This server can't log you in that way. Try /login user PASSWORD",
        ),
    ],
)
def test_who_cannot_be_logged_in_is_told_so(
    mechanisms: str, profile: dict[str, Any], told: str
) -> None:
    talk = offered(mechanisms, account="user", **profile)
    assert talk.sent() == ["CAP END"]
    assert LoginFailed(told) in talk.happened()


def test_without_an_account_nobody_logs_in() -> None:
    assert offered("PLAIN").sent() == ["CAP END"]


def test_a_server_that_talks_nonsense_is_left() -> None:
    talk = offered("SCRAM-SHA-256", **ACCOUNT)
    talk.sent()
    talk.hears("AUTHENTICATE +", "AUTHENTICATE !!!")
    assert talk.sent()[-1] == "AUTHENTICATE *"
    talk.hears(*["AUTHENTICATE " + "A" * 400] * 300, "AUTHENTICATE +")
    assert len(talk.sent()) < 300


def test_being_logged_out_is_told() -> None:
    talk = offered("PLAIN", **ACCOUNT)
    talk.hears(":irc 900 ana ana!a@h user :in", ":irc 901 ana ana!a@h :out")
    assert talk.happened() == [LoggedIn("user"), LoggedIn("")]


def test_a_server_cannot_keep_us_busy_by_having_us_log_in_again_and_again() -> None:
    talk = offered("SCRAM-SHA-256", **ACCOUNT)
    dear = SERVER_FIRST.replace(b"i=4096", b"i=1000000")
    talk.hears("AUTHENTICATE +", f"AUTHENTICATE {encoded(dear)}")
    assert talk.sent()[-1] != "AUTHENTICATE *"
    for _ in range(5):
        talk.hears(":irc 904 ana :No", ":irc CAP * ACK :sasl")
        talk.sent()
        talk.hears("AUTHENTICATE +", f"AUTHENTICATE {encoded(dear)}")
        assert [line for line in talk.sent() if line != "AUTHENTICATE *"] == []
    talk.session.connected(trusted=True)  # the next connection begins anew
    talk.hears(":irc CAP * LS :sasl=SCRAM-SHA-256", ":irc CAP * ACK :sasl")
    talk.hears("AUTHENTICATE +", f"AUTHENTICATE {encoded(SERVER_FIRST)}")
    assert talk.sent()[-1] != "AUTHENTICATE *"


@pytest.mark.parametrize(
    ("token", "kind"),
    [("eyJhbGciOiJub25lIn0.e30.x", "jwt"), ("abc.def", "oauth2"), ("x", "oauth2")],
)
def test_a_token_is_shown_where_it_is_one(token: str, kind: str) -> None:
    account: dict[str, Any] = {"account": "user", "account_password": token}
    talk = offered("PLAIN,IRCV3BEARER", mechanisms=("IRCV3BEARER",), **account)
    assert talk.sent() == ["AUTHENTICATE IRCV3BEARER"]
    talk.hears("AUTHENTICATE +")
    said = f"user\0{kind}\0{token}".encode()
    assert talk.sent() == [f"AUTHENTICATE {encoded(said)}"]
    talk.hears(":irc 904 ana :No")
    [failed] = [event for event in talk.happened() if isinstance(event, LoginFailed)]
    assert failed.reason == "The server does not accept this token. It may have expired."


def test_a_password_is_never_sent_as_a_token_nor_a_token_as_a_password() -> None:
    assert offered("IRCV3BEARER", **ACCOUNT).sent()[0] != "AUTHENTICATE IRCV3BEARER"
    talk = offered("PLAIN", mechanisms=("IRCV3BEARER",), **ACCOUNT)
    assert not any("AUTHENTICATE" in line for line in talk.sent())
    assert talk.session.credentials() is None


def test_no_token_is_shown_to_those_on_the_way() -> None:
    talk = offered("IRCV3BEARER", trusted=False, mechanisms=("IRCV3BEARER",), **ACCOUNT)
    assert not any("AUTHENTICATE" in line for line in talk.sent())


def test_a_password_that_is_withheld_is_told_where_the_person_looks() -> None:
    talk = offered("PLAIN", trusted=False, **ACCOUNT)
    (reason,) = talk.shows("")
    assert reason.startswith("The password of the account was not sent")
    assert talk.happened()[0] == LoginFailed(reason)


def test_a_wrong_password_is_told_where_the_person_looks() -> None:
    talk = offered("PLAIN", **ACCOUNT)
    talk.hears("AUTHENTICATE +", ":irc 904 ana :SASL authentication failed")
    assert talk.shows("") == ["The account or its password is wrong."]


# draft/sasl-ir


def offered_at_once(mechanisms: str, **profile: Any) -> Talk:
    talk = Talk(**profile)
    talk.session.connected(secured=True)
    talk.hears(f":irc CAP * LS :draft/sasl-ir sasl{mechanisms}", ":irc CAP * ACK :sasl")
    return talk


def test_the_first_answer_comes_with_the_mechanism() -> None:
    talk = offered_at_once("=PLAIN", **ACCOUNT)
    said = base64.b64encode(b"user\0user\0pencil").decode()
    assert talk.sent()[-1] == f"AUTHENTICATE PLAIN {said}"
    talk.hears(":irc 903 ana :Success")
    assert talk.sent() == ["CAP END"]


def test_a_long_one_comes_in_pieces() -> None:
    talk = offered_at_once("=PLAIN", account="user", account_password="x" * 300)
    first, second = talk.sent()[-2:]
    assert first.startswith("AUTHENTICATE PLAIN ")
    assert second.startswith("AUTHENTICATE ")
    whole = first.split()[2] + second.split()[1]
    assert base64.b64decode(whole) == b"user\0user\0" + b"x" * 300
    assert len(first.split()[2]) == 400


def test_a_server_that_names_no_mechanism_is_asked_for_each_as_before() -> None:
    talk = offered_at_once("", **ACCOUNT)
    assert talk.sent()[-1] == "AUTHENTICATE SCRAM-SHA-256"


def test_a_certificate_has_nothing_to_say() -> None:
    talk = offered_at_once("=EXTERNAL", certificate=True)
    assert talk.sent()[-1] == "AUTHENTICATE EXTERNAL +"


def test_a_server_that_says_success_before_its_proof_is_left() -> None:
    talk = offered("SCRAM-SHA-256", **ACCOUNT)
    talk.hears("AUTHENTICATE +", f"AUTHENTICATE {encoded(SERVER_FIRST)}")
    talk.sent()
    talk.hears(":irc 903 ana :Success")
    assert talk.sent() == ["QUIT"]
    assert talk.session.refuses_reconnect


@pytest.mark.parametrize("account", ["", "user"])
def test_the_login_is_made_up_for_once_the_server_can_do_it(account: str) -> None:
    talk = Talk(account="user", account_password="pencil")
    talk.enters("account-notify")
    if account:  # in another way meanwhile
        talk.hears(f":irc 900 ana ana!a@h {account} :You are now logged in")
    talk.hears(":irc CAP ana NEW :sasl=PLAIN")
    assert talk.sent() == ["CAP REQ sasl"]
    talk.hears(":irc CAP ana ACK :sasl")
    assert talk.sent() == ([] if account else ["AUTHENTICATE PLAIN"])
    talk.hears(":irc CAP ana NEW :away-notify", ":irc CAP ana ACK :away-notify")
    assert talk.sent() == ["CAP REQ away-notify"]
