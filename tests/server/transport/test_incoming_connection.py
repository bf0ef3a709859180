"""What somebody says first, through real sockets. A proxy's word stands for other addresses."""

import asyncio
from pathlib import Path

import pytest

from tests.server.certified import anyone, certificate
from tests.server.sockets import Client, fast_config, from_, proxied
from tui_chat.server.config.config_schema import Listen, Sts, Tls
from tui_chat.server.process.server import Server

# Encrypted or not.


async def test_unencrypted_from_elsewhere_is_refused_in_words() -> None:
    config = proxied(listen=Listen(port=0, proxy="required"))
    async with Server(config) as server, await Client.to(server, first=from_("192.0.2.7")) as ana:
        ana.says("NICK ana", "USER ana 0 * :Ana")
        (line,) = await ana.hears_all()
        assert line.startswith("ERROR :This server is only spoken to encrypted: turn on TLS")


@pytest.mark.parametrize(
    ("request_", "answer"),
    [
        (
            "GET /a?b HTTP/1.1\r\nA: 1\r\nHost: chat.example:80\r\n\r\n",
            "https://chat.example:80/a?b",
        ),
        ("HEAD / HTTP/1.1\r\nhost: [::1]:80\r\n\r\n", "https://[::1]:80/"),
        ("GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", ""),
        ("GET / HTTP/1.1\r\nHost: a b\r\nSet-Cookie: c\r\n\r\n", ""),
        ("POST / HTTP/1.1\r\nHost: a\r\n\r\n", ""),
        ("GET / HTTP/1.1\r\nHost:", ""),
    ],
)
async def test_a_browser_that_is_not_encrypted_is_sent_where_it_is(
    request_: str, answer: str
) -> None:
    place = Listen(port=0, proxy="required", websocket=True)
    config = proxied(listen=place)
    async with Server(config) as server, await Client.to(server, first=from_("192.0.2.7")) as page:
        page.sends(request_.encode())
        head, *rest = await page.hears_all()
    if answer:
        assert head == "HTTP/1.1 307 Temporary Redirect"
        assert rest[0] == f"Location: {answer}"
    else:
        assert head == "HTTP/1.1 400 Bad Request"
        assert rest[-1].endswith("write https:// in front.")


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


async def test_who_is_refused_while_it_talks_hears_why() -> None:
    place = Listen(port=0, tls=False)
    async with (
        Server(fast_config(listen=place)) as server,
        await Client.to(server, first=b"\x16\x03\x01" + bytes(200_000)) as odd,
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
