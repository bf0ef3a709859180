"""What conversations are called: the same from both sides, and never by a nickname."""

from hypothesis import given
from hypothesis import strategies as st

from tests.server.account_holders import PASSWORD, register
from tests.server.world import World
from tui_chat.server.core.messages.conversation_keys import conversation, partner

identities = st.text(st.characters(codec="ascii", categories=("L", "N")), min_size=1)


@given(identities, identities)
def test_a_conversation_is_one_from_either_side(one: str, other: str) -> None:
    target = conversation(one, other)
    assert target == conversation(other, one)
    assert (partner(target, one), partner(target, other)) == (other, one)


def test_whoever_takes_a_nickname_is_not_who_had_it(net: World) -> None:
    network = net.node.network
    first = net.enter("alice")
    user = network.find_user("alice")
    assert user is not None
    before = user.identity
    first.drops()
    net.enter("alice")
    user = network.find_user("alice")
    assert user is not None
    assert user.identity != before


def test_with_an_account_somebody_is_the_same_under_any_name(net: World) -> None:
    network = net.node.network
    alice = register(net, "Alice")
    user = network.find_user("alice")
    account = network.accounts.find("alice")
    assert user is not None
    assert account is not None
    alice.says("NICK alison")
    net.settle()
    assert user.identity == account.id
    alice.says("NS LOGOUT")
    net.settle()
    assert user.identity == user.stay


def test_an_account_of_the_same_name_is_another(net: World) -> None:
    accounts = net.node.network.accounts
    ids = set()
    for _ in range(3):
        alice = register(net, "alice")
        account = accounts.find("alice")
        assert account is not None
        assert accounts.identified(account.id) is account
        ids.add(account.id)
        alice.says(f"NS DROP {PASSWORD}", "QUIT")
        net.settle()
        assert accounts.identified(account.id) is None
    assert len(ids) == 3
