"""The client leaves a server that cannot prove with SCRAM that it knows the account's password."""

import base64

import pytest

from tests.client.session.talk import Talk
from tui_chat.client.events import LoginFailed

NONCE = base64.b64encode(bytes(18)).decode()


def answer(text: str) -> str:
    return f"AUTHENTICATE {base64.b64encode(text.encode()).decode()}"


FIRST = answer(f"r={NONCE}xyz,s={base64.b64encode(b'salt').decode()},i=4096")
FALSE_PROOF = answer(f"v={base64.b64encode(bytes(32)).decode()}")


@pytest.mark.parametrize(
    "before",
    [[], ["AUTHENTICATE +"], ["AUTHENTICATE +", FIRST], ["AUTHENTICATE +", FIRST, FALSE_PROOF]],
)
def test_success_without_a_proof_ends_the_connection(before: list[str]) -> None:
    talk = Talk(account="user", account_password="pencil")
    talk.session._state.entropy = bytes
    talk.session.connected(secured=True)
    talk.hears(":irc CAP * LS :sasl=SCRAM-SHA-256", ":irc CAP * ACK :sasl")
    talk.hears(*before, ":irc 900 ana ana!a@h user :You are in", ":irc 903 ana :You are in")
    assert talk.sent()[-1] == "QUIT"
    assert talk.session.refuses_reconnect
    assert any(isinstance(event, LoginFailed) for event in talk.happened())
    assert "did not prove" in talk.session.farewell


def test_success_that_nobody_asked_for_is_nothing() -> None:
    talk = Talk()
    talk.session.connected()
    talk.sent()
    assert talk.answers(":irc 903 ana :You are in") == []


def test_a_log_in_that_was_refused_is_not_begun_again_because_the_server_offers_it_anew() -> None:
    talk = Talk(account="user", account_password="pencil")
    talk.session.connected(secured=True)
    talk.hears(":irc CAP * LS :sasl=SCRAM-SHA-256", ":irc CAP * ACK :sasl")
    talk.hears("AUTHENTICATE +", FIRST, ":irc 904 ana :no")
    talk.sent()
    for _ in range(5):
        talk.hears(":irc CAP * DEL :sasl", ":irc CAP * NEW :sasl", ":irc CAP * ACK :sasl")
        talk.hears("AUTHENTICATE +", FIRST, ":irc 904 ana :no")
    assert not [line for line in talk.sent() if line.startswith("AUTHENTICATE")]
