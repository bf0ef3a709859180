import pytest

from tui_chat.server.limits.address_limits import (
    AddressLimiter,
    ConnectionLimits,
    RefusedConnectionError,
)
from tui_chat.server.limits.token_bucket import Rate


def addresses(**limits: object) -> AddressLimiter:
    return AddressLimiter(ConnectionLimits(**limits), Rate(burst=10, per_second=1), str.upper)  # type: ignore[arg-type]


def test_whoever_comes_too_often_waits_and_the_others_do_not() -> None:
    some = addresses(burst=2, per_second=0.5)
    assert [some.claim_turn("192.0.2.1", 0) for _ in range(3)] == [0, 0, 2]
    assert some.claim_turn("192.0.2.2", 0) == 0
    assert some.claim_turn("192.0.2.1", 2) == 0


def test_too_many_of_one_address_are_turned_away_until_one_leaves() -> None:
    some = addresses(per_address=1)
    admitted = some.admit("192.0.2.1", 0)
    with pytest.raises(RefusedConnectionError, match="Too many connections from your address"):
        some.claim_turn("192.0.2.1", 0)
    admitted.group.leave()
    assert some.claim_turn("192.0.2.1", 0) == 0


def test_too_many_at_the_door_are_turned_away_until_one_leaves_it() -> None:
    some = addresses(per_address=1)
    group = some.count_pending("192.0.2.1", 0)
    some.count_pending("192.0.2.1", 0)
    with pytest.raises(RefusedConnectionError, match="Too many connections from your address"):
        some.count_pending("192.0.2.1", 0)
    some.count_pending("192.0.2.2", 0)
    some.tidy(1000)
    assert len(some) == 2
    group.pending -= 1
    some.count_pending("192.0.2.1", 0)


def test_the_exempt_may_stand_at_the_door_in_any_number() -> None:
    some = addresses(per_address=1)
    for _ in range(10):
        assert some.count_pending("127.0.0.1", 0)


def test_who_knocked_while_there_was_room_is_turned_away_when_there_is_none_left() -> None:
    some = addresses(per_address=1, total=2)
    peers = ("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3")
    assert [some.claim_turn(peer, 0) for peer in peers] == [0, 0, 0, 0]
    some.admit("192.0.2.1", 0)
    with pytest.raises(RefusedConnectionError, match="Too many connections from your address"):
        some.admit("192.0.2.1", 0)
    some.admit("192.0.2.2", 0)
    with pytest.raises(RefusedConnectionError, match="The server is full"):
        some.admit("192.0.2.3", 0)
    assert some.total == 2


def test_too_many_in_all_are_turned_away_even_the_exempt() -> None:
    some = addresses(total=1)
    some.admit("192.0.2.1", 0)
    with pytest.raises(RefusedConnectionError, match="The server is full"):
        some.claim_turn("127.0.0.1", 0)


@pytest.mark.parametrize("per_second", [0, 1])
def test_zero_is_no_limit(per_second: float) -> None:
    some = addresses(total=0, per_address=0, burst=0, per_second=per_second)
    for _ in range(100):
        assert some.claim_turn("192.0.2.1", 0) == 0
        some.admit("192.0.2.1", 0)


def test_the_exempt_share_no_rate() -> None:
    some = addresses()
    assert some.admit("127.0.0.1", 0).group.bucket is None
    assert some.admit("", 0).group.bucket is None
    assert some.admit("192.0.2.1", 0).group.bucket is not None


def test_addresses_are_disguised_but_not_those_of_this_machine() -> None:
    some = addresses()
    assert some.admit("2001:db8::7", 0)[:2] == ("2001:db8::7", "2001:DB8::")
    assert some.admit("127.0.0.1", 0).shown == "127.0.0.1"
    some.use(ConnectionLimits(), Rate(), None)
    assert some.admit("192.0.2.1", 0).shown == "192.0.2.1"


def test_other_limits_hold_for_those_who_are_here() -> None:
    some = addresses(burst=1, per_second=1)
    admitted = some.admit("192.0.2.1", 0)

    def waits() -> list[float] | None:
        bucket = admitted.group.bucket
        return None if bucket is None else [bucket.take(0) for _ in range(3)]

    some.use(ConnectionLimits(exempt=("192.0.2.0/24",)), Rate(), None)
    assert waits() is None
    some.use(ConnectionLimits(per_address=1), Rate(burst=2, per_second=1), None)
    assert waits() == [0, 0, 1]
    with pytest.raises(RefusedConnectionError):
        some.claim_turn("192.0.2.1", 0)


def test_who_is_gone_and_owes_nothing_is_forgotten() -> None:
    some = addresses(burst=2, per_second=1)
    some.claim_turn("192.0.2.1", 0)
    some.admit("192.0.2.1", 0).group.leave()
    some.admit("192.0.2.2", 0)
    some.tidy(0.5)
    assert len(some) == 2
    some.tidy(2)
    assert len(some) == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("192.0.2.1", "::ffff:192.0.2.1"),
        ("2001:db8::1", "2001:db8::ffff:1"),
        ("fe80::1%eth0", "fe80::2"),
    ],
)
def test_however_an_address_is_written_its_limits_are_the_same(first: str, second: str) -> None:
    some = addresses(per_address=1)
    group = some.admit(first, 0).group
    with pytest.raises(RefusedConnectionError, match="Too many connections from your address"):
        some.claim_turn(second, 0)
    assert len(some) == 1
    group.leave()
    assert some.admit(second, 0).group is group
