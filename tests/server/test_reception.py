"""Who gets in, through real sockets. A proxy's word stands for addresses that tests do not have."""

import asyncio
from pathlib import Path

import pytest

from tests.server.certified import anyone, certificate
from tests.server.sockets import PATIENCE, Client, fast_config
from tui_chat.server.addresses import ConnectionLimits
from tui_chat.server.config import Config, Listen
from tui_chat.server.config_sections import Server as Identity
from tui_chat.server.config_sections import Sts, Tls
from tui_chat.server.limits import Timeouts
from tui_chat.server.serving import Server


def proxied(**sections: object) -> Config:
    """A configuration that believes the test about where it comes from."""
    place = Listen(port=0, proxy="required", plain=True)
    return fast_config(**{"listen": place, "server": Identity(hide_addresses=False), **sections})


def from_(host: str) -> bytes:
    family = "TCP6" if ":" in host else "TCP4"
    return f"PROXY {family} {host} {host} 50000 6667\r\n".encode()


# Encrypted or not.


async def test_unencrypted_from_elsewhere_is_refused_in_words() -> None:
    config = proxied(listen=Listen(port=0, proxy="required"))
    async with Server(config) as server, await Client.to(server, first=from_("192.0.2.7")) as ana:
        ana.says("NICK ana", "USER ana 0 * :Ana")
        (line,) = await ana.hears_all()
        assert line.startswith("ERROR :This server is only spoken to encrypted: turn on TLS")


async def test_encrypted_from_elsewhere_is_welcome(tmp_path: Path) -> None:
    config = proxied(listen=Listen(port=0, proxy="required"))
    async with (
        Server(config, tmp_path) as server,
        await Client.named(server, "ana", first=from_("192.0.2.7"), tls=anyone()) as ana,
    ):
        ana.says("WHO ana")
        assert " ana 192.0.2.7 " in await ana.hears(" 352 ")


async def test_encrypted_up_to_the_proxy_is_encrypted() -> None:
    config = proxied(listen=Listen(port=0, proxy="required"))
    header = (
        b"\r\n\r\n\x00\r\nQUIT\n\x21\x11\x00\x14"
        b"\xc0\x00\x02\x07\xc0\x00\x02\x01\xc3\x50\x1a\x0b"
        b"\x20\x00\x05\x01\x00\x00\x00\x00"
    )
    async with (
        Server(config) as server,
        await Client.named(server, "ana", first=header) as ana,
    ):
        ana.says("WHOIS ana")
        assert "671" in await ana.hears(" 671 ")


async def test_unencrypted_from_elsewhere_may_be_allowed() -> None:
    async with (
        Server(proxied()) as server,
        await Client.named(server, "ana", first=from_("192.0.2.7")) as ana,
    ):
        assert await ana.has_heard_all() == []


async def test_who_asks_unencrypted_is_told_where_it_is_encrypted(tmp_path: Path) -> None:
    mine = certificate(tmp_path / "mine")
    config = proxied(
        listen=Listen(port=0, proxy="required"),
        tls=Tls(str(mine.chain), str(mine.key)),
        sts=Sts(port=6697),
    )
    async with Server(config) as server, await Client.to(server, first=from_("192.0.2.7")) as ana:
        ana.says("CAP LS 302")
        first, last = await ana.hears_all()
        assert first == ":tui-chat.local CAP * LS :sts=port=6697"
        assert last.startswith("ERROR :")


async def test_encrypted_where_nothing_is_encrypted_is_refused_in_words() -> None:
    place = Listen(port=0, tls=False)
    async with (
        Server(fast_config(listen=place)) as server,
        await Client.to(server, first=b"\x16\x03\x01") as odd,
    ):
        assert (await odd.hears_all())[0].startswith("ERROR :This port is not encrypted")


async def test_nobody_comes_unencrypted_where_that_is_off(tmp_path: Path) -> None:
    place = Listen(port=0, plain=False)
    async with Server(fast_config(listen=place), tmp_path) as server:
        async with await Client.to(server) as ana:
            ana.says("NICK ana")
            assert (await ana.hears_all())[0].startswith("ERROR :")
        async with await Client.named(server, "ana", tls=anyone()) as ana:
            assert await ana.has_heard_all() == []


# Proxies.


@pytest.mark.parametrize("host", ["192.0.2.7", "2001:db8::7"])
async def test_the_true_address_is_shown(host: str) -> None:
    async with (
        Server(proxied()) as server,
        await Client.named(server, "ana", first=from_(host)) as ana,
    ):
        ana.says("WHO ana")
        assert f" ana {host} " in await ana.hears(" 352 ")


async def test_a_header_in_pieces_is_a_header() -> None:
    async with Server(proxied()) as server, await Client.to(server) as ana:
        for byte in from_("192.0.2.7"):
            ana.sends(bytes([byte]))
            await ana.writer.drain()
            await asyncio.sleep(0)
        ana.says("NICK ana", "USER ana 0 * :Ana", "WHO ana")
        assert " ana 192.0.2.7 " in await ana.hears(" 352 ")


async def test_a_required_header_that_is_missing_closes() -> None:
    async with Server(proxied()) as server, await Client.to(server) as ana:
        ana.says("NICK ana", "USER ana 0 * :Ana")
        assert await ana.hears_all() == [
            "ERROR :This port is only for connections through its proxy"
        ]


async def test_an_allowed_header_may_be_missing() -> None:
    place = Listen(port=0, proxy="allowed", plain=True)
    async with Server(proxied(listen=place)) as server, await Client.named(server, "ana") as ana:
        ana.says("WHO ana")
        assert " ana 127.0.0.1 " in await ana.hears(" 352 ")


async def test_a_proxy_that_is_not_trusted_is_not_believed() -> None:
    place = Listen(port=0, proxy="required", proxy_from=("198.51.100.0/24",))
    async with (
        Server(proxied(listen=place)) as server,
        await Client.to(server, first=from_("192.0.2.7")) as ana,
    ):
        assert await ana.hears_all() == [
            "ERROR :This port is only for connections through its proxy"
        ]


# How many.


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
        server.reception.check_patience(loop.time())
        assert len(server.reception) == 1
        server.reception.check_patience(loop.time() + 2)
        assert await _rest(ana) == b""
        assert len(server.reception) == 0


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
    async with asyncio.timeout(PATIENCE):
        return await client.reader.read()
