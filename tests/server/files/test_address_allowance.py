"""How much may be sent from one address."""

import pytest

from tui_chat.server.files import address_allowance
from tui_chat.server.files.address_allowance import QUOTAS_AT_ONCE, AddressAllowance

QUOTA = 1000
DAY = 86_400.0


@pytest.mark.parametrize(
    ("one", "beside", "elsewhere"),
    [
        ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
        ("2001:db8:1:1::1", "2001:db8:1:2::9", "2001:db8:2:1::1"),
    ],
)
def test_an_address_sends_some_quotas_and_then_one_a_day(
    one: str, beside: str, elsewhere: str
) -> None:
    allowance = AddressAllowance()
    for _ in range(QUOTAS_AT_ONCE):
        assert allowance.has_room(one, QUOTA, QUOTA, 0.0)
        allowance.spend(one, QUOTA, QUOTA, 0.0)
    assert not allowance.has_room(beside, QUOTA, QUOTA, DAY / 2)
    assert allowance.has_room(elsewhere, QUOTA, QUOTA, DAY / 2)
    assert allowance.has_room(beside, QUOTA, QUOTA, DAY)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "::1"])
def test_this_machine_is_not_limited(host: str) -> None:
    allowance = AddressAllowance()
    for _ in range(2 * QUOTAS_AT_ONCE):
        allowance.spend(host, QUOTA, QUOTA, 0.0)
    assert allowance.has_room(host, QUOTA, QUOTA, 0.0)


def test_so_many_addresses_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(address_allowance, "_MOST", 5)
    allowance = AddressAllowance()
    for number in range(20):
        allowance.spend(f"192.0.2.{number}", QUOTA, QUOTA, 0.0)
    assert len(allowance) == 5
