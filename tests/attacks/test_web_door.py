"""Attacks by strangers, and by their web pages, on the port for browsers."""

import asyncio
import contextlib
import os
import random
import socket
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import cast

import pytest
import pytest_asyncio
from msgspec.structs import replace
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.server.doors.ssh_visitors import open_config, until
from tests.server.doors.web_visitors import WEB, chatting, opened, web_port
from tests.server.sockets import PATIENCE, Client, from_
from tui_chat.server.config.config_schema import Server as Identity
from tui_chat.server.config.config_schema import Visitors
from tui_chat.server.core.settings import AccountPolicy
from tui_chat.server.core.state.session import Session
from tui_chat.server.doors import visitor_lifecycle_and_limits
from tui_chat.server.limits.address_limits import ConnectionLimits
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.process.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")

PROXIED = replace(WEB, proxy="required", plain=True)
FORWARDED = replace(WEB, forwarded=True)
BELIEVED_ELSEWHERE = replace(FORWARDED, host="localhost", proxy_from=("192.0.2.0/24",))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    async with Server(open_config(WEB), tmp_path_factory.mktemp("state")) as running:
        yield running


async def answer(server: Server, said: bytes) -> bytes:
    """All that the port for browsers says to these bytes, until it closes."""
    async with asyncio.timeout(PATIENCE), await Client.to(server, port=web_port(server)) as peer:
        peer.sends(said)
        heard = b""
        with contextlib.suppress(ConnectionResetError):
            while data := await peer.reader.read(1 << 16):
                heard += data
    return heard


# What is no page


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        (b"NICK ana\r\nUSER ana 0 * :ana\r\n", b"ERROR :This port is for web browsers"),
        (b"CAP LS 302\r\n", b"ERROR :This port is for web browsers"),
        (b"SSH-2.0-scanner\r\n", b"ERROR :This port is for web browsers"),
        (b"\x16\x03\x01\x02\x00\x01\x00", b"ERROR :This port is not encrypted"),
        (random.Random(1).randbytes(5000) + b"\n", b"ERROR :"),
        (b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 200 + b"\r\n", b"HTTP/1.1 431 "),
        (b"GET / HTTP/1.1\r\nA: " + b"b" * 20_000, b"HTTP/1.1 431 "),
        (b"GET /terminal HTTP/1.1\r\nHost: a\r\n\r\n", b"HTTP/1.1 404 "),
        (b"GET /terminal HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n", b"HTTP/1.1 426 "),
    ],
)
async def test_what_is_no_page_is_answered_and_ended(
    server: Server, said: bytes, begins: bytes
) -> None:
    assert (await answer(server, said)).startswith(begins)
    await until(lambda: not (server.addresses.total or len(server.doors)))


@pytest.mark.parametrize(
    "path",
    [
        *("/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/page/..%2f..%2fpage.py"),
        *("//etc/passwd", "/page/./xterm/../page.py", "/..\\..\\x", "/%00", "/page.py", "/xterm"),
        *("/" + "../" * 2000, "/%", "/\xff"),
    ],
)
async def test_paths_with_dots_lead_nowhere(server: Server, path: str) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode("latin-1")
    said = await answer(server, request)
    assert said.startswith(b"HTTP/1.1 404 ")
    assert said.endswith(b"\r\n\r\nThere is nothing here: the page is at /.\n")


@pytest.mark.parametrize("path", ["/", "/terminal", "/page"])
async def test_posts_of_other_pages_change_nothing(server: Server, path: str) -> None:
    form = b"type=begin&columns=80&rows=24"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: https://evil.example\r\n"
    said = await answer(server, f"{head}Content-Length: {len(form)}\r\n\r\n".encode() + form)
    assert said.startswith(b"HTTP/1.1 405 " if path == "/" else b"HTTP/1.1 404 ")
    assert not len(server.doors)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("https://evil.example", None),
        ("null", None),
        ("http://127.0.0.1.evil.example", None),
        ("http://evil.example:80", "evil.example:80"),  # its name leads to this machine
        ("file://", None),
        ("", None),
    ],
)
async def test_pages_from_elsewhere_get_no_terminal(
    server: Server, origin: str, host: str | None
) -> None:
    headers = {"Origin": origin} | ({"Host": host} if host else {})
    with pytest.raises(InvalidStatus) as refused:
        async with opened(server, additional_headers=headers, begins=False):
            pass
    assert refused.value.response.status_code in {400, 403}
    await until(lambda: not len(server.doors))


