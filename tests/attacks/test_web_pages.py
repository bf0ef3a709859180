"""No web page can connect to the server from the browser of its visitor."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from tests.server.certified import anyone
from tests.server.sockets import PATIENCE, Client, fast_config
from tests.server.transport.exchange import Exchange
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.process.server import Server

BODY = "NICK page\r\nUSER page 0 * :Page\r\nPRIVMSG bob :from a page\r\n"


def request(first: str, *headers: str) -> bytes:
    head = "\r\n".join((first, "Host: 127.0.0.1:6667", *headers, "Content-Type: text/plain"))
    return f"{head}\r\n\r\n{BODY}".encode()


REQUESTS = {
    **{
        method: request(f"{method} / HTTP/1.1")
        for method in [
            "POST",
            "GET",
            "PUT",
            "DELETE",
            "HEAD",
            "OPTIONS",
            "PATCH",
            "CONNECT",
            "TRACE",
            "PROPFIND",
        ]
    },
    "a lower-case method": request("post / HTTP/1.0"),
    "a method of its own": request("SPEAK / HTTP/1.1"),
    "a command of ours": request("NICK /page HTTP/1.1"),
    "another command of ours": request("PRIVMSG /bob HTTP/1.1"),
    "a form": request("POST /?a=%0d%0aNICK HTTP/1.1", "Content-Length: 60"),
    "a long address": request(f"GET /{'x' * 5000} HTTP/1.1"),
    "bytes that are no text": b"POST /\xff HTTP/1.1\r\n" + BODY.encode(),
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + BODY.encode(),
    "after other lines": b"\r\nhello\r\nPING x\r\n" + request("POST / HTTP/1.1"),
    "after a capability": b"CAP LS 302\r\n" + request("POST / HTTP/1.1"),
}


@pytest.mark.parametrize("said", REQUESTS.values(), ids=REQUESTS)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_a_request_is_not_heard_however_it_comes(said: bytes, size: int) -> None:
    exchange = Exchange()
    bob, wire = exchange.enter("bob")
    page, page_wire = exchange.connect()
    for start in range(0, len(said), size):
        page.data_received(said[start : start + size])
    heard = exchange.heard(page_wire)
    assert page_wire.closed
    assert not any(" 001 " in line for line in heard)
    assert exchange.heard(wire) == []
    del bob


def test_who_is_on_the_network_may_say_what_it_likes() -> None:
    exchange = Exchange()
    ana, wire = exchange.enter("ana")
    ana.data_received(b"POST / HTTP/1.1\r\nHost: x\r\nPRIVMSG ana :GET / HTTP/1.1\r\n")
    heard = exchange.heard(wire)
    assert [line.split()[1] for line in heard] == ["421", "421", "PRIVMSG"]
    assert not wire.closed


def test_a_name_that_looks_like_it_is_none() -> None:
    exchange = Exchange()
    ana, wire = exchange.connect()
    ana.data_received(b"NICK get\r\nUSER post 0 * :HTTP/1.1\r\n")
    assert any(" 001 get " in line for line in exchange.heard(wire))


async def test_a_browser_is_answered_in_its_own_words() -> None:
    async with Server(fast_config()) as server, await Client.to(server) as page:
        page.sends(request("POST / HTTP/1.1"))
        async with asyncio.timeout(PATIENCE):
            answer = (await page.reader.read()).decode()
        head, _, body = answer.partition("\r\n\r\n")
        assert head.startswith("HTTP/1.1 400 Bad Request\r\n")
        assert f"Content-Length: {len(body)}" in head
        assert body == "This is an IRC server: it does not speak HTTP.\n"
        assert not server.node.network.users


async def test_an_encrypted_request_is_not_heard_either(tmp_path: object) -> None:
    async with (
        Server(fast_config(), tmp_path) as server,  # type: ignore[arg-type]
        await Client.named(server, "bob") as bob,
        await Client.to(server, tls=anyone()) as page,
    ):
        page.sends(request("POST / HTTP/1.1"))
        heard = await page.hears_all()
        assert heard[0] == "HTTP/1.1 400 Bad Request"
        assert heard[-1] == "This is an IRC server: it does not speak HTTP."
        assert len(server.node.network.users) == 1
        assert await bob.has_heard_all() == []


# WebSocket


@pytest.mark.parametrize(("origin", "status"), [("https://evil.example", 403), ("null", 403)])
async def test_a_foreign_page_is_refused_by_a_server_that_says_nothing_of_origins(
    origin: str, status: int
) -> None:
    async with Server(fast_config(listen=Listen(port=0, websocket=True))) as server:
        with pytest.raises(InvalidStatus) as refused:
            async with connect(f"ws://127.0.0.1:{server.port}", origin=Origin(origin)):
                pass
        assert refused.value.response.status_code == status
        assert b"origins" in (refused.value.response.body or b"")
        own = Origin("http://127.0.0.1:8000")
        async with connect(f"ws://127.0.0.1:{server.port}", origin=own) as page:
            await page.send("PING x")
            assert "PONG" in str(await page.recv())
