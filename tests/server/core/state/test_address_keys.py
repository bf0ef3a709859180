import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui_chat.server.core.state.address_keys import address_key


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


@given(st.ip_addresses(v=6), st.integers(0, 2**64 - 1))
def test_nobody_gets_another_key_by_choosing_the_second_half(address: object, low: int) -> None:
    whole = int(address)  # type: ignore[call-overload]
    other = type(address)((whole >> 64 << 64) | low)  # type: ignore[call-arg]
    if not (other.is_loopback or other.ipv4_mapped or address.is_loopback or address.ipv4_mapped):  # type: ignore[attr-defined]
        assert address_key(str(address)) == address_key(str(other))
