"""SCRAM-SHA-256: the vectors of RFC 7677 and RFC 4013, and what is no exchange."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.client.session.registration.scram import ScramClient
from tui_chat.wire import scram_primitives, scram_server_side

# The example of RFC 7677, section 3.
SALT = scram_primitives.decoded("W22ZaJ0SNY7soEsUEjb6gQ==")
CLIENT_FIRST = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO"
SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0"
NONCE = f"rOprNGfwEbeRWgbNEkqO{SERVER_NONCE}"
SERVER_FIRST = f"r={NONCE},s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096"
PROOF = "dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ="
CLIENT_FINAL = f"c=biws,r={NONCE},p={PROOF}"
SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="


def keys() -> scram_primitives.Keys:
    return scram_primitives.make_keys("pencil", SALT, 4096)


def final(said: str, first: str = CLIENT_FIRST, known: scram_primitives.Keys | None = None) -> str:
    return scram_server_side.server_final(
        scram_server_side.read_client_first(first), SERVER_NONCE, said, known or keys()
    )


def test_the_example_of_the_specification() -> None:
    first = scram_server_side.read_client_first(CLIENT_FIRST)
    assert first == ("n,,", "n=user,r=rOprNGfwEbeRWgbNEkqO", "rOprNGfwEbeRWgbNEkqO")
    assert scram_server_side.server_first(first.nonce, SERVER_NONCE, SALT, 4096) == SERVER_FIRST
    assert final(CLIENT_FINAL) == SERVER_FINAL


@pytest.mark.parametrize(
    "first",
    [
        *("", "n,,", "n,,n=user", "n,,n=user,r=", "n,,n=user,r=\u00e9", "n,,n=user,r=a b"),
        *("p=tls-unique,,n=user,r=x", "x,,n=user,r=x", "n,b=user,n=user,r=x", "n,,r=x,n=user"),
        "n,,m=later,n=user,r=x",
    ],
)
def test_a_first_message_that_is_none(first: str) -> None:
    with pytest.raises(scram_primitives.ScramError):
        scram_server_side.read_client_first(first)


@pytest.mark.parametrize("first", ["y,,n=user,r=x", "n,a=user,n=user,r=x", "n,,n=user,r=x,e=new"])
def test_a_first_message_that_is_one(first: str) -> None:
    assert scram_server_side.read_client_first(first).nonce == "x"


@pytest.mark.parametrize(
    "said",
    [
        *("", "nonsense", f"c=biws,r={NONCE}", f",p={PROOF}", f"r={NONCE},p={PROOF}"),
        CLIENT_FINAL.replace("c=biws", "c=eSws"),  # the answer to another header than was sent
        CLIENT_FINAL.replace(NONCE, NONCE[:-1]),
        CLIENT_FINAL.replace("dHzb", "dHzc"),
        CLIENT_FINAL.replace(PROOF, ""),
        CLIENT_FINAL.replace(PROOF, "eA=="),
        CLIENT_FINAL.replace(PROOF, "!"),
        CLIENT_FINAL.replace(f"r={NONCE}", f"r={NONCE},x=y"),  # not what was signed
        CLIENT_FINAL + f",p={PROOF}",
    ],
)
def test_a_proof_that_is_none(said: str) -> None:
    with pytest.raises(scram_primitives.ScramError):
        final(said)


def test_names_may_have_signs_that_separate() -> None:
    assert scram_server_side.read_names("n,a=a=3Db,n=a=3Db=2Cc,r=x") == ("a=b,c", "a=b")


@given(st.text())
def test_any_text_is_a_message_or_an_error(text: str) -> None:
    for act in (
        scram_server_side.read_client_first,
        scram_server_side.read_names,
        final,
        scram_primitives.decoded,
    ):
        with contextlib.suppress(scram_primitives.ScramError):
            act(text)


@given(
    st.text(min_size=1, max_size=20),
    st.text(st.characters(min_codepoint=33, max_codepoint=1000), min_size=1),
    st.binary(min_size=1, max_size=20),
)
def test_a_client_and_a_server_agree(account: str, password: str, nonce: bytes) -> None:
    try:
        known = scram_primitives.make_keys(password, SALT, 4096)
    except scram_primitives.ForbiddenPasswordError:
        return
    client = ScramClient(account.replace("\0", ""), password, nonce)
    first = scram_server_side.read_client_first(client.first().decode())
    challenge = scram_server_side.server_first(first.nonce, SERVER_NONCE, SALT, 4096)
    said = client.final(challenge.encode()).decode()
    client.verify(scram_server_side.server_final(first, SERVER_NONCE, said, known).encode())
    wrong = scram_primitives.make_keys(password + "x", SALT, 4096)
    with pytest.raises(scram_primitives.ScramError):
        scram_server_side.server_final(first, SERVER_NONCE, said, wrong)
