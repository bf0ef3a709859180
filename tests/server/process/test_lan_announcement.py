"""What the local network is told of a server, and when."""

import logging
import re
import socket
import threading

import pytest

from tests.fake_zeroconf import FakeNetwork
from tests.server.sockets import fast_config
from tui_chat.client.connect.lan_discovery import LanDiscovery, LanServer
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.config.config_schema import Server as Who
from tui_chat.server.process.lan_announcement import Announced, LanAnnouncement
from tui_chat.server.process.server import Server

HERE = Announced("home", 6667, ("192.0.2.5",), 3)
EVERYWHERE = Listen(host="0.0.0.0", port=0)  # noqa: S104 - for a moment


def told(network: FakeNetwork, *wanted: tuple[Announced | None, float]) -> list[tuple[str, str]]:
    """Name and people of what is announced after all this was."""
    announcement = LanAnnouncement(lambda: network)
    for what, now in wanted:
        announcement.tell(what, now)
    assert announcement._thread is not None
    announcement._thread.submit(lambda: None).result()
    found = [
        (one.properties[b"network"].decode(), one.properties[b"people"].decode())
        for one in network.services.values()
    ]
    announcement.close()
    assert not network.services, "it says goodbye"
    return found


def test_name_port_and_number_of_people_are_announced() -> None:
    network = FakeNetwork()
    assert told(network, (HERE, 0.0)) == [("home", "3")]
    assert network.closed == 1


def test_the_number_of_people_is_told_once_a_minute() -> None:
    busy, busier = HERE._replace(people=4), HERE._replace(people=5)
    assert told(FakeNetwork(), (HERE, 0.0), (busy, 59.0)) == [("home", "3")]
    assert told(FakeNetwork(), (HERE, 0.0), (busy, 59.0), (busier, 60.0)) == [("home", "5")]


def test_another_port_or_nothing_is_told_at_once() -> None:
    moved = HERE._replace(port=6668)
    network = FakeNetwork()
    assert told(network, (HERE, 0.0), (moved, 1.0)) == [("home", "3")]
    assert told(FakeNetwork(), (HERE, 0.0), (None, 1.0)) == []


def test_a_long_name_is_cut_and_dots_are_none() -> None:
    network = FakeNetwork()
    announcement = LanAnnouncement(lambda: network)
    announcement.tell(HERE._replace(network="é." * 60), 0.0)
    assert announcement._thread is not None
    announcement._thread.submit(lambda: None).result()
    (name,) = network.services
    label = name.partition(".")[0]
    assert len(label.encode()) <= 63
    assert name == f"{label}._tui-chat._tcp.local."
    announcement.close()


def test_a_network_that_fails_is_told_in_the_log_and_no_more(
    caplog: pytest.LogCaptureFixture,
) -> None:
    network = FakeNetwork()
    network.trouble = OSError("no multicast here")
    with caplog.at_level(logging.WARNING):
        assert told(network, (HERE, 0.0)) == []
    assert "no multicast here" in caplog.text


@pytest.mark.parametrize(
    ("listen", "announce", "is_told"),
    [(EVERYWHERE, True, True), (EVERYWHERE, False, False), (Listen(port=0), True, False)],
)
async def test_a_server_is_announced_where_others_reach_it_and_may_find_it(
    monkeypatch: pytest.MonkeyPatch, listen: Listen, *, announce: bool, is_told: bool
) -> None:
    network, here = FakeNetwork(), "192.0.2.5"
    monkeypatch.setattr("tui_chat.server.process.lan_announcement.library", lambda: network)
    monkeypatch.setattr("tui_chat.server.process.ways_to_join.network_addresses", lambda: (here,))
    known: list[tuple[LanServer, ...]] = []
    heard = threading.Event()

    def hear(found: tuple[LanServer, ...]) -> None:
        known.append(found)
        heard.set()

    discovery = LanDiscovery(hear, lambda: network)
    config = fast_config(listen=listen, server=Who(network="home", announce=announce))
    async with Server(config) as server:
        if server._lan._thread is not None:
            server._lan._thread.submit(lambda: None).result()
        discovery._begin()
        if is_told:
            assert heard.wait(30)
            assert known[-1] == (LanServer("home", here, server.port, 0),)
    assert bool(known) is is_told
    discovery.stop()
    assert not network.services


def _multicast_works() -> bool:
    """Whether what this machine sends to a group on loopback comes back to it."""
    group = ("224.0.0.251", 0)
    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as end:
            end.bind(("", 0))
            here = socket.inet_aton("127.0.0.1")
            member = socket.inet_aton(group[0]) + here
            end.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, member)
            end.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, here)
            end.settimeout(0.5)
            end.sendto(b"x", (group[0], end.getsockname()[1]))
            return end.recv(9) == b"x"
    except OSError:
        return False


@pytest.mark.skipif(not _multicast_works(), reason="no multicast on loopback")
def test_the_real_package_does_the_same() -> None:
    zeroconf = pytest.importorskip("zeroconf")

    class OnLoopback:
        ServiceInfo = zeroconf.ServiceInfo
        ServiceBrowser = zeroconf.ServiceBrowser

        @staticmethod
        def Zeroconf() -> object:  # noqa: N802 - as there
            return zeroconf.Zeroconf(interfaces=["127.0.0.1"])

    announcement = LanAnnouncement(lambda: OnLoopback)
    wanted = LanServer("home of tests", "192.0.2.5", 6667, 3)
    found, heard = threading.Event(), []

    def hear(servers: tuple[LanServer, ...]) -> None:
        heard.append(servers)
        if wanted in servers:
            found.set()

    discovery = LanDiscovery(hear, lambda: OnLoopback)
    announcement.tell(HERE._replace(network=wanted.name), 0.0)
    discovery.start()
    assert found.wait(30), heard
    discovery.stop()
    announcement.close()
    assert re.search("tests", repr(heard))
