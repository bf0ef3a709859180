"""Each secret in a stolen state folder is equally hard to crack."""

import msgspec
import pytest

from tests.server.account_holders import PASSWORD, plain, register, restarted
from tests.server.world import CHEAP_PASSWORDS, World
from tui_chat.server.core.accounts.account_persistence import keep
from tui_chat.server.core.context import Context
from tui_chat.server.core.events import Millis
from tui_chat.server.core.password_hash_and_scram_keys import ScramKeys, Secrets
from tui_chat.server.core.settings import Settings
from tui_chat.wire.message import Message


def _weaken(net: World) -> None:
    """Let ana's account have keys from before, which were quicker to try."""
    network = net.node.network
    account = network.accounts.find("ana")
    assert account is not None
    assert account.secrets.scram is not None
    weak = msgspec.structs.replace(account.secrets.scram, iterations=1000)
    secrets = msgspec.structs.replace(account.secrets, scram=weak)
    session = next(iter(network.sessions.values()))
    ctx = Context(network, session, Millis(net.now), Message("*"), "")
    keep(ctx, msgspec.structs.replace(account, secrets=secrets))
    net.node.carry_out(ctx.effects, Millis(net.now))


def _kept(net: World) -> ScramKeys:
    network = restarted(net).node.network
    account = network.accounts.find("ana")
    assert account is not None
    assert account.secrets.scram is not None
    return account.secrets.scram


@pytest.mark.parametrize(
    "lines",
    [
        ("CAP REQ sasl", "AUTHENTICATE PLAIN", plain("ana"), "NICK x", "USER x 0 * :X", "CAP END"),
        (f"PASS ana:{PASSWORD}", "NICK x", "USER x 0 * :X"),
        ("NICK x", "USER x 0 * :X", f"PRIVMSG NickServ :IDENTIFY ana {PASSWORD}"),
        ("NICK x", "USER x 0 * :X", f"NS IDENTIFY ana {PASSWORD}"),
    ],
    ids=["SASL", "PASS", "PRIVMSG", "NS"],
)
def test_weak_keys_are_renewed_whichever_way_the_password_is_told(lines: tuple[str, ...]) -> None:
    net = World(settings=Settings(auto_join=()), tick_per_line=True)
    register(net, "ana")
    _weaken(net)
    assert _kept(net).iterations == 1000
    person = net.connect()
    person.says(*lines)
    assert " 900 " in "\n".join(person.hears())
    assert _kept(net).iterations == 4096


def test_weak_keys_stay_when_the_password_was_wrong() -> None:
    net = World(settings=Settings(auto_join=()), tick_per_line=True)
    register(net, "ana")
    _weaken(net)
    net.enter("bob").says("PRIVMSG NickServ :IDENTIFY ana wrong")
    net.settle()
    assert _kept(net).iterations == 1000


def test_two_who_log_in_at_once_with_weak_keys_both_get_in() -> None:
    net = World(settings=Settings(auto_join=()), tick_per_line=False)
    register(net, "ana")
    _weaken(net)
    people = [net.enter("bob"), net.enter("carol")]
    for person in people:
        person.says(f"PRIVMSG NickServ :IDENTIFY ana {PASSWORD}")
    assert all(" 900 " in "\n".join(person.hears()) for person in people)


def test_what_is_kept_of_a_password_is_not_the_password() -> None:
    secrets: Secrets = CHEAP_PASSWORDS.secrets(PASSWORD)
    assert PASSWORD not in str(msgspec.to_builtins(secrets))
