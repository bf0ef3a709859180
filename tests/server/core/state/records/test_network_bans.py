import re

import pytest

from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.records.network_bans import Ban, NetworkBans, Origin, read_addresses


def ban(target: str, *, account: str = "", until: int = 0) -> Ban:
    pattern = re.compile(re.escape(target).replace(r"\*", ".*"))
    addresses = read_addresses(target)
    return Ban(target, account, addresses, "no", "oper", Millis(0), Millis(until), pattern)


def origin(host: str = "10.0.0.7", account: str = "") -> Origin:
    return Origin("Bob", "rob", ("shown.example", host), account)


@pytest.mark.parametrize(
    ("one", "applies"),
    [
        (ban("10.0.0.7"), True),
        (ban("10.0.0.0/24"), True),
        (ban("10.0.1.0/24"), False),
        (ban("bob!*@*.example"), True),
        (ban("bob!*@10.0.0.7"), True),
        (ban("alice!*@*"), False),
        (ban("account:rob", account="rob"), False),
    ],
)
def test_a_ban_applies_to_addresses_or_masks_of_either_host(one: Ban, applies: bool) -> None:
    bans = NetworkBans()
    bans.add(one)
    assert (bans.find(origin(), Millis(0)) == one) is applies


def test_a_ban_of_an_account_applies_wherever_it_comes_from() -> None:
    bans = NetworkBans()
    bans.add(ban("account:rob", account="rob"))
    assert bans.find(origin("2001:db8::1", "rob"), Millis(0)) is not None


def test_a_ban_ends_in_the_millisecond_that_it_lasts_until() -> None:
    bans = NetworkBans()
    bans.add(ban("10.0.0.7", until=50))
    assert bans.find(origin(), Millis(49)) is not None
    assert bans.find(origin(), Millis(50)) is None
    assert bans.all(Millis(50)) == ()


def test_a_second_ban_of_a_target_replaces_the_first_and_goes_last() -> None:
    bans = NetworkBans()
    later = ban("10.0.0.7", until=90)
    for one in (ban("10.0.0.7"), ban("10.0.0.8"), later):
        bans.add(one)
    assert [one.target for one in bans.all(Millis(0))] == ["10.0.0.8", "10.0.0.7"]
    assert len(bans) == 2
    assert bans.remove("10.0.0.7") == later
    assert bans.remove("10.0.0.7") is None


def test_a_ban_of_an_address_is_found_by_the_address_alone() -> None:
    bans = NetworkBans()
    for target in ("*!*@10.0.0.7", "10.0.1.0/24", "2001:db8::/32"):
        bans.add(ban(target))
    bans.add(ban("10.0.2.1", until=5))
    assert bans.find_address("10.0.0.7", Millis(9)) is None
    for address in ("10.0.1.77", "2001:db8::1"):
        assert bans.find_address(address, Millis(9)) is not None
    assert bans.find_address("10.0.2.1", Millis(4)) is not None
    assert bans.find_address("10.0.2.1", Millis(9)) is None
    assert bans.find_address("localhost", Millis(9)) is None
