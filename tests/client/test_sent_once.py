"""What is said arrives exactly once, in order, wherever the connection is cut."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec
import pytest

from tests.client.cutting import CuttingProxy, Person, running
from tui_chat.client.buffers.line import LineState
from tui_chat.client.connect import retry_policy
from tui_chat.server.config.config_schema import Config
from tui_chat.server.config.load import from_values
from tui_chat.server.core.events import AccountOrder
from tui_chat.server.limits.command_rates import Flood
from tui_chat.server.process.control_socket import ControlRequest, carry_out
from tui_chat.server.process.server import Server
from tui_chat.server.workers.password_hashing import Passwords

SENTENCES = ("☕", "x")
"""Short, for each byte of them costs a connection."""
MOST_BYTES = 2_000


def config(port: int = 0, history: str = "disk") -> Config:
    fast = {"burst": 10_000, "per_second": 10_000}
    return from_values(
        {
            "listen": {"host": "127.0.0.1", "port": port},
            "server": {"auto_join": []},
            "history": {"enabled": history},
            "flood": fast,
            "address_flood": fast,
        }
    )


@pytest.fixture(autouse=True)
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retry_policy, "backoff", lambda _attempt: 0.001)


@asynccontextmanager
async def carried(port: int) -> AsyncIterator[CuttingProxy]:
    proxy = CuttingProxy(port)
    await proxy.start()
    try:
        yield proxy
    finally:
        proxy.stop()


async def says(talker: Person, listener: Person, number: int) -> list[str]:
    """Everything that was said, once both have heard of it; the same for both."""
    for sentence in SENTENCES:
        talker.session.say(talker.tea, f"{sentence} {number}", time.time())
    last = f"{SENTENCES[-1]} {number}"
    await listener.until(lambda: listener.said()[-1:] == [last], f"heard {number}")
    await talker.until(lambda: not talker.unconfirmed(), f"confirmed {number}")
    return listener.said()


@pytest.mark.parametrize(
    ("direction", "first", "step"), [("up", 0, 1), ("down", 0, 2), ("down", 1, 2)]
)
async def test_cut_at_every_byte_of_a_conversation(
    direction: str, first: int, step: int, tmp_path: Path
) -> None:
    async with Server(config(), tmp_path) as server, carried(server.port) as proxy:
        ana, bia = Person("ana", proxy.port), Person("bia", server.port)
        async with running(bia), running(ana):
            expected: list[str] = []
            for place in range(first, MOST_BYTES, step):
                cuts = proxy.cuts
                proxy.cut_after(direction, place)
                expected += (f"{sentence} {place}" for sentence in SENTENCES)
                assert await says(ana, bia, place) == expected
                proxy.cut_after(direction, None)
                if proxy.cuts == cuts:  # the whole conversation took fewer bytes
                    break
            assert ana.said() == expected
            assert proxy.cuts > len(SENTENCES)


async def test_a_restarted_server_is_told_what_was_said_meanwhile(tmp_path: Path) -> None:
    async with Server(config(), tmp_path) as server:
        port = server.port
        ana, bia = Person("ana", port), Person("bia", port)
        people = running(ana, bia)
        await people.__aenter__()
        assert await says(ana, bia, 1) == [f"{sentence} 1" for sentence in SENTENCES]
    await ana.until(lambda: not ana.tea.joined, "lost")
    for sentence in SENTENCES:
        ana.session.say(ana.tea, f"{sentence} 2", time.time())
    async with Server(config(port), tmp_path):
        expected = [f"{sentence} {number}" for number in (1, 2) for sentence in SENTENCES]
        await bia.until(lambda: bia.said() == expected, "all after the restart")
        await ana.until(lambda: not ana.unconfirmed(), "confirmed")
        assert ana.said() == expected
        await people.__aexit__(None, None, None)


async def test_where_nothing_is_kept_nothing_is_said_twice(tmp_path: Path) -> None:
    async with Server(config(history="off"), tmp_path) as server, carried(server.port) as proxy:
        ana, bia = Person("ana", proxy.port), Person("bia", server.port)
        async with running(bia), running(ana):
            for place in range(0, 60, 7):
                proxy.cut_after("up", place)
                proxy.cut_after("down", 10 * place)
                for sentence in SENTENCES:
                    ana.session.say(ana.tea, f"{sentence} {place}", time.time())
                await ana.until(lambda: not ana.unconfirmed(), f"decided {place}")
                proxy.cut_after("up", None)
                proxy.cut_after("down", None)
                await ana.is_in()
            ana.session.say(ana.tea, "the end", time.time())
            await bia.until(lambda: bia.said()[-1:] == ["the end"], "the end")
            await ana.until(lambda: not ana.unconfirmed(), "the end confirmed")
            heard = bia.said()
            assert len(heard) == len(set(heard))
            states = {line.text: line.state for line in ana.tea.lines if line.own}
            certain = {text for text, state in states.items() if state is LineState.SENT}
            assert certain <= set(heard)
            assert set(heard) <= certain | {
                text for text, state in states.items() if state is LineState.DOUBTFUL
            }


@pytest.mark.parametrize("account", ["", "ana"], ids=["nickname", "account"])
async def test_what_waits_at_the_server_for_the_rate_is_not_said_by_two_connections(
    account: str, tmp_path: Path
) -> None:
    slow = Flood(burst=30, per_second=120)
    everything = [f"line {number}" for number in range(90)]
    async with Server(msgspec.structs.replace(config(), flood=slow), tmp_path) as server:
        secrets = Passwords(0).secrets("secret")
        assert not carry_out(server.node, ControlRequest(AccountOrder.ADD, "ana", secrets)).refusal
        password = "secret" if account else ""
        ana = Person("ana" if account else "anita", server.port,
                     account=account, account_password=password)  # fmt: skip
        bia = Person("bia", server.port)
        async with running(bia), running(ana):
            for text in everything:
                ana.session.say(ana.tea, text, time.time())
            await bia.until(lambda: bool(bia.said()), "the first of it")
            ana.link.retry_now()
            await bia.until(lambda: bia.said()[-1:] == everything[-1:], "all of it")
            await ana.until(lambda: not ana.unconfirmed(), "all confirmed")
            assert bia.said() == ana.said() == everything
