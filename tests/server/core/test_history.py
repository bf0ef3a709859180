"""What conversations are called: the same from both sides, and never by a nickname."""

from hypothesis import given
from hypothesis import strategies as st

from tests.server.world import World
from tui_chat.server.core.history import conversation, partner

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
    before = network.identity(user)
    first.drops()
    net.now += 1
    net.enter("alice")
    user = network.find_user("alice")
    assert user is not None
    assert network.identity(user) != before


def test_with_an_account_somebody_is_the_same_under_any_name(net: World) -> None:
    network = net.node.network
    alice = net.enter("alice")
    user = network.find_user("alice")
    assert user is not None
    user.account = "Ally"
    before = network.identity(user)
    alice.says("NICK alison")
    net.settle()
    assert network.identity(user) == before == "ally"
