"""HTTP beside WebSockets on one port: without sockets, and through them."""

import io
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.server.sockets import Client, fast_config
from tests.server.stacks import Above, Below, Timers
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.http.handlers_by_path import Body, Exchange, Site
from tui_chat.server.http.response import Response, plain
from tui_chat.server.limits.address_limits import RefusedConnectionError
from tui_chat.server.process.server import Server
from tui_chat.server.transport.http_layer import HttpLayer, SocketMaker
from tui_chat.server.transport.origins import Origins


class Collected:
    """Takes a body and answers with it."""

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.came = b""
        self.abandoned = False

    def feed(self, data: bytes) -> None:
        if data == b"!":
            raise ZeroDivisionError
        self.came += data

    def finish(self) -> None:
        self.exchange.answer(Response(200, self.came))

    def abandon(self) -> None:
        self.abandoned = True


class Stack:
    """A layer between things that note what happens to them."""

    def __init__(
        self,
        handler: Callable[[Exchange], Body | None],
        host: str = "192.0.2.1",
        sockets: Mapping[str, SocketMaker] = {},
        *,
        forwarded: bool = False,
    ) -> None:
        self.above, self.below, self.timers = Above(), Below(), Timers()
        site = Site()
        site.add("/there", handler)
        self.layer = HttpLayer(
            *(self.above, self.timers.loop, 10, site, host, Origins()),
            sockets=sockets,
            forwarded=self._move if forwarded else None,
        )
        self.layer.connection_made(self.below.transport)
        self.moved: list[tuple[str, bool]] = []

    def _move(self, host: str, is_secure: bool) -> None:
        if is_secure and host == "198.51.100.66":
            raise RefusedConnectionError("Too many connections from your address")
        self.moved.append((host, is_secure))

    def hears(self, *pieces: bytes) -> bytes:
        for piece in pieces:
            self.layer.data_received(piece)
        return self.below.written


@pytest.fixture
def bodies() -> list[Collected]:
    return []


@pytest.fixture
def stack(bodies: list[Collected]) -> Stack:
    def begin(exchange: Exchange) -> Body:
        bodies.append(Collected(exchange))
        return bodies[-1]

    return Stack(begin)


POST = b"POST /there HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n"


def test_a_body_may_come_in_pieces_and_what_follows_it_is_dropped(stack: Stack) -> None:
    heard = stack.hears(POST + b"he", b"l", b"lo and more")
    assert heard.startswith(b"HTTP/1.1 200 OK\r\n")
    assert heard.endswith(b"\r\n\r\nhello")
    assert stack.below.ordered == ["get_extra_info", "close"]
    assert stack.above.told == []


def test_nothing_else_is_there(stack: Stack) -> None:
    assert stack.hears(b"GET /elsewhere HTTP/1.1\r\n\r\n").startswith(b"HTTP/1.1 404 ")


def test_irc_is_told_at_once_and_once_that_this_is_none(stack: Stack) -> None:
    heard = stack.hears(b"NICK al", b"ice\r\n", b"USER a 0 * a\r\n\r\n")
    assert heard == b"ERROR :This port is for web browsers: IRC is spoken on another one\r\n"
    assert stack.below.ordered[-1] == "close"


def test_http_that_is_broken_is_refused_in_http(stack: Stack) -> None:
    heard = stack.hears(b"GET  / HTTP/1.1\r\n", b"Host: a\r\n\r\n")
    assert heard.startswith(b"HTTP/1.1 400 ")


def test_a_websocket_is_passed_on_with_every_byte(stack: Stack) -> None:
    request = b"GET / HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n"
    assert stack.hears(request[:9], request[9:] + b"\x81", b"rest") == b""
    assert stack.above.told == ["made with HttpLayer"]
    assert stack.above.heard == request + b"\x81rest"


def test_a_path_of_its_own_gets_another_protocol_and_both_hear_of_the_end() -> None:
    own = Above()
    stack = Stack(lambda _exchange: None, sockets={"/terminal": lambda _layer: own})
    request = b"GET /terminal HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n\r\n"
    stack.hears(request + b"\x81")
    assert own.heard == request + b"\x81"
    stack.layer.connection_lost(None)
    assert own.told == ["made with HttpLayer", "lost: None"]
    assert stack.above.told == ["lost: None"]  # it has counted the connection in


