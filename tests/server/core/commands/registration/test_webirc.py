"""A web gateway says for whom it connects."""

from collections.abc import Callable

import pytest

from tests.server.world import Person, World
from tui_chat.server.core.commands.registration.webirc import CheckGateway, HideAddress
from tui_chat.server.core.settings import Gateway, Settings
from tui_chat.server.engine.pending_requests import soon

FROM = "127.0.0.1"


@pytest.fixture
def net(world: Callable[[Settings], World]) -> World:
    """A network with a gateway whose password is kept as it is."""
    made = world(Settings(auto_join=(), gateways=(Gateway("sesame"),)))

    def is_right(request: CheckGateway) -> bool:
        return request.password == request.hash

    made.node.answer_with(CheckGateway, soon(is_right, made._pending.append))
    hidden = soon(lambda asked: f"hidden.{asked.host}", made._pending.append)
    made.node.answer_with(HideAddress, hidden)
    return made


def enter(net: World, *first: str, host: str = FROM) -> Person:
    person = net.connect(host=host)
    person.says(*first, "NICK ana", "USER ana 0 * :Ana")
    return person


def test_others_see_the_address_behind_the_gateway(net: World) -> None:
    ana = enter(net, "WEBIRC sesame gate some.host 192.0.2.7")
    assert " 001 ana " in ana.hears()[0]
    assert ana.asks("JOIN #tea")[0] == ":ana!ana@hidden.192.0.2.7 JOIN #tea"
    assert ana.session.host == "192.0.2.7"


def test_an_address_is_written_so_that_it_can_stand_in_a_line(net: World) -> None:
    ana = enter(net, "WEBIRC sesame gate host 0::1")
    ana.hears()
    assert ana.session.host == "0::1"


@pytest.mark.parametrize(
    ("line", "host", "why"),
    [
        ("WEBIRC wrong gate host 192.0.2.7", FROM, "Invalid WebIRC password"),
        ("WEBIRC sesame gate host nonsense", FROM, "Invalid WebIRC address"),
        ("WEBIRC sesame gate host 192.0.2.7", "192.0.2.1", "Your address may not use WEBIRC"),
    ],
)
def test_others_are_turned_away(
    net: World, line: str, host: str, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    ana = enter(net, line, host=host)
    assert ana.hears() == [f"ERROR :Closing link: {host} ({why})"]
    assert any(host in line and why in line for line in caplog.messages)
    assert ana.closed


def test_it_comes_first_of_all(net: World) -> None:
    ana = enter(net, "CAP LS 302", "WEBIRC sesame gate host 192.0.2.7")
    assert ana.hears()[-1].endswith("(WEBIRC must be the first command)")


def test_wrong_passwords_are_counted(net: World) -> None:
    for _ in range(net.node.network.settings.accounts.wrong_passwords + 1):
        enter(net, "WEBIRC wrong gate host 192.0.2.7").hears()
    ana = enter(net, "WEBIRC sesame gate host 192.0.2.7")
    assert "Too many wrong passwords" in ana.hears()[-1]


def test_what_the_gateway_says_of_encryption_counts_only_over_an_encrypted_line(net: World) -> None:
    certificate = "AB" * 32
    options = f"secure=x certfp-sha-256={certificate}"
    plain, secure = net.connect(host=FROM), net.connect(host=FROM)
    secure.session.secure = True
    for person in (plain, secure):
        person.says(f"WEBIRC sesame gate host 192.0.2.7 :{options}")
        person.hears()
    assert (plain.session.secure, plain.session.fingerprint) == (False, "")
    assert (secure.session.secure, secure.session.fingerprint) == (True, "ab" * 32)


def test_the_gateways_own_certificate_is_nobody_elses(net: World) -> None:
    ana = net.connect(host=FROM)
    session = ana.session
    session.secure, session.fingerprint = True, "cd" * 32
    ana.says("WEBIRC sesame gate host 192.0.2.7")
    ana.hears()
    assert (session.secure, session.fingerprint) == (False, "")
