"""INVITATION, and what its tokens are good for."""

import json
from collections.abc import Callable

import msgspec
import pytest

from tests.server.account_holders import register
from tests.server.world import NOON, Person, World, token_number
from tui_chat.server.core.events import ClientId, InvitationMade, InvitationRevoked, Millis
from tui_chat.server.core.invitation_and_token_format import (
    MOST_OF_MEMBER,
    Invitation,
    hash_of,
    id_of,
)
from tui_chat.server.core.settings import AccountPolicy, Inviting, Operator, Settings
from tui_chat.server.core.users.operators import CheckOperator
from tui_chat.server.engine.pending_requests import soon
from tui_chat.server.recording.secret_pseudonyms import Redactor

WORD = "sesame"
SETTINGS = Settings(auto_join=(), operators=(Operator("root", "x"),), password=WORD)
HOUR = 3_600_000
TOKEN = token_number(1)
ID = id_of(hash_of(TOKEN))
OVER = "This invitation is invalid or has expired"

World_ = Callable[[Settings], World]


def enters(net: World, nick: str, said: str = WORD, host: str = "host") -> list[str]:
    """What somebody is told who says this as the password."""
    person = net.connect(nick, host)
    for line in (f"PASS {said}", f"NICK {nick}", f"USER {nick} 0 * :{nick}"):
        if not person.closed:
            person.says(line)
    return person.hears()


def is_in(told: list[str]) -> bool:
    return any(" 001 " in line for line in told)


def rooted(net: World) -> Person:
    net.node.answer_with(CheckOperator, soon(lambda _: True, net._pending.append))
    root = net.connect("root")
    root.says(f"PASS {net.node.network.settings.password or '*'}", "NICK root", "USER r 0 * :R")
    root.says("OPER root x")
    root.hears()
    return root


@pytest.fixture
def net(world: World_) -> World:
    return world(SETTINGS)


@pytest.fixture
def root(net: World) -> Person:
    return rooted(net)


def invites(root: Person, words: str) -> list[str]:
    """Have an invitation made; gives what is said of it."""
    root.says(f"INVITATION ADD {words}".strip())
    return notes(root)


def notes(person: Person) -> list[str]:
    return [line.partition("INVITATION ")[2] for line in person.hears() if " NOTE " in line]


def test_a_token_lets_in_past_the_password_as_often_as_it_says(net: World, root: Person) -> None:
    root.says("INVITATION ADD 2 3")
    until = "2025-11-20 15:00 UTC"
    assert notes(root) == [
        f"CREATED {ID} :Invitation {ID}: 2 people until {until}",
        f"PASSWORD {ID} :In other IRC clients, the server's password is: {TOKEN}",
    ]
    assert [is_in(enters(net, nick, TOKEN)) for nick in ("ana", "bob", "caio")] == [
        True,
        True,
        False,
    ]


def test_the_last_use_of_two_who_come_at_once_is_counted_once(net: World, root: Person) -> None:
    invites(root, "")
    one, other = net.connect("ana"), net.connect("bob")
    for person in (one, other):
        person.says(f"PASS {TOKEN}", f"NICK {person.nick}")
    one.says("USER u 0 * :U")
    other.says("USER u 0 * :U")
    assert is_in(one.hears())
    told = other.hears()
    assert not is_in(told)
    assert other.closed
    assert any(OVER in line for line in told)


def test_who_is_refused_uses_nothing_up(net: World, root: Person) -> None:
    invites(root, "")
    root.says("UBAN ADD bob!*@* spam")
    assert not is_in(enters(net, "bob", TOKEN))
    assert is_in(enters(net, "ana", TOKEN))


def test_it_ends_by_the_servers_clock(net: World, root: Person) -> None:
    invites(root, "5 1")
    net.now = NOON + HOUR - 1
    assert is_in(enters(net, "ana", TOKEN))
    net.now = NOON + HOUR
    assert f"ERROR :Closing link: host ({OVER})" in enters(net, "bob", TOKEN)


