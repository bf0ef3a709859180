"""Making and ending invitations. Using them is in `test_invitations`, with the command."""

import logging

import pytest

from tests.server.world import NOON, World
from tui_chat.server.core.events import ClientId, InvitationMade, InvitationRevoked, Millis
from tui_chat.server.core.invitation_and_token_format import MOST, Invitation

HOUR = 3_600_000


def make(net: World, id_: str, until: int = NOON + HOUR, uses: int = 1) -> None:
    one = Invitation(id_, f"hash of {id_}", "", until, uses)
    net.node.backplane.submit(InvitationMade(ClientId(0), Millis(net.now), one))


def kept(net: World) -> list[str]:
    net.flush()
    return [key for kind, key, _ in net.node.records.all() if kind == "invitation"]


def test_one_that_is_over_makes_room_for_a_new_one(net: World) -> None:
    make(net, "old", NOON + 1)
    for number in range(MOST - 1):
        make(net, f"{number:08}")
    make(net, "too many")
    assert len(kept(net)) == MOST
    assert "too many" not in kept(net)
    net.now += 1
    make(net, "new")
    assert len(kept(net)) == MOST
    assert {"new", "old"} & set(kept(net)) == {"new"}


def test_an_id_is_taken_once(net: World) -> None:
    make(net, "one", uses=1)
    make(net, "one", uses=9)
    assert [one.uses for one in net.node.network.invitations.all()] == [1]


def test_making_and_revoking_are_in_the_audit_log(
    net: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "tui_chat.audit"):
        make(net, "one")
        net.node.backplane.submit(InvitationRevoked(ClientId(0), Millis(net.now), "one"))
        net.node.backplane.submit(InvitationRevoked(ClientId(0), Millis(net.now), "one"))
    assert caplog.messages == [
        (
            "audit: whoever runs the server made the invitation one: 1 person until "
            "2025-11-20 13:00 UTC"
        ),
        "audit: whoever runs the server revoked the invitation one",
    ]
    assert kept(net) == []
