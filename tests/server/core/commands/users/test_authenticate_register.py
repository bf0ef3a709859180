"""REGISTER and VERIFY, as draft/account-registration of IRCv3 tells it."""

from collections.abc import Callable

import pytest

from tests.server.account_holders import PASSWORD, answer, code, register, settings
from tests.server.world import World
from tui_chat.server.core.settings import Email, Settings


def test_an_account_is_made_and_logged_in_to(net: World) -> None:
    ana = net.enter("ana")
    assert answer(ana, f"REGISTER * * {PASSWORD}") == [
        "REGISTER SUCCESS ana :The account is yours",
        "900 ana ana!ana@host ana :You are now logged in as ana",
    ]
    assert net.is_quiet()


def test_an_account_may_have_another_name_and_an_address(net: World) -> None:
    ana = net.enter("ana")
    answer(ana, f"REGISTER anita ana@example.org {PASSWORD}")
    account = net.node.network.accounts.find("ANITA")
    assert account is not None
    assert (account.name, account.email) == ("anita", "ana@example.org")


def test_an_account_may_be_made_before_the_end_of_registration(net: World) -> None:
    ana = net.connect()
    ana.says("CAP LS 302", "NICK ana", "USER ana 0 * :Ana")
    ana.hears()
    assert answer(ana, f"REGISTER * * {PASSWORD}") == [
        "REGISTER SUCCESS ana :The account is yours",
        "900 ana ana!ana@host ana :You are now logged in as ana",
    ]
    assert answer(ana, "CAP END")[0].startswith("001 ana ")
    assert net.node.network.users[net.node.network.fold("ana")].account == "ana"


def test_before_that_only_where_it_is_allowed(world: Callable[[Settings], World]) -> None:
    net = world(settings(before_connect=False))
    ana = net.connect()
    ana.says("NICK ana")
    line = f"REGISTER * * {PASSWORD}"
    assert code(ana, line) == ["COMPLETE_CONNECTION_REQUIRED", "ana"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("REGISTER * * ab", ["WEAK_PASSWORD", "bob"]),
        ("REGISTER * * BOB", ["WEAK_PASSWORD", "bob"]),
        ("REGISTER * * " + "x" * 1001, ["UNACCEPTABLE_PASSWORD", "bob"]),
        ("REGISTER * * tab\there", ["UNACCEPTABLE_PASSWORD", "bob"]),
        ("REGISTER * nonsense opensesame", ["INVALID_EMAIL", "bob"]),
        ("REGISTER * a@b@c opensesame", ["INVALID_EMAIL", "bob"]),
        ("REGISTER #bob * opensesame", ["BAD_ACCOUNT_NAME", "#bob"]),
        ("REGISTER NickServ * opensesame", ["BAD_ACCOUNT_NAME", "NickServ"]),
        ("REGISTER ANA * opensesame", ["ACCOUNT_EXISTS", "ANA"]),
        ("REGISTER carol * opensesame", ["ACCOUNT_EXISTS", "carol"]),
    ],
)
def test_what_cannot_be_is_refused(net: World, line: str, expected: list[str]) -> None:
    register(net, "ana")
    bob, _ = net.enter("bob"), net.enter("carol")
    assert code(bob, line) == expected
    assert net.is_quiet()
    assert len(net.node.network.accounts) == 1


def test_who_has_no_nickname_is_told_to_take_one(net: World) -> None:
    assert code(net.connect(), f"REGISTER * * {PASSWORD}") == ["NEED_NICK", "*"]


def test_of_two_at_once_one_gets_the_name(net: World) -> None:
    ana, bob = net.enter("ana"), net.enter("bob")
    net.tick_per_line = False  # the passwords of both are hashed in one tick
    ana.says(f"REGISTER shared * {PASSWORD}")
    bob.says(f"REGISTER shared * {PASSWORD}")
    assert "SUCCESS" in ana.hears()[0]
    (heard,) = bob.hears()
    refusal = "FAIL REGISTER ACCOUNT_EXISTS shared :That account already exists"
    assert heard == f":tui-chat.local {refusal}"


def test_lines_wait_until_the_password_is_hashed(net: World) -> None:
    ana = net.enter("ana")
    ana.says(f"REGISTER * * {PASSWORD}", "PING x")
    assert [line.split()[1] for line in ana.hears()] == ["REGISTER", "900", "PONG"]


def test_nothing_needs_to_be_verified(net: World) -> None:
    ana, bob = register(net, "ana"), net.enter("bob")
    text = "There is nothing to verify"
    assert answer(bob, "VERIFY bob 123") == [f"FAIL VERIFY INVALID_CODE bob :{text}"]
    text = "You are already logged in"
    assert answer(ana, "VERIFY ana 123") == [f"FAIL VERIFY ALREADY_AUTHENTICATED ana :{text}"]


@pytest.mark.parametrize("line", ["REGISTER * *", "VERIFY bob", "AUTHENTICATE"])
def test_too_few_words_are_refused(net: World, line: str) -> None:
    bob = net.enter("bob")
    assert answer(bob, line)[0].startswith("461 bob ")


@pytest.mark.parametrize(
    ("policy", "offered"),
    [
        ({}, "draft/account-registration=custom-account-name,before-connect"),
        ({"before_connect": False}, "draft/account-registration=custom-account-name"),
        (
            {"email": Email.REQUIRED},
            "draft/account-registration=custom-account-name,before-connect,email-required",
        ),
        ({"registration": False}, None),
        ({"allow": ("ana",)}, None),
    ],
)
def test_what_is_offered_says_how(
    world: Callable[[Settings], World], policy: dict[str, object], offered: str | None
) -> None:
    net = world(settings(**policy))
    stranger = net.connect()
    stranger.says("CAP LS 302")
    words = " ".join(stranger.hears()).replace(":", "").split()
    found = [word for word in words if word.startswith("draft/account-registration")]
    assert found == ([offered] if offered else [])
    assert "sasl=PLAIN,SCRAM-SHA-256,EXTERNAL" in words
