"""Making invitations on the server's machine. The rest is in `test_control_socket`."""

from tests.server.world import World
from tui_chat.server.core.invitation_and_token_format import MOST, is_token
from tui_chat.server.process.invitation_orders import (
    NewInvitationOrder,
    listed,
    make,
    new_token,
    revoke,
)

ORDER = NewInvitationOrder(1, 1, account=False)


def test_every_token_is_another_one() -> None:
    tokens = {new_token() for _ in range(100)}
    assert len(tokens) == 100
    assert all(map(is_token, tokens))


def test_it_is_kept_before_anybody_is_told(net: World) -> None:
    token = new_token()
    made = make(net.node, token, ORDER)
    assert made is not None
    assert [key for kind, key, _ in net.node.records.all() if kind == "invitation"] == [made.id]
    assert listed(net.node) == (
        f"{made.id}: 1 person until 2025-11-20 13:00 UTC, by whoever runs the server",
    )
    assert revoke(net.node, made.id)
    assert not revoke(net.node, made.id)
    assert listed(net.node) == ()


def test_there_is_a_limit(net: World) -> None:
    for _ in range(MOST):
        assert make(net.node, new_token(), ORDER) is not None
    assert make(net.node, new_token(), ORDER) is None
    net.now += 3_600_000
    assert make(net.node, new_token(), ORDER) is not None
