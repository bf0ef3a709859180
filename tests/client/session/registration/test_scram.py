import base64

import pytest

from tui_chat.client.session.registration.scram import ScramClient
from tui_chat.wire.scram_primitives import ScramError

# The example of RFC 7677, section 3.
NONCE = base64.b64decode("rOprNGfwEbeRWgbNEkqO")
SERVER_FIRST = (
    b"r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
)
SERVER_FINAL = b"v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def client() -> ScramClient:
    return ScramClient("user", "pencil", NONCE)


def test_the_example_of_the_specification() -> None:
    scram = client()
    assert scram.first() == b"n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
    assert scram.final(SERVER_FIRST) == (
        b"c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
        b"p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
    )
    scram.verify(SERVER_FINAL)


def test_a_server_that_does_not_know_the_password_is_found_out() -> None:
    scram = client()
    scram.final(SERVER_FIRST)
    with pytest.raises(ScramError):
        scram.verify(b"v=AAAATRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=")
    with pytest.raises(ScramError):
        client().verify(SERVER_FINAL)  # out of turn


@pytest.mark.parametrize(
    "said",
    [
        b"", b"r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096", b"\xff", b"e=unknown-user",
        SERVER_FIRST.replace(b"4096", b"1"), SERVER_FIRST.replace(b"4096", b"99999999"),
        SERVER_FIRST.replace(b"4096", b"x"), SERVER_FIRST.replace(b"s=W", b"s=!"),
        b"m=later," + SERVER_FIRST, b"r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(said: bytes) -> None:
    with pytest.raises(ScramError):
        client().final(said)


def test_names_may_hold_what_scram_uses() -> None:
    assert ScramClient("a,b=c", "x", NONCE).first().startswith(b"n,,n=a=2Cb=3Dc,r=")
