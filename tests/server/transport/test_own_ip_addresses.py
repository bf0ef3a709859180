"""The addresses under which other computers reach this one."""

import ipaddress
import socket

import pytest

from tui_chat.server.transport.own_ip_addresses import in_order, network_addresses


def test_what_only_this_computer_can_reach_is_left_out() -> None:
    found = ("fe80::1", "127.0.1.1", "2001:db8::7", "169.254.3.4", "0.0.0.0", "::1", "10.0.0.5")  # noqa: S104
    assert in_order(found) == ("10.0.0.5", "2001:db8::7")


def test_the_default_route_comes_first_and_each_once() -> None:
    assert in_order(("192.0.2.9", "10.0.0.5", "192.0.2.9")) == ("192.0.2.9", "10.0.0.5")


def test_this_computer_can_listen_on_each_of_its_addresses() -> None:
    for address in network_addresses():
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        with socket.socket(family, socket.SOCK_STREAM) as trial:
            trial.bind((address, 0))
        assert not ipaddress.ip_address(address).is_loopback


def test_a_computer_in_no_network_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_arguments: object) -> None:
        raise OSError(101, "Network is unreachable")

    monkeypatch.setattr("socket.socket.connect", offline)
    monkeypatch.setattr("fcntl.ioctl", offline)
    assert network_addresses() == ()