@pytest.mark.parametrize(
    ("said", "host", "is_encrypted"),
    [
        ("X-Forwarded-For: 198.51.100.7\r\nX-Forwarded-Proto: https", "198.51.100.7", True),
        ("X-Forwarded-For: 10.0.0.1, 198.51.100.7", "198.51.100.7", False),
        ("X-Forwarded-For: 2001:db8::1", "2001:db8::1", False),
        ("X-Forwarded-For: 10.0.0.1, 198.51.100.7:4711", "198.51.100.7", False),
        ("X-Forwarded-For: [2001:db8::1]:4711", "2001:db8::1", False),
        ("X-Forwarded-For: [2001:db8::1]", "2001:db8::1", False),
        ("X-Forwarded-For: ::ffff:198.51.100.7", "198.51.100.7", False),
        ("X-Forwarded-For: [x]:1", "192.0.2.1", False),
        ("X-Forwarded-For: nobody\r\nX-Forwarded-Proto: https", "192.0.2.1", False),
        ("X-Other: 1", "192.0.2.1", False),
    ],
)
@pytest.mark.parametrize("is_believed", [True, False])
def test_only_a_proxy_says_for_whom_it_asks(
    said: str, host: str, is_encrypted: bool, is_believed: bool
) -> None:
    seen: list[Exchange] = []

    def note(exchange: Exchange) -> None:
        seen.append(exchange)

    stack = Stack(note, forwarded=is_believed)
    stack.layer.is_encrypted = stack.layer.is_private = False  # the fake below says that it is
    stack.hears(f"GET /there HTTP/1.1\r\nHost: a\r\n{said}\r\n\r\n".encode())
    (exchange,) = seen
    assert exchange.host == (host if is_believed else "192.0.2.1")
    assert exchange.is_private == (is_encrypted and is_believed)
    assert stack.moved == ([(host, is_encrypted)] if is_believed and host != "192.0.2.1" else [])


def test_whom_the_limits_refuse_is_refused_behind_a_proxy_too() -> None:
    stack = Stack(lambda _exchange: None, forwarded=True)
    who = b"X-Forwarded-For: 198.51.100.66\r\nX-Forwarded-Proto: https\r\n\r\n"
    said = stack.hears(b"GET /there HTTP/1.1\r\nHost: a\r\n" + who)
    assert said.startswith(b"HTTP/1.1 503 ")
    assert said.endswith(b"\r\n\r\nToo many connections from your address.\n")
    assert not stack.layer.is_open


def test_a_proxy_of_this_machine_that_says_nothing_vouches_for_nothing() -> None:
    seen: list[bool] = []
    stack = Stack(lambda exchange: seen.append(exchange.is_private), "127.0.0.1", forwarded=True)
    stack.layer.is_encrypted = False  # the fake below says that it is
    stack.hears(b"GET /there HTTP/1.1\r\nHost: a\r\n\r\n")
    assert seen == [False]


def test_a_handler_that_fails_is_an_error_of_ours(stack: Stack, bodies: list[Collected]) -> None:
    assert stack.hears(POST + b"!").startswith(b"HTTP/1.1 500 ")
    assert bodies[0].abandoned
    assert "close" in stack.below.ordered


def test_a_peer_that_leaves_abandons_its_body(stack: Stack, bodies: list[Collected]) -> None:
    stack.hears(POST + b"he")
    stack.layer.connection_lost(None)
    assert bodies[0].abandoned
    assert stack.above.told == ["lost: None"]


def test_a_body_that_takes_too_long_is_cut_off(stack: Stack, bodies: list[Collected]) -> None:
    stack.hears(POST + b"he")
    stack.timers.due[-1]()
    assert bodies[0].abandoned
    assert stack.below.ordered[-1] == "abort"


def test_the_clients_wait_for_permission_is_answered(stack: Stack) -> None:
    asked = POST.replace(b"Host", b"Expect: 100-continue\r\nHost")
    assert stack.hears(asked) == b"HTTP/1.1 100 Continue\r\n\r\n"


@pytest.mark.parametrize("host", ["192.0.2.1", "127.0.0.1", "localhost"])
def test_a_line_of_this_machine_is_private(host: str) -> None:
    seen = []
    stack = Stack(lambda exchange: seen.append(exchange.is_private), host)
    stack.layer.is_private = host != "192.0.2.1"  # the fake below says that it is encrypted
    stack.hears(b"GET /there HTTP/1.1\r\n\r\n")
    assert seen == [host != "192.0.2.1"]


# Through sockets.


async def answer_of(server: Server, request: bytes) -> bytes:
    async with await Client.to(server, port=server.endpoints.listeners[1].port) as client:
        client.sends(request)
        return await client.reader.read()


def config() -> object:
    return fast_config(also_listen=(Listen(port=0, websocket=True),))


async def test_a_large_file_arrives_whole(tmp_path: Path) -> None:
    content = bytes(range(256)) * 8192

    def begin(exchange: Exchange) -> None:
        exchange.answer(Response(200, io.BytesIO(content), len(content)))

    async with Server(config(), tmp_path) as server:  # type: ignore[arg-type]
        server.acceptor.site.add("/large", begin)
        got = await answer_of(server, b"GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
        head = await answer_of(server, b"HEAD /large HTTP/1.1\r\nHost: a\r\n\r\n")
    assert got.partition(b"\r\n\r\n")[2] == content
    assert head.endswith(b"\r\n\r\n")
    assert f"Content-Length: {len(content)}".encode() in head


async def test_the_port_for_pages_answers_http_too(tmp_path: Path) -> None:
    async with Server(config(), tmp_path) as server:  # type: ignore[arg-type]
        server.acceptor.site.add("/hello", lambda e: e.answer(plain(200, "Hello.")))
        got = await answer_of(server, b"GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
        assert got.endswith(b"\r\n\r\nHello.\n")
        assert server.addresses.total == 0
