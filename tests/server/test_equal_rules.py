"""What can be done in several ways has the same rules in all of them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.server.account_holders import PASSWORD, encoded
from tests.server.world import CHEAP_PASSWORDS, Person, World
from tui_chat.cli.main import main
from tui_chat.server.core.events import AccountOrder
from tui_chat.server.core.settings import AccountPolicy, Email, Operator, Settings
from tui_chat.server.process import control_socket

TAKEN = (
    *(
        "opensesame",
        "correct horse",
        "a  b   c",
        " lead",
        "trail ",
        'say "hi" now',
        '"quoted"',
        "x y@z",
    ),
    *(
        "back\\slash",
        "back\\",
        "pässwörd",
        "密码密码",
        "p,w:d",
        ":colon",
        "x" * 200,
        'a" b',
        "* *",
        "a *",
    ),
)
REFUSED = ("ab", "ana", "ANA", "x" * 1001, "é" * 501)


def network(**policy: object) -> World:
    found = Settings(
        auto_join=(),
        accounts=AccountPolicy(**policy),  # type: ignore[arg-type]
        operators=(Operator("root", CHEAP_PASSWORDS.secrets("sesame").hash),),
    )
    return World(settings=found, tick_per_line=True)


def quoted(password: str) -> str:
    """As NickServ is told a password that may hold anything."""
    escaped = password.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def chunks(message: str) -> list[str]:
    text = encoded(message)
    pieces = [text[start : start + 400] for start in range(0, len(text), 400)]
    return [
        f"AUTHENTICATE {piece}" for piece in (*pieces, *(["+"] if len(text) % 400 == 0 else []))
    ]


# Ways to make the account ana.


def by_register(net: World, password: str) -> None:
    net.connect().says(f"REGISTER ana * :{password}")


def by_nickserv(net: World, password: str) -> None:
    net.enter("ana").says(f"NS :REGISTER {quoted(password)}")


def by_message(net: World, password: str) -> None:
    net.enter("ana").says(f"PRIVMSG NickServ :REGISTER {quoted(password)} ana@example.org")


def by_an_operator(net: World, password: str) -> None:
    root = net.enter("root")
    root.says("OPER root sesame", f"NS :SAREGISTER ana {quoted(password)}")


def by_passwd(net: World, password: str) -> None:
    """Another password for an account that is there."""
    ana = net.enter("ana")
    ana.says("NS REGISTER another", f"NS :PASSWD another {quoted(password)}")


MAKE = [by_register, by_nickserv, by_message, by_an_operator, by_passwd]


# Ways to log in to it.


def with_sasl(net: World, password: str) -> Person:
    person = net.connect()
    person.says("AUTHENTICATE PLAIN", *chunks(f"\0ana\0{password}"))
    return person


def with_pass(net: World, password: str) -> Person:
    person = net.connect()
    person.says(f"PASS :ana:{password}")
    return person


def with_identify(net: World, password: str) -> Person:
    person = net.enter("other")
    person.says(f"NS :IDENTIFY ana {quoted(password)}")
    return person


def with_identify_unquoted(net: World, password: str) -> Person:
    """As clients say it that know nothing of quotes; spaces at the ends cannot be seen so."""
    person = net.enter("other")
    person.says(f"PRIVMSG NickServ :IDENTIFY ana {password}")
    return person


LOG_IN = [with_sasl, with_pass, with_identify, with_identify_unquoted]
HIDDEN = {" lead", "trail ", '"quoted"'}
"""Passwords that have to be put in quotes."""


@pytest.mark.parametrize("log_in", LOG_IN)
@pytest.mark.parametrize("make", MAKE)
@pytest.mark.parametrize("password", TAKEN)
def test_a_password_that_is_taken_anywhere_logs_in_everywhere(
    make: Callable[[World, str], None], log_in: Callable[[World, str], Person], password: str
) -> None:
    if log_in is with_identify_unquoted and password in HIDDEN:
        log_in = with_identify
    net = network()
    make(net, password)
    assert " 900 " in "\n".join(log_in(net, password).hears())


@pytest.mark.parametrize("make", MAKE)
@pytest.mark.parametrize("password", REFUSED)
def test_a_password_that_is_refused_is_refused_everywhere(
    make: Callable[[World, str], None], password: str
) -> None:
    net = network()
    make(net, password)
    net.flush()
    kept = [account.secrets.hash for account in net.node.network.accounts]
    assert not any(CHEAP_PASSWORDS.is_right(password, one) for one in kept)


@pytest.mark.parametrize("words", [("add", "ana"), ("password", "ana")])
@pytest.mark.parametrize("password", [*TAKEN, *REFUSED])
def test_the_command_line_takes_and_refuses_the_same(
    tmp_path: Path, words: tuple[str, ...], password: str
) -> None:
    config = tmp_path / "config.toml"
    config.write_text("[accounts]\nhash_cost = 0\n")
    options = ["--state", str(tmp_path), "--config", str(config)]
    if words[0] == "password":
        CliRunner().invoke(main, ["account", "add", "ana", *options], input="another\n")
    result = CliRunner().invoke(main, ["account", *words, *options], input=f"{password}\n")
    assert (result.exit_code == 0) is (password in TAKEN), result.output


@pytest.mark.parametrize(("policy", "address", "made"), [
    (Email.OPTIONAL, "", True), (Email.OPTIONAL, "*", True), (Email.OPTIONAL, "a@b.c", True),
    (Email.OPTIONAL, "a@.", False), (Email.REQUIRED, "", False), (Email.REQUIRED, "*", False),
    (Email.REQUIRED, "a@b.c", True), (Email.OFF, "a@b.c", True), (Email.OFF, "", True),
])  # fmt: skip
def test_an_address_is_asked_for_alike(policy: Email, address: str, *, made: bool) -> None:
    kept = []
    for line in (f"REGISTER * {address or '*'} {PASSWORD}", f"NS REGISTER {PASSWORD} {address}"):
        net = network(email=policy)
        net.enter("ana").says(line)
        net.flush()
        kept.append([account.email for account in net.node.network.accounts])
    assert kept[0] == kept[1]
    assert bool(kept[0]) is made


@pytest.mark.parametrize("name", ["ana", "NickServ", "chanserv", "1st", "a b", "#x", "", "x" * 31])
def test_a_name_is_refused_everywhere(name: str) -> None:
    """Ana has an account; of the rest none can be one."""
    net = network()
    by_register(net, PASSWORD)
    net.connect().says(f"REGISTER {name or ':'} * {PASSWORD}")
    root = net.enter("root")
    root.says("OPER root sesame", f"NS :SAREGISTER {quoted(name)} {PASSWORD}")
    secrets = CHEAP_PASSWORDS.secrets(PASSWORD)
    outcome = control_socket.carry_out(
        net.node, control_socket.ControlRequest(AccountOrder.ADD, name, secrets)
    )
    assert outcome.refusal
    assert [account.name for account in net.node.network.accounts] == ["ana"]


def test_there_is_an_end_to_accounts_whoever_makes_them() -> None:
    for make in (by_register, by_nickserv, by_an_operator):
        net = network(most=1)
        secrets = CHEAP_PASSWORDS.secrets(PASSWORD)
        control_socket.carry_out(
            net.node, control_socket.ControlRequest(AccountOrder.ADD, "bob", secrets)
        )
        make(net, PASSWORD)
        outcome = control_socket.carry_out(
            net.node, control_socket.ControlRequest(AccountOrder.ADD, "eve", secrets)
        )
        assert outcome.refusal == "This server has no room for more accounts."
        assert [account.name for account in net.node.network.accounts] == ["bob"]


@pytest.mark.parametrize("way", ["NICK ana", "NS RECOVER ana"])
def test_a_nickname_is_taken_by_the_same_rules(way: str) -> None:
    """Bob has the account ana, whose nickname somebody uses, and is muted where he is."""
    net = network()
    by_register(net, PASSWORD)
    (eve,) = net.join("#tea", "eve")
    (bob,) = net.join("#tea", "bob")
    bob.says(f"NS IDENTIFY ana {PASSWORD}")
    eve.says("MODE #tea +b m:bob")
    net.settle()
    bob.says(way)
    assert " 435 bob ana #tea :" in "\n".join(bob.hears())
    assert net.node.network.find_user("bob") is not None


def test_two_passwords_with_spaces_need_quotes() -> None:
    net = network()
    ana = net.enter("ana")
    ana.says("NS REGISTER correct horse")
    ana.hears()
    (answer,) = ana.asks("NS PASSWD correct horse battery staple")
    assert answer.endswith(":Put double quotes around a password that contains spaces")
    assert ana.asks('NS PASSWD "correct horse" "battery staple"')[-1].endswith(":Password changed")


def test_an_account_is_given_up_with_any_password() -> None:
    net = network()
    ana = net.enter("ana")
    ana.says("NS REGISTER correct horse", "NS DROP correct horse")
    assert not net.node.network.accounts
