import shutil

import pytest

from bench.generator import Options, drive
from bench.scenarios import CAPABILITIES
from bench.servers import Server, running, servers_here

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


@pytest.mark.parametrize("server", servers_here(), ids=lambda server: server.name)
def test_every_server_of_the_bench_delivers_all_messages_right(server: Server) -> None:
    with running(server) as listening:
        outcome = drive(listening.port, {"burst": server.burst, **MESH}, pid=listening.pid)
    assert outcome.fault is None
    assert outcome.report["deliveries"] > 0


def test_a_server_that_does_not_start_is_reported_with_its_last_words() -> None:
    broken = Server("broken", "", lambda _folder, _port: ("sh", "-c", "echo why; exit 1"), str)
    with pytest.raises(RuntimeError, match="why"), running(broken):
        pass
