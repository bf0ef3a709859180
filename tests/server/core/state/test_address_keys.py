import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.server.core.state.address_keys import (
    address_key,
    is_within,
    read_network,
    site_key,
)


@pytest.mark.parametrize(
    ("host", "key"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::"),
        ("2001:db8:0:0:ffff::1", "2001:db8::"),
        ("2001:db8:0:1::1", "2001:db8:0:1::"),
        ("fe80::1%eth0", "fe80::"),
        ("::1", "::1"),
        ("0::1", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_what_counts_as_one(host: str, key: str) -> None:
    assert address_key(host) == key


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("::ffff:192.0.2.1", "192.0.2.1/32"),
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("::ffff:0:0/96", "0.0.0.0/0"),
        ("::/0", "::/0"),
        ("::ffff:0:0/90", "::ffc0:0:0/90"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("2001:db8::/32", "2001:db8::/32"),
    ],
)
def test_networks_of_ipv4_are_the_same_however_they_are_written(text: str, network: str) -> None:
    assert str(read_network(text, strict=False)) == network


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_nobody_gets_another_key_by_choosing_the_second_half(address: object, low: int) -> None:
    whole = int(address)  # type: ignore[call-overload]
    other = type(address)((whole >> 64 << 64) | low)  # type: ignore[call-arg]
    if not (other.is_loopback or other.ipv4_mapped or address.is_loopback or address.ipv4_mapped):  # type: ignore[attr-defined]
        assert address_key(str(address)) == address_key(str(other))


@pytest.mark.parametrize(
    ("host", "inside"),
    [
        ("127.0.0.1", True),
        ("::ffff:127.0.0.1", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("x", False),
    ],
)
def test_an_address_lies_in_a_network_or_not(host: str, inside: bool) -> None:
    assert is_within(host, ("127.0.0.0/8", "::1/128")) is inside


@pytest.mark.parametrize(
    ("key", "site"),
    [("2001:db8:1:2::", "2001:db8:1::"), ("::1", ""), ("192.0.2.1", ""), ("", ""), ("host", "")],
)
def test_addresses_of_one_site_have_its_key(key: str, site: str) -> None:
    assert site_key(key) == site