# Who they are


async def test_the_true_address_is_what_others_and_limits_see() -> None:
    """By a proxy for HTTP, by one that is not believed, and by the PROXY protocol."""
    limits, names = Visitors(per_address=1), Identity(hide_addresses=False)
    config = open_config(FORWARDED, BELIEVED_ELSEWHERE, PROXIED, visitors=limits, server=names)
    there = {"X-Forwarded-For": "10.0.0.1, 192.0.2.7", "X-Forwarded-Proto": "https"}
    elsewhere = {"X-Forwarded-For": "2001:db8::9"}
    async with Server(config) as server:
        raw = socket.create_connection((server.local_host, web_port(server, 2)))
        raw.sendall(from_("192.0.2.8"))
        async with (
            chatting(server, "nina", additional_headers=there) as nina,
            opened(server, nick="eve", additional_headers=there) as eve,
            chatting(server, "ana", additional_headers=elsewhere),
            chatting(server, "rui", additional_headers=there, place=1),
            chatting(server, "gil", sock=raw),
        ):
            (word,) = await eve.ends()
            assert word["why"] == "There are too many visitors from your address."
            assert {nick: (one.host, one.secure) for nick, one in sessions(server).items()} == {
                "nina": ("192.0.2.7", True),
                "ana": ("2001:db8::9", False),
                "rui": ("127.0.0.1", False),
                "gil": ("192.0.2.8", False),
            }
            await nina.types("/whois nina\r")
            await nina.shows("192.0.2.7")


def sessions(server: Server) -> dict[str, Session]:
    """By nickname."""
    return {one.user.nick: one for one in server.node.network.sessions.values() if one.user}


async def test_irc_beside_the_page_has_the_true_address_too() -> None:
    """A stranger behind the proxy is not taken for this machine: bans and limits count."""
    limits = ConnectionLimits(per_address=1)
    config = open_config(FORWARDED, connections=limits, server=Identity(hide_addresses=False))
    there = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    async with Server(config) as server:
        address = f"ws://{server.local_host}:{web_port(server)}/"
        async with connect(address, additional_headers=there, proxy=None, max_queue=None) as eve:
            await eve.send("NICK eve")
            await eve.send("USER eve 0 * :eve")
            await until(lambda: "eve" in sessions(server))
            session = sessions(server)["eve"]
            assert (session.host, session.secure) == ("192.0.2.7", True)
            with pytest.raises(InvalidStatus) as refused:
                await connect(address, additional_headers=there, proxy=None)
            assert refused.value.response.status_code == 503
            assert server.addresses.total == 1
        await until(lambda: not server.addresses.total)


