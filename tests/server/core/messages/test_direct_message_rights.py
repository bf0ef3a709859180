"""Permission to write to a user: its modes, and the people whom it wrote to."""

import pytest

from tui_chat.server.core.context import Refused
from tui_chat.server.core.events import Millis
from tui_chat.server.core.messages.direct_message_rights import (
    MOST_ACCEPTED,
    check_may_address,
    expect_answer,
)
from tui_chat.server.core.state.users_and_channels import User
from tui_chat.wire.names import Folded
from tui_chat.wire.numerics import Numeric


def user(nick: str, modes: str = "", account: str = "") -> User:
    made = User(nick, Folded(nick), nick, "host", nick, Millis(0), Millis(0))
    made.modes = modes
    made.identity, made.account = nick, account
    return made


@pytest.mark.parametrize(
    ("modes", "text", "refusal"),
    [
        ("", "hi", None),
        ("R", "hi", Numeric.ERR_NEEDREGGEDNICK),
        ("T", "hi", None),
        ("T", "\x01VERSION\x01", Numeric.ERR_CANNOTSENDTOUSER),
        ("T", "\x01ACTION waves\x01", None),
    ],
)
def test_the_modes_of_the_receiver_decide(modes: str, text: str, refusal: Numeric | None) -> None:
    receiver = user("alice", modes)
    if refusal is None:
        check_may_address(user("bob"), receiver, text)
    else:
        with pytest.raises(Refused) as refused:
            check_may_address(user("bob"), receiver, text)
        assert refused.value.numeric is refusal


def test_everybody_may_write_to_oneself() -> None:
    alice = user("alice", "RT")
    check_may_address(alice, alice, "\x01VERSION\x01")


def test_who_is_logged_in_or_written_to_may_write() -> None:
    alice, bob = user("alice", "R"), user("bob")
    check_may_address(user("carol", account="carol"), alice, "hi")
    expect_answer(alice, bob)
    check_may_address(bob, alice, "hi")


def test_nobody_is_noted_where_anybody_may_answer() -> None:
    alice, open_, known = user("alice", "R"), user("open"), user("known", account="known")
    expect_answer(open_, alice)
    expect_answer(alice, known)
    expect_answer(alice, alice)
    assert not open_.accepted
    assert not alice.accepted


def test_the_oldest_makes_room_when_the_list_is_full_and_not_before() -> None:
    alice = user("alice", "R")
    people = [user(f"p{number}") for number in range(MOST_ACCEPTED + 1)]
    for one in people[:-1]:
        expect_answer(alice, one)
    assert list(alice.accepted or ()) == [one.identity for one in people[:-1]]
    expect_answer(alice, people[-1])
    assert list(alice.accepted or ()) == [one.identity for one in people[1:]]
