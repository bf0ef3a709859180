"""SASL, as sasl-3.1 and sasl-3.2 of IRCv3 tell it."""

import base64
from collections.abc import Callable

import pytest

from tests.server.account_holders import PASSWORD, encoded, plain, register, settings
from tests.server.world import Person, World
from tui_chat.client.session.registration.scram import ScramClient
from tui_chat.server.core.accounts import sasl
from tui_chat.server.core.settings import Settings
from tui_chat.server.core.state.capability_offers import SASL_MECHANISMS

HOST = ":tui-chat.local"
FINGERPRINT = "ab" * 32


@pytest.fixture
def person(net: World) -> Person:
    """Somebody who has said nothing yet; ana has an account and is not here."""
    register(net, "ana").says("QUIT")
    net.settle()
    return net.connect()


def answer(person: Person, *lines: str) -> list[str]:
    return [line.removeprefix(HOST + " ") for line in person.asks(*lines)]


def logged_in(nick: str = "*", account: str = "ana") -> list[str]:
    return [
        f"900 {nick} {nick}!*@host {account} :You are now logged in as {account}",
        f"903 {nick} :SASL authentication successful",
    ]


def test_plain_logs_in(net: World, person: Person) -> None:
    assert answer(person, "AUTHENTICATE PLAIN") == ["AUTHENTICATE +"]
    assert answer(person, plain("ana")) == logged_in()
    assert net.is_quiet()


@pytest.mark.parametrize("line", [plain("ANA"), plain("ana", role="ana"), plain("ana", role="Ana")])
def test_names_are_folded(person: Person, line: str) -> None:
    assert answer(person, "AUTHENTICATE plain", line)[1:] == logged_in()


def test_a_password_may_hold_any_letters(net: World) -> None:
    word = "é" * 100
    ana = net.enter("ana")
    ana.says(f"REGISTER * * {word}")
    ana.hears()
    stranger = net.connect()
    assert answer(stranger, "AUTHENTICATE PLAIN", plain("ana", word))[1:] == logged_in()


@pytest.mark.parametrize(
    "line",
    [
        plain("ana", "wrong"),
        plain("nobody"),
        plain("ana", PASSWORD + "\0"),
        plain("ana", ""),
        plain("", PASSWORD),
        plain("ana", role="bob"),
        "AUTHENTICATE +",
        "AUTHENTICATE !!!!",
        "AUTHENTICATE YQ",
        "AUTHENTICATE " + base64.b64encode(b"\0ana\0\xff").decode(),
    ],
)
def test_what_does_not_fit_is_refused_and_may_be_tried_again(person: Person, line: str) -> None:
    (heard,) = answer(person, "AUTHENTICATE PLAIN", line)[1:]
    assert heard.startswith("904 * :SASL authentication failed")
    assert answer(person, "AUTHENTICATE PLAIN", plain("ana"))[1:] == logged_in()


def test_a_mechanism_that_is_not_there_is_answered_with_those_that_are(person: Person) -> None:
    assert answer(person, "AUTHENTICATE FOO") == [
        "908 * PLAIN,SCRAM-SHA-256,EXTERNAL :are available SASL mechanisms",
        "904 * :SASL authentication failed",
    ]


def test_an_asterisk_aborts(person: Person) -> None:
    heard = answer(person, "AUTHENTICATE PLAIN", "AUTHENTICATE *", plain("ana"))
    assert heard[1] == "906 * :SASL authentication aborted"
    assert heard[-1] == "904 * :SASL authentication failed"


def test_a_message_of_many_pieces_is_put_together(net: World, person: Person) -> None:
    word = "bar" * 97
    ana = net.connect("ana")
    net.node.network.registrations.forget("host")
    ana.says("NICK bea", "USER bea 0 * :Bea", f"REGISTER * * {word}")
    ana.hears()
    whole = encoded(f"bea\0bea\0{word}")
    assert len(whole) == 400
    heard = answer(person, "AUTHENTICATE PLAIN", f"AUTHENTICATE {whole}")
    assert heard == ["AUTHENTICATE +"]
    assert answer(person, "AUTHENTICATE +") == logged_in(account="bea")


def test_a_password_may_be_longer_than_a_line(net: World, person: Person) -> None:
    word = "x" * 592
    ana = net.connect("ana")
    net.node.network.registrations.forget("host")
    ana.says("NICK bea", "USER bea 0 * :Bea", f"REGISTER * * {word}")
    ana.hears()
    whole = encoded(f"bea\0bea\0{word}")
    assert len(whole) == 800
    pieces = (f"AUTHENTICATE {piece}" for piece in (whole[:400], whole[400:]))
    assert answer(person, "AUTHENTICATE PLAIN", *pieces) == ["AUTHENTICATE +"]
    assert answer(person, "AUTHENTICATE +") == logged_in(account="bea")


