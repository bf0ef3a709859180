"""Who gets in, through real sockets. A proxy's word stands for addresses that tests do not have."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.server.certified import anyone
from tests.server.sockets import PATIENCE, Client, fast_config, from_, proxied
from tui_chat.server.config.config_schema import Server as Identity
from tui_chat.server.limits.address_limits import ConnectionLimits
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.process.server import Server
from tui_chat.server.transport.tls_context_and_socket import Encryption


async def test_connections_of_one_address_are_limited() -> None:
    config = proxied(connections=ConnectionLimits(per_address=2))
    async with Server(config) as server:
        here, there = from_("192.0.2.7"), from_("192.0.2.8")
        async with (
            await Client.named(server, "ana", first=here),
            await Client.named(server, "bob", first=here) as bob,
        ):
            async with await Client.to(server, first=here) as carol:
                assert await carol.hears_all() == ["ERROR :Too many connections from your address"]
            async with await Client.named(server, "dave", first=there) as dave:
                bob.leave()
                await dave.hears(" QUIT ")
            async with await Client.named(server, "erin", first=here):
                assert server.addresses.total == 2


async def test_who_is_silent_first_is_limited_too() -> None:
    config = proxied(connections=ConnectionLimits(per_address=1))
    async with Server(config) as server:
        here = from_("192.0.2.7")
        async with (
            await Client.to(server, first=here) as ana,
            await Client.named(server, "bob", first=here),
        ):
            ana.says("NICK ana", "USER ana 0 * :Ana")
            assert await ana.hears_all() == ["ERROR :Too many connections from your address"]


async def test_of_those_who_say_nothing_not_too_many_stand_at_the_door() -> None:
    config = proxied(connections=ConnectionLimits(per_address=1))
    async with Server(config) as server:
        here = from_("192.0.2.7")
        async with await Client.to(server, first=here) as ana, await Client.to(server, first=here):
            async with await Client.named(server, "bob", first=from_("192.0.2.8")):
                pass  # who came after them is taken in: so they have arrived
            async with await Client.to(server, first=here) as carol:
                assert await carol.hears_all() == ["ERROR :Too many connections from your address"]
            ana.says("NICK ana", "USER ana 0 * :Ana")
            await ana.hears(" 001 ")
            async with await Client.to(server, first=here) as dave:
                dave.says("NICK dave")
                assert await dave.hears_all() == ["ERROR :Too many connections from your address"]
            assert len(server.acceptor) == 1


async def test_a_household_of_ipv6_is_one_address() -> None:
    config = proxied(connections=ConnectionLimits(per_address=1))
    async with (
        Server(config) as server,
        await Client.named(server, "ana", first=from_("2001:db8::7")),
    ):
        async with await Client.to(server, first=from_("2001:db8::8")) as bob:
            assert await bob.hears_all() == ["ERROR :Too many connections from your address"]
        async with await Client.named(server, "carol", first=from_("2001:db8:0:1::7")):
            assert server.addresses.total == 2


async def test_connections_in_all_are_limited() -> None:
    config = proxied(connections=ConnectionLimits(total=1))
    async with (
        Server(config) as server,
        await Client.named(server, "ana", first=from_("192.0.2.7")),
        await Client.to(server, first=from_("192.0.2.8")) as bob,
    ):
        assert await bob.hears_all() == ["ERROR :The server is full: try again later"]


async def test_who_cannot_be_served_is_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with Server(fast_config(), tmp_path) as server:
        with monkeypatch.context() as broken:
            broken.setattr(Encryption, "context", lambda _self: 1 // 0)
            async with await Client.to(server, first=b"\x16\x03\x01") as ana:
                assert await _rest(ana) == b""
        assert server.addresses.total == 0
        assert "was cut" in caplog.text
        async with await Client.named(server, "bob", tls=anyone()):
            assert server.addresses.total == 1


class Crowd:
    """Everybody who comes encrypted has to wait for a turn, which the test gives."""

    def __init__(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        self._turns: asyncio.Queue[Callable[[], None]] = asyncio.Queue()
        monkeypatch.setattr(server.node.queue, "enqueue_if_busy", self._keep)

    def _keep(self, turn: Callable[[], None], _later: object, **_how: bool) -> bool:
        self._turns.put_nowait(turn)
        return True

    async def next(self) -> Callable[[], None]:
        async with asyncio.timeout(PATIENCE):
            return await self._turns.get()


async def test_in_a_crowd_who_comes_encrypted_waits_for_its_turn(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Server(fast_config(), tmp_path) as server:
        crowd = Crowd(server, monkeypatch)
        coming = asyncio.create_task(Client.named(server, "ana", tls=anyone()))
        turn = await crowd.next()
        async with await Client.named(server, "bob") as bob:  # who does not is let in at once
            assert len(server.acceptor) == 1
            turn()
            ana = await coming
            await bob.hears(":ana!ana@127.0.0.1 JOIN ")
            ana.leave()


async def test_who_is_let_go_before_its_turn_has_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Server(fast_config(), tmp_path) as server:
        crowd = Crowd(server, monkeypatch)
        async with await Client.to(server, first=b"\x16\x03\x01") as ana:
            turn = await crowd.next()
            server.acceptor.check_timeouts(asyncio.get_running_loop().time() + 60)
            assert await _rest(ana) == b""
            turn()
        assert (server.addresses.total, len(server.acceptor)) == (0, 0)


async def test_a_mistake_of_ours_in_its_turn_cuts_one_and_keeps_no_other_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with Server(fast_config(), tmp_path) as server:
        crowd = Crowd(server, monkeypatch)
        async with await Client.to(server, first=b"\x16\x03\x01") as ana:
            turn = await crowd.next()
            monkeypatch.setattr(Encryption, "context", lambda _self: 1 // 0)
            turn()
            assert await _rest(ana) == b""
        assert "was cut" in caplog.text
        assert (server.addresses.total, len(server.acceptor)) == (0, 0)


async def test_the_exempt_are_not_limited() -> None:
    limits = ConnectionLimits(per_address=1, burst=1, per_second=0.001, exempt=("192.0.2.0/24",))
    async with Server(proxied(connections=limits)) as server:
        header = from_("192.0.2.7")
        async with (
            await Client.named(server, "ana", first=header),
            await Client.named(server, "bob", first=header),
        ):
            assert server.addresses.total == 2


async def test_who_connects_too_often_waits_for_its_turn() -> None:
    config = proxied(connections=ConnectionLimits(burst=1, per_second=50))
    async with Server(config) as server:
        header = from_("192.0.2.7")
        for number in range(5):
            async with await Client.named(server, f"ana{number}", first=header) as ana:
                assert await ana.has_heard_all() == []


async def test_who_says_nothing_is_let_go() -> None:
    config = fast_config(timeouts=Timeouts(registration=1))
    async with Server(config) as server, await Client.to(server) as ana:
        # The sweep comes every few seconds: the test has it come now.
        loop = asyncio.get_running_loop()
        async with await Client.named(server, "bob"):
            pass  # who came after ana is taken in: so ana has arrived
        server.acceptor.check_timeouts(loop.time())
        assert len(server.acceptor) == 1
        server.acceptor.check_timeouts(loop.time() + 2)
        assert await _rest(ana) == b""
        assert len(server.acceptor) == 0


# What others see of an address.


async def test_addresses_are_hidden_and_stay_the_same(tmp_path: Path) -> None:
    config = proxied(server=Identity())
    shown = []
    for _ in range(2):
        async with (
            Server(config, tmp_path) as server,
            await Client.named(server, "ana", first=from_("192.0.2.7")) as ana,
        ):
            ana.says("WHO ana")
            shown.append((await ana.hears(" 352 ")).split()[5])
    assert shown[0] == shown[1]
    assert shown[0].endswith(".hidden")


async def _rest(client: Client) -> bytes:
    """What still comes until the end; who is cut may have been heard only in part."""
    async with asyncio.timeout(PATIENCE):
        try:
            return await client.reader.read()
        except ConnectionResetError:
            return b""
