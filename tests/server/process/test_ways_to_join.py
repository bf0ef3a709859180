from pathlib import Path

import msgspec
import pytest

from tests.server.sockets import fast_config
from tui_chat.server.config.config_schema import Invitations, Listen
from tui_chat.server.process.server import Server
from tui_chat.server.process.ways_to_join import (
    WaysToJoin,
    invitation_lines,
    local_host,
    reachable_hosts,
    ways_to_join,
)
from tui_chat.wire.invitation_line import read_invitation_line

TOKEN = "T" * 22


async def test_every_way_that_is_open_is_named() -> None:
    more = (
        Listen(port=0, lines="ask", tls=False, plain=True),
        Listen(port=0, lines="nick", tls=False, plain=True),
        Listen(port=0, web=True),
    )
    named = Invitations(address="chat.example")
    async with Server(fast_config(also_listen=more, invitations=named)) as server:
        ways = server.ways_to_join
        lines = server.endpoints.listeners[1].port
        assert ways.client == (f"tui-chat connect chat.example {server.port}",)
        assert ways.lines == (f"nc chat.example {lines}",)
        page = server.endpoints.listeners[3].port
        assert ways.web == (f"https://chat.example:{page}/",)
        assert ways.ssh == ()
        here = ways_to_join(("::1", "192.0.2.7"), server.endpoints)
        assert here.web == (f"http://[::1]:{page}/", f"https://192.0.2.7:{page}/")


@pytest.mark.parametrize(("host", "count"), [("0.0.0.0", 1), ("::", 2), ("", 2)])  # noqa: S104
def test_the_addresses_of_every_protocol_that_is_listened_to_are_told(
    host: str, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ("192.0.2.5", "2001:db8::5")
    monkeypatch.setattr("tui_chat.server.process.ways_to_join.network_addresses", lambda: found)
    assert reachable_hosts(host) == found[:count]
    assert local_host(host) == "127.0.0.1"


async def test_an_invitation_names_the_certificate(
    tmp_path: Path,
) -> None:
    async with Server(fast_config(), tmp_path) as server:
        (line,) = invitation_lines(server.ways_to_join, TOKEN)
        read = read_invitation_line(line.removeprefix("tui-chat connect "))
        assert server.endpoints.certificate is not None
        assert read is not None
        assert read.place == f"127.0.0.1:{server.port}"
        assert (read.token, read.fingerprint) == (TOKEN, server.endpoints.certificate.fingerprint)


def test_the_link_hides_the_token_from_servers() -> None:
    ways = WaysToJoin(("::1",), 6667, "", web=("https://[::1]:6680/",))
    assert invitation_lines(ways, TOKEN) == (
        f"tui-chat connect [::1]:6667/{TOKEN}/plain",
        f"https://[::1]:6680/#{TOKEN}",
    )


def test_of_many_addresses_the_first_are_named() -> None:
    ways = WaysToJoin(tuple("abcde"), 1)
    assert len(invitation_lines(ways, TOKEN)) == 3
    assert msgspec.to_builtins(WaysToJoin())