@pytest.mark.parametrize(
    ("lines", "end"),
    [
        (["AUTHENTICATE " + "A" * 401], "905 * :SASL message too long"),
        (
            ["AUTHENTICATE " + "A" * 400] * 11,
            "904 * :SASL authentication failed: the message has no end",
        ),
    ],
)
def test_what_is_too_long_ends_the_exchange(person: Person, lines: list[str], end: str) -> None:
    heard = answer(person, "AUTHENTICATE PLAIN", *lines)
    assert heard[1] == end


def test_scram_proves_both_sides(person: Person) -> None:
    client = ScramClient("Ana", PASSWORD, b"nonce")
    assert answer(person, "AUTHENTICATE SCRAM-SHA-256") == ["AUTHENTICATE +"]
    tell(person, client.first().decode())
    tell(person, client.final(told(person).encode()).decode())
    client.verify(told(person).encode())  # raises if the server does not know the password
    assert answer(person, "AUTHENTICATE +") == logged_in()


@pytest.mark.parametrize("name", ["ana", "nobody"])
def test_scram_refuses_a_wrong_proof_and_does_not_tell_who_exists(
    person: Person, name: str
) -> None:
    client = ScramClient(name, "wrong", b"nonce")
    answer(person, "AUTHENTICATE SCRAM-SHA-256")
    tell(person, client.first().decode())
    tell(person, client.final(told(person).encode()).decode())
    assert answer(person) == ["904 * :SASL authentication failed: Account or password incorrect"]


@pytest.mark.parametrize(
    "first", ["", "n,,", "n,,n=ana", "n,a=bob,n=ana,r=x", "p=tls-unique,,n=ana,r=x", "n,,n=ana,r="]
)
def test_scram_refuses_what_is_not_well_formed(person: Person, first: str) -> None:
    answer(person, "AUTHENTICATE SCRAM-SHA-256")
    tell(person, first)
    assert answer(person) == ["904 * :SASL authentication failed"]


@pytest.mark.parametrize("final", ["", "nonsense", "c=biws,r=x,p=eA==", "c=biws,r=\u00e9,p=x"])
def test_scram_refuses_a_proof_that_is_none(person: Person, final: str) -> None:
    answer(person, "AUTHENTICATE SCRAM-SHA-256")
    tell(person, "n,,n=ana,r=x")
    told(person)
    tell(person, final)
    assert answer(person)[0].startswith("904 ")


def test_a_certificate_logs_in(net: World) -> None:
    ana = register(net, "ana")
    ana.session.fingerprint = FINGERPRINT
    ana.says(f"NS CERT ADD {FINGERPRINT.upper()}")
    ana.hears()
    certified = net.connect()
    certified.session.fingerprint = FINGERPRINT
    heard = answer(certified, "AUTHENTICATE EXTERNAL", "AUTHENTICATE +")
    assert heard == ["AUTHENTICATE +", *logged_in()]
    heard = answer(certified, "AUTHENTICATE EXTERNAL", f"AUTHENTICATE {encoded('bob')}")
    assert heard[1].startswith("904 ")


def test_without_a_certificate_external_is_refused_at_once(person: Person) -> None:
    (heard,) = answer(person, "AUTHENTICATE EXTERNAL")
    assert heard == "904 * :SASL authentication failed: the connection has no certificate"


def test_a_strange_certificate_is_refused(net: World, person: Person) -> None:
    person.session.fingerprint = FINGERPRINT
    heard = answer(person, "AUTHENTICATE EXTERNAL", "AUTHENTICATE +")
    assert heard[1] == "904 * :SASL authentication failed: no account has this certificate"


def test_one_may_log_in_again_as_somebody_else(net: World, person: Person) -> None:
    register(net, "bea").says("QUIT")
    answer(person, "AUTHENTICATE PLAIN", plain("ana"))
    assert answer(person, "AUTHENTICATE PLAIN", plain("bea"))[1:] == logged_in(account="bea")


def test_one_may_log_in_after_registration(net: World, person: Person) -> None:
    bob = net.enter("bob")
    heard = answer(bob, "AUTHENTICATE PLAIN", plain("ana"))
    assert heard == [
        "AUTHENTICATE +",
        "900 bob bob!bob@host ana :You are now logged in as ana",
        "903 bob :SASL authentication successful",
    ]
    assert net.node.network.users[net.node.network.fold("bob")].account == "ana"


def test_who_goes_on_without_the_end_of_it_is_let_in_without(net: World, person: Person) -> None:
    person.says("CAP LS 302", "NICK bob", "USER bob 0 * :Bob", "AUTHENTICATE PLAIN")
    person.hears()
    heard = answer(person, "CAP END")
    assert heard[0] == "906 bob :SASL authentication aborted"
    assert heard[1].startswith("001 bob ")