def test_who_said_a_word_of_their_own_comes_back_without_another_use(
    net: World, root: Person
) -> None:
    invites(root, "1 1")
    ours, theirs = f"{TOKEN}.mine", f"{TOKEN}.theirs"
    assert is_in(enters(net, "ana", ours))
    net.now = NOON + 100 * HOUR
    assert is_in(enters(net, "ana2", ours))
    assert not is_in(enters(net, "bob", theirs))
    assert not is_in(enters(net, "bob", TOKEN))
    again = net.restarted()
    assert is_in(enters(again, "ana", ours))
    assert not is_in(enters(again, "bob", theirs))


def test_a_word_of_ones_own_lets_in_several_clients_at_once_and_is_counted_once(
    net: World, root: Person
) -> None:
    """As SECURITY.md says: windows of a browser share it, and lost connections may last a while."""
    invites(root, "1")
    for nick in ("ana", "ana2", "ana3"):
        assert is_in(enters(net, nick, f"{TOKEN}.mine"))
    assert not is_in(enters(net, "bob", f"{TOKEN}.other"))
    root.hears()
    for nick in ("ana", "ana3"):
        told = root.asks(f"WHOIS {nick}")
        assert any(f"{ID} of root!r@host" in line for line in told)


def test_what_is_left_survives_a_restart(net: World, root: Person) -> None:
    invites(root, "2")
    enters(net, "ana", TOKEN)
    net.flush()
    again = net.restarted()
    assert is_in(enters(again, "bob", TOKEN))
    assert not is_in(enters(again, "caio", TOKEN))
    assert not [kind for kind, _key, _value in again.node.records.all() if kind == "invitation"]


def test_the_token_is_kept_and_logged_nowhere(net: World, root: Person) -> None:
    assert TOKEN in repr(invites(root, "2"))
    enters(net, "ana", f"{TOKEN}.mine")
    kept = json.dumps([value for *_, value in net.node.records.all()])
    redactor = Redactor(b"salt", 23)
    logged = repr(net.events) + repr(list(map(redactor.event, net.events)))
    assert TOKEN not in kept + logged
    assert hash_of(TOKEN) in kept
    assert hash_of(TOKEN) not in repr(list(map(redactor.event, net.events)))


def test_wrong_tokens_are_guesses_like_wrong_passwords(world: World_) -> None:
    for password in (WORD, ""):
        policy = AccountPolicy(required=not password, wrong_passwords=2)
        settings = msgspec.structs.replace(SETTINGS, password=password, accounts=policy)
        net = world(settings)
        told = [enters(net, "eve", token_number(90 + number)) for number in range(3)]
        assert not any(map(is_in, told))
        assert net.node.network.wrong_by_host.wait("host", net.node.now()) > 0
        if password:
            assert any("Too many wrong passwords" in line for line in told[2])


@pytest.mark.parametrize(
    "policy", [AccountPolicy(required=True), AccountPolicy(allow=("root", "ana"))]
)
def test_it_lets_in_past_the_need_of_an_account(world: World_, policy: AccountPolicy) -> None:
    net = world(msgspec.structs.replace(SETTINGS, accounts=policy, password=""))
    made = invited(net, uses=1)
    assert is_in(enters(net, "guest", made))
    assert not is_in(enters(net, "other", made))


def invited(net: World, *, uses: int, account: bool = False) -> str:
    """The token of an invitation that is made on the server's machine."""
    token = token_number(70)
    hashed = hash_of(token)
    one = Invitation(id_of(hashed), hashed, "", NOON + HOUR, uses, account)
    net.node.backplane.submit(InvitationMade(ClientId(0), Millis(NOON), one))
    return token


