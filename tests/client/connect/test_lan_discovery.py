"""Servers on the same network; what announces itself there may be anybody."""

import pytest

from tests.fake_zeroconf import FakeInfo, FakeNetwork
from tui_chat.client.connect.lan_discovery import LanDiscovery, LanServer

KIND = "_tui-chat._tcp.local."


def announced(
    air: FakeNetwork,
    label: str = "home",
    *,
    addresses: tuple[str, ...] = ("192.0.2.5",),
    port: object = 6667,
    **said: bytes | None,
) -> None:
    name = f"{label}.{KIND}"
    air.services[name] = FakeInfo(
        KIND, name, port=port, properties=said, parsed_addresses=list(addresses)
    )


def found(network: FakeNetwork) -> tuple[LanServer, ...]:
    known: list[tuple[LanServer, ...]] = [()]
    discovery = LanDiscovery(known.append, lambda: network)
    discovery._begin()
    discovery.stop()
    return known[-1]


def test_who_is_there_is_told_with_name_address_and_number() -> None:
    network = FakeNetwork()
    announced(network, network=b"home", people=b"3")
    announced(network, "other", addresses=("2001:db8::5", "192.0.2.6"), network=b"class")
    assert found(network) == (
        LanServer("home", "192.0.2.5", 6667, 3),
        LanServer("class", "192.0.2.6", 6667, None),
    )


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (b"\x1b]0;pwned\x07\xe2\x80\xaeabc", "pwnedabc"),
        (b"\xff\xfe", "\ufffd\ufffd"),
        (b"a\n\n  b", "a b"),
        (b"x" * 500, "x" * 40),
        (b"", "tui-chat"),
        (None, "tui-chat"),
    ],
)
def test_a_name_steers_no_terminal(said: bytes | None, name: str) -> None:
    network = FakeNetwork()
    announced(network, network=said)
    (one,) = found(network)
    assert "\x1b" not in one.name
    assert "\u202e" not in one.name
    assert "\n" not in one.name
    assert len(one.name) <= 40
    if not said or b"\x1b" not in said:
        assert one.name == name


@pytest.mark.parametrize(
    "odd",
    [
        {"addresses": ()},
        {"addresses": ("not an address",)},
        {"port": 0},
        {"port": None},
        {"port": 70_000},
    ],
)
def test_what_cannot_be_reached_is_left_out(odd: dict[str, object]) -> None:
    network = FakeNetwork()
    announced(network, **odd)  # type: ignore[arg-type]
    announced(network, "good", network=b"good")
    assert [one.name for one in found(network)] == ["good"]


@pytest.mark.parametrize("people", [b"-1", b"many", b"9" * 50, b"\xff", None])
def test_an_odd_number_of_people_is_none(people: bytes | None) -> None:
    network = FakeNetwork()
    announced(network, people=people)
    assert [one.people for one in found(network)] == [None]


def test_a_flood_of_servers_has_an_end() -> None:
    network = FakeNetwork()
    for number in range(1000):
        announced(network, f"s{number}", port=1 + number)
    assert len(found(network)) == 30


def test_who_leaves_is_told_and_nothing_after_the_end() -> None:
    network = FakeNetwork()
    announced(network, network=b"home")
    known: list[tuple[LanServer, ...]] = []
    discovery = LanDiscovery(known.append, lambda: network)
    discovery._begin()
    discovery.remove_service(None, KIND, f"home.{KIND}")
    discovery.remove_service(None, KIND, f"home.{KIND}")
    assert [len(one) for one in known] == [1, 0]
    discovery.stop()
    network.tell(lambda listener, *words: listener.add_service(*words), f"home.{KIND}")
    assert len(known) == 2


@pytest.mark.parametrize("trouble", [ImportError(), OSError("no network")])
def test_without_the_package_or_a_network_nothing_is_found(trouble: Exception) -> None:
    network = FakeNetwork()
    network.trouble = trouble
    assert found(network) == ()