async def test_there_are_so_many_visitors_and_no_more(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert server.doors.visitors is not None
    monkeypatch.setattr(server.doors.visitors, "limits", Visitors(most=1))
    async with chatting(server, "nina"), opened(server, nick="eve") as eve:
        (word,) = await eve.ends()
        assert word["type"] == "refused"
        assert "as many visitors as this server has room for" in word["why"]
        assert len(server.doors.visitors) == 1
    await until(lambda: not len(server.doors))


async def test_guesses_of_the_password_cost_a_wait_here_too() -> None:
    accounts = AccountPolicy(wrong_passwords=1)
    config = open_config(FORWARDED, server=Identity(password="sesame"), accounts=accounts)
    there = {"X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https"}
    elsewhere = there | {"X-Forwarded-For": "192.0.2.8"}
    async with (
        Server(config) as server,
        opened(server, nick="eve", additional_headers=there) as eve,
        opened(server, nick="rui", additional_headers=there) as rui,
        opened(server, nick="nina", additional_headers=elsewhere) as nina,
    ):
        for page in (eve, rui, nina):
            await page.shows("Your nickname")
            await page.types("\r")
            await page.shows("asks for a password. Type it here.")
        for page, word in ((eve, "wrong"), (rui, "sesame")):
            await page.types(f"{word}\r")
            await page.shows("not the server's password")
        await nina.types("sesame\r")
        await nina.shows("Message #lobby")
        assert list(sessions(server)) == ["nina"]


async def test_who_comes_back_again_and_again_has_to_wait(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else each /reconnect is a QUIT and a JOIN for everybody, past the limits on connections."""
    monkeypatch.setattr(visitor_lifecycle_and_limits, "_CONNECTS", Rate(burst=1, per_second=0.001))
    door = server.doors.visitors
    assert door is not None
    async with chatting(server, "eve"):
        (eve,) = door._all.values()
        said: list[bytes] = []
        control = cast("socket.socket", SimpleNamespace(send=said.append))
        for _ in range(2):
            door._connect(eve, control)
        assert said == 2 * [b"You have connected too often. Wait some seconds."]
        await until(lambda: not sessions(server))
    await until(lambda: not len(server.doors))


# What costs memory or time


@pytest.mark.parametrize("size", [(1, 1), (1000, 1000), (0, 0), (4_000_000_000, 3)])
async def test_a_terminal_of_any_size_is_borne(size: tuple[int, int], server: Server) -> None:
    async with opened(server, size=size) as page:
        await page.until(lambda: b"\x1b[?1049h" in page.raw)
        await page.says(type="size", columns=100, rows=30)
        await page.shows("Enter join")
        await page.says(type="size", columns=1, rows=1)
        await page.says(type="size", columns=100, rows=30)
        await page.types("\x11")
        assert await page.ends() == [{"type": "ended"}]


def narrow(server: Server) -> socket.socket:
    """A connection of which the system keeps little."""
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect((server.local_host, web_port(server)))
    return raw


async def test_a_browser_that_never_reads_costs_little(server: Server) -> None:
    door = server.doors.web
    assert door is not None
    async with await Client.named(server, "ana") as ana:
        ana.says(*(f"PRIVMSG #lobby :{'much ' * 76}" for _ in range(50)))
        await ana.has_heard_all()
    async with (
        await Client.named(server, "ana") as ana,
        opened(server, size=(400, 150), nick="slow", max_queue=1, sock=narrow(server)) as slow,
    ):
        await slow.until(lambda: slow.raw)
        slow.socket.transport.pause_reading()
        (session,) = door._sessions
        terminal = session._terminal
        assert terminal is not None
        async with asyncio.timeout(PATIENCE):
            while not terminal._is_paused:
                await slow.types("\x0c")
                await asyncio.sleep(0.005)
        assert session.layer.get_write_buffer_size() < 100_000
        ana.says("PRIVMSG #lobby :others are served")
        assert await ana.has_heard_all() is not None
        slow.socket.transport.abort()
    await until(lambda: not len(server.doors))


async def test_a_flood_of_keys_is_held_back_and_harms_nobody(server: Server) -> None:
    async with await Client.named(server, "ana") as ana, chatting(server, "eve") as eve:
        noise = os.urandom(20_000).replace(b"\x11", b"x").replace(b"\r", b"x")
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(0.3):
                for _ in range(40):
                    await eve.socket.send(noise)
        ana.says("PRIVMSG #lobby :still here")
        assert await ana.has_heard_all() is not None
        eve.socket.transport.abort()
    await until(lambda: not len(server.doors))


async def test_who_hangs_up_behind_a_flood_is_gone_at_once(server: Server) -> None:
    """What they have sent too fast would take half a minute."""
    async with opened(server, nick="eve") as eve:
        await eve.until(lambda: eve.raw)
        door = server.doors.web
        assert door is not None
        (session,) = door._sessions
        eve.socket.transport.write((b"\x82\x80" + bytes(4)) * 40_000)
        await until(lambda: len(session.layer._unread) > 30_000)
        eve.socket.transport.abort()
        await until(lambda: not len(server.doors))
        assert not session.layer._unread


async def test_a_message_without_end_is_not_kept(server: Server) -> None:
    async with opened(server, begins=False) as page:
        with contextlib.suppress(Exception):
            await page.socket.send(b"x" * 70_000)
        await page.ends()
        assert page.socket.close_code == 1009
    await until(lambda: not len(server.doors))