def test_one_for_accounts_lets_make_one_where_nobody_may(world: World_) -> None:
    policy = AccountPolicy(registration=False)
    net = world(msgspec.structs.replace(SETTINGS, accounts=policy))
    token = invited(net, uses=1, account=True)
    told = enters(net, "ana", token)
    assert any("NickServ REGISTER" in line for line in told)
    ana = net.people[-1]
    assert any("REGISTER SUCCESS ana" in line for line in ana.asks("REGISTER * * correct-horse"))
    enters(net, "bob")
    bob = net.people[-1]
    assert any("TEMPORARILY_UNAVAILABLE" in line for line in bob.asks("REGISTER * * correct-horse"))


def test_revoking_keeps_out_those_who_have_come_too(net: World, root: Person) -> None:
    invites(root, "5")
    enters(net, "ana", f"{TOKEN}.mine")
    root.hears()
    root.says("INVITATION LIST")
    until = "2025-11-21 12:00 UTC"
    assert notes(root) == [
        f"LISTED {ID} :{ID}: 4 people until {until}, 1 has come and may come back, by root!r@host",
        "END * :Invitations: 1",
    ]
    root.says(f"INVITATION DEL {ID}")
    assert notes(root) == [f"REVOKED {ID} :Revoked: {ID}"]
    for said in (TOKEN, f"{TOKEN}.mine"):
        assert not is_in(enters(net, "ana2", said))
    assert "NO_SUCH_INVITATION" in root.asks(f"INVITATION DEL {ID}")[0]
    assert not is_in(enters(net.restarted(), "ana", f"{TOKEN}.mine"))


def test_the_machines_owner_revokes_too(net: World) -> None:
    token = invited(net, uses=2)
    net.node.backplane.submit(InvitationRevoked(ClientId(0), net.node.now(), id_of(hash_of(token))))
    assert not is_in(enters(net, "ana", token))


def test_operators_see_who_came_with_which_and_nobody_else(net: World, root: Person) -> None:
    invites(root, "2")
    enters(net, "ana", TOKEN)
    enters(net, "bob", TOKEN)
    root.says("WHOIS ana")
    line = f":tui-chat.local 320 root ana :joined with the invitation {ID} of root!r@host"
    assert line in root.hears()
    bob = net.people[-1]
    assert not any(" 320 " in line for line in bob.asks("WHOIS ana"))


def test_only_operators_invite_unless_accounts_may(world: World_) -> None:
    settings = msgspec.structs.replace(SETTINGS, password="")
    net = world(settings)
    ana = register(net, "ana")
    ana.says("INVITATION ADD")
    said = "Only operators of this server can make invitations"
    assert ana.hears() == [f":tui-chat.local FAIL INVITATION INVITING_REFUSED :{said}"]
    net = world(msgspec.structs.replace(settings, inviting=Inviting.ACCOUNTS))
    ana, bob = register(net, "ana"), net.enter("bob")
    assert " FAIL INVITATION ACCOUNT_REQUIRED " in bob.asks("INVITATION ADD")[0]
    assert " 481 " in ana.asks("INVITATION ADD 1 1 ACCOUNT")[0]
    other = invited(net, uses=1)
    for _ in range(MOST_OF_MEMBER):
        assert any(" CREATED " in line for line in ana.asks("INVITATION ADD"))
    assert "LIMIT_REACHED" in ana.asks("INVITATION ADD")[0]
    assert not any(id_of(hash_of(other)) in line for line in ana.asks("INVITATION LIST"))
    assert "NO_SUCH_INVITATION" in ana.asks(f"INVITATION DEL {id_of(hash_of(other))}")[0]


@pytest.mark.parametrize(
    "words", ["ADD 0", "ADD 501", "ADD x", "ADD 1 0", "ADD 1 99999", "FLY", "DEL"]
)
def test_odd_orders_are_refused(net: World, root: Person, words: str) -> None:
    assert " FAIL INVITATION " in root.asks(f"INVITATION {words}")[0]
    assert not net.node.network.invitations.all()