def test_wrong_passwords_cost_a_wait(world: Callable[[Settings], World]) -> None:
    net = world(settings(wrong_passwords=2, wrong_password_pause=6))
    register(net, "ana").says("QUIT")
    wrong = ["AUTHENTICATE PLAIN", plain("bea", "wrong")] * 2
    stranger = net.connect()
    assert len(answer(stranger, *wrong)) == 4
    heard = answer(stranger, "AUTHENTICATE PLAIN", plain("ana"))
    text = "Too many wrong passwords: try again in 6 seconds"
    assert heard[1] == f"904 * :SASL authentication failed: {text}"
    net.now += 6000
    assert answer(stranger, "AUTHENTICATE PLAIN", plain("ana"))[1:] == logged_in()


def test_scram_waits_after_wrong_passwords_too(world: Callable[[Settings], World]) -> None:
    net = world(settings(wrong_passwords=2, wrong_password_pause=6))
    register(net, "ana").says("QUIT")
    stranger = net.connect()
    answer(stranger, *["AUTHENTICATE PLAIN", plain("ana", "wrong")] * 2)
    first = ScramClient("ana", PASSWORD, b"nonce").first().decode()
    heard = answer(stranger, "AUTHENTICATE SCRAM-SHA-256", f"AUTHENTICATE {encoded(first)}")
    text = "Too many wrong passwords: try again in 6 seconds"
    assert heard[1:] == [f"904 * :SASL authentication failed: {text}"]


def tell(person: Person, message: str) -> None:
    person.says(f"AUTHENTICATE {encoded(message) or '+'}")


def told(person: Person) -> str:
    (line,) = person.hears()
    return base64.b64decode(line.rpartition(" ")[2]).decode()


def test_a_proof_is_worth_nothing_to_another_account_of_the_same_name(net: World) -> None:
    thief = register(net, "ana")
    person = net.connect()
    client = ScramClient("ana", PASSWORD, b"nonce")
    answer(person, "AUTHENTICATE SCRAM-SHA-256")
    tell(person, client.first().decode())
    tell(person, client.final(told(person).encode()).decode())
    told(person)
    thief.says(f"NS DROP {PASSWORD}", "QUIT")
    net.settle()
    register(net, "ana")
    assert answer(person, "AUTHENTICATE +") == ["904 * :SASL authentication failed"]


def test_each_mechanism_that_is_offered_has_a_first_step_and_no_other_has() -> None:
    assert tuple(sasl._FIRST_STEPS) == SASL_MECHANISMS


# draft/sasl-ir


def test_the_first_message_may_come_with_the_mechanism(net: World, person: Person) -> None:
    said = plain("ana").partition(" ")[2]
    assert answer(person, f"AUTHENTICATE plain {said}") == logged_in()
    assert net.is_quiet()
    bob = net.connect()
    bob.says("CAP LS 302")
    assert "draft/sasl-ir" in " ".join(bob.hears()).split()


def test_a_long_first_message_goes_on_without_the_mechanism(person: Person) -> None:
    whole = encoded("ana\0ana\0" + "x" * 400)
    heard = answer(person, f"AUTHENTICATE PLAIN {whole[:400]}", f"AUTHENTICATE {whole[400:]}")
    assert heard[0].startswith("904 ")


@pytest.mark.parametrize("said", ["+", "*", "!!!", "YQ=="])
def test_a_first_message_that_does_not_fit_is_refused(person: Person, said: str) -> None:
    (heard,) = answer(person, f"AUTHENTICATE PLAIN {said}")
    assert heard.startswith("904 ")
    assert answer(person, "AUTHENTICATE PLAIN", plain("ana"))[1:] == logged_in()


def test_scram_goes_on_from_a_first_message_that_came_along(person: Person) -> None:
    client = ScramClient("ana", PASSWORD, b"x" * 18)
    first = base64.b64encode(client.first()).decode()
    (challenge,) = answer(person, f"AUTHENTICATE SCRAM-SHA-256 {first}")
    final = client.final(base64.b64decode(challenge.partition(" ")[2]))
    (verifier,) = answer(person, f"AUTHENTICATE {base64.b64encode(final).decode()}")
    client.verify(base64.b64decode(verifier.partition(" ")[2]))
    assert answer(person, "AUTHENTICATE +") == logged_in()


@pytest.mark.parametrize("end", [["CAP END"], []])
def test_all_of_a_registration_may_come_at_once(person: Person, end: list[str]) -> None:
    """As senpai and goguma send it; catgirl ends the negotiation when it hears 900."""
    burst = ["CAP LS 302", "CAP REQ sasl", "CAP REQ soju.im/bouncer-networks", "NICK ana"]
    burst += ["USER ana 0 * :Ana", "AUTHENTICATE PLAIN", plain("ana")]
    heard = answer(person, *burst, *end)
    if not end:
        heard += answer(person, "CAP END")
    numbers = [line.split()[0] for line in heard]
    assert "CAP * NAK soju.im/bouncer-networks" in heard
    begin = numbers.index("900")
    assert numbers[begin : begin + 3] == ["900", "903", "001"]
