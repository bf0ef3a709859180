import shutil

import pytest

from bench.build import lacks_tls
from bench.generator import Options, drive
from bench.scenarios import CAPABILITIES
from bench.servers import INSPIRCD, NGIRCD, TUI_CHAT, Server, running, servers

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")

MESH: Options = {
    "clients": 20,
    "channels": 36,
    "channels_each": 5,
    "senders": 20,
    "window": 8,
    "seconds": 0.2,
    "capabilities": CAPABILITIES,
}


@pytest.mark.parametrize(
    "server", [one for one in servers() if one.is_here], ids=lambda server: server.name
)
def test_every_server_of_the_bench_delivers_all_messages_right(server: Server) -> None:
    with running(server) as listening:
        outcome = drive(listening.port, {"burst": server.burst, **MESH}, pid=listening.pid)
    assert outcome.fault is None
    assert outcome.report["deliveries"] > 0


TLS: Options = {"clients": 10, "senders": 2, "window": 4, "seconds": 0.2}


@pytest.mark.skipif(lacks_tls() is not None, reason=str(lacks_tls()))
@pytest.mark.parametrize("server", [TUI_CHAT, INSPIRCD, NGIRCD], ids=lambda server: server.name)
def test_servers_deliver_over_the_same_kind_of_tls(server: Server) -> None:
    if not server.is_here:
        pytest.skip(f"there is no {server.name}")
    with running(server, is_secure=True) as listening:
        outcome = drive(listening.port, {"burst": server.burst, **TLS}, is_secure=True)
    assert outcome.fault is None
    assert outcome.report["tls"] == "TLSv1.3 TLS_AES_128_GCM_SHA256"


def test_a_server_that_does_not_start_is_reported_with_its_last_words() -> None:
    broken = Server("broken", "", lambda _: ("sh", "-c", "echo why; exit 1"), str)
    with pytest.raises(RuntimeError, match="why"), running(broken):
        pass
