"""Addresses of peers, as they are read and shown."""

import pytest

from tui_chat.server.limits.peer_addresses import host_of, is_in, is_local, networks


@pytest.mark.parametrize(
    ("peer", "host"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", "2001:db8::1"),
        ("::1", "0::1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("fe80::1%eth0", "fe80::1"),
        ("", "localhost"),
    ],
)
def test_a_host_is_a_name_that_messages_can_carry(peer: str, host: str) -> None:
    assert host_of(peer) == host


def test_this_machine_is_told_from_others() -> None:
    assert all(map(is_local, ["", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]))
    assert not any(map(is_local, ["192.0.2.1", "2001:db8::1", "0.0.0.0", "::ffff:192.0.2.1"]))  # noqa: S104 - not bound


def test_networks_hold_addresses_of_both_kinds() -> None:
    some = networks(["192.0.2.0/24", "2001:db8::/32"])
    assert is_in("192.0.2.9", some)
    assert is_in("::ffff:192.0.2.9", some)
    assert is_in("2001:db8::9", some)
    assert not is_in("192.0.3.1", some)
    assert not is_in("", some)
