"""How many visitors there may be, what their clients may use, and what happens when they fail."""

import os
import re
import signal
from pathlib import Path

import pytest

from tests.server.doors.ssh_visitors import calling, open_config, open_window, until, visiting
from tests.server.sockets import Client
from tui_chat.server.config.config_schema import Visitors
from tui_chat.server.core.events import Millis
from tui_chat.server.core.state.records.network_bans import Ban, read_addresses
from tui_chat.server.process.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")

BAN = Ban(
    *("127.0.0.0/8", "", read_addresses("127.0.0.0/8"), "spam", "oper", Millis(0), Millis(0)),
    re.compile(""),
)


def children(process: int) -> list[int]:
    """The processes that a process has started and that still run."""
    said = Path(f"/proc/{process}/task/{process}/children").read_text()
    return [int(one) for one in said.split()]


def limits_of(process: int) -> str:
    return Path(f"/proc/{process}/limits").read_text()


def spawner() -> int:
    """The process that starts clients; this one runs the server."""
    named = [
        one
        for one in children(os.getpid())
        if b"visitor.spawner" in Path(f"/proc/{one}/cmdline").read_bytes()
    ]
    return named[-1]


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (Visitors(most=1), b"as many visitors as this server has room for"),
        (Visitors(per_address=1), b"too many visitors from your address"),
    ],
)
async def test_there_are_so_many_and_no_more(
    server: Server, monkeypatch: pytest.MonkeyPatch, limits: Visitors, sentence: bytes
) -> None:
    assert server.doors.visitors is not None
    monkeypatch.setattr(server.doors.visitors, "limits", limits)
    async with visiting(server, "nina"), calling(server, "eve") as connection:
        window = await open_window(connection)
        assert await window.ends() == 1
        assert sentence in window.errors
    await until(lambda: not len(server.doors))
    async with visiting(server, "eve"):
        pass


async def test_whoever_is_banned_gets_no_client(server: Server) -> None:
    async with await Client.named(server, "ana"):
        bans = server.node.network.bans
        bans.add(BAN)
        try:
            async with calling(server, "eve") as connection:
                window = await open_window(connection, None)
                assert await window.ends() == 1
                assert b"You are banned from this server: spam" in window.errors
        finally:
            bans.remove(BAN.target)


async def test_a_client_that_is_killed_gives_the_terminal_back(server: Server) -> None:
    async with await Client.named(server, "ana") as ana, visiting(server, "nina") as nina:
        (client,) = children(spawner())
        os.kill(client, signal.SIGKILL)
        assert await nina.ends() == 1
        assert b"\x1b[?1049l" in nina.raw
        assert b"ended unexpectedly" in nina.errors
        await ana.hears("QUIT")


async def test_when_the_process_of_all_clients_dies_the_next_visitor_gets_a_new_one(
    server: Server,
) -> None:
    async with visiting(server, "nina") as nina:
        os.kill(spawner(), signal.SIGKILL)
        assert await nina.ends() == 1
    async with visiting(server, "nina"):
        pass


async def test_a_silent_visitor_has_to_go(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    visitors = server.doors.visitors
    assert visitors is not None
    monkeypatch.setattr(visitors, "limits", Visitors(idle_minutes=10))
    async with visiting(server, "nina") as nina:
        visitors.check_timeouts(visitors.loop.time() + 500)
        assert len(visitors) == 1
        visitors.check_timeouts(visitors.loop.time() + 700)
        assert await nina.ends() == 1


async def test_a_client_that_takes_too_much_memory_ends_alone(tmp_path: Path) -> None:
    config = open_config(visitors=Visitors(memory_mb=64))
    async with Server(config, tmp_path) as server, visiting(server, "nina") as nina:
        (client,) = children(spawner())
        assert f"Max data size             {64 << 20}" in limits_of(client)
        nina.type("hello\r")
        await nina.shows("hello")
