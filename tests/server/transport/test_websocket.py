"""IRC over WebSocket, with the library's own client at the other end."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.typing import Origin, Subprotocol

from tests.server.certified import anyone
from tests.server.sockets import PATIENCE, Client, fast_config
from tests.server.stacks import Above, Below, Timers
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.limits.timeouts import Timeouts
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.process.server import Server
from tui_chat.server.transport.websocket import BINARY, TEXT, WebSocketLayer


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    places = (Listen(port=0, websocket=True, origins=("https://chat.example",)),)
    async with Server(fast_config(also_listen=places), tmp_path) as running:
        yield running


def page(server: Server, *protocols: Subprotocol, origin: str | None = None) -> connect:
    port = server.endpoints.listeners[1].port
    return connect(
        f"ws://127.0.0.1:{port}",
        subprotocols=protocols or None,
        origin=None if origin is None else Origin(origin),
    )


async def hears(socket: ClientConnection, part: str) -> str | bytes:
    """The next message that has `part` in it."""
    async with asyncio.timeout(PATIENCE):
        while True:
            message = await socket.recv()
            if part in (message if isinstance(message, str) else message.decode()):
                return message


async def enter(socket: ClientConnection, nick: str) -> None:
    await socket.send(f"NICK {nick}")
    await socket.send(f"USER {nick} 0 * :{nick}")
    await hears(socket, " 366 ")


@pytest.mark.parametrize("protocol", [TEXT, BINARY])
async def test_a_page_and_a_client_talk(server: Server, protocol: Subprotocol) -> None:
    async with await Client.named(server, "bob") as bob, page(server, protocol) as ana:
        assert ana.subprotocol == protocol
        await enter(ana, "ana")
        await ana.send("PRIVMSG bob :olá 🫖")
        assert (await bob.hears("PRIVMSG")).endswith(" PRIVMSG bob :olá 🫖")
        bob.says("PRIVMSG ana 1", "PRIVMSG ana 2")
        lines = [await hears(ana, "PRIVMSG") for _ in range(2)]
        expected: list[str | bytes] = [
            ":bob!bob@127.0.0.1 PRIVMSG ana :1",
            ":bob!bob@127.0.0.1 PRIVMSG ana :2",
        ]
        if protocol == BINARY:
            expected = [str(line).encode() for line in expected]
        assert lines == expected


async def test_who_names_no_subprotocol_is_spoken_to_in_text(server: Server) -> None:
    async with page(server) as ana:
        await ana.send("PING x")
        assert await hears(ana, "PONG") == ":tui-chat.local PONG tui-chat.local x"


async def test_the_clients_order_counts(server: Server) -> None:
    async with page(server, Subprotocol("other"), BINARY, TEXT) as ana:
        assert ana.subprotocol == BINARY


async def test_a_line_in_parts_is_a_line(server: Server) -> None:
    async with page(server) as ana:
        await ana.send(["PI", "NG", " x"])
        assert await hears(ana, "PONG") == ":tui-chat.local PONG tui-chat.local x"


async def test_a_line_end_that_should_not_be_there_does_no_harm(server: Server) -> None:
    async with page(server) as ana:
        await ana.send("PING x\r\n")
        await ana.send("PING y")
        assert await hears(ana, "PONG") == ":tui-chat.local PONG tui-chat.local x"
        assert await hears(ana, "PONG") == ":tui-chat.local PONG tui-chat.local y"


async def test_too_long_a_message_is_refused(server: Server) -> None:
    async with page(server) as ana:
        await ana.send("PING " + "x" * 10_000)
        with pytest.raises(ConnectionClosed) as closed:
            await hears(ana, "nothing")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1009


async def test_whoever_leaves_is_told_and_closed(server: Server) -> None:
    async with page(server) as ana:
        await enter(ana, "ana")
        await ana.send("QUIT")
        assert await hears(ana, "ERROR") == "ERROR :Closing link: 127.0.0.1 (Quit)"
        with pytest.raises(ConnectionClosed) as closed:
            await ana.recv()
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1000


async def test_a_page_that_is_closed_is_a_quit(server: Server) -> None:
    async with await Client.named(server, "bob") as bob:
        async with page(server) as ana:
            await enter(ana, "ana")
        assert " QUIT :Connection " in await bob.hears("QUIT")


def frames(*lines: str) -> bytes:
    """These lines as a page sends them."""
    return b"".join(Frame(Opcode.TEXT, line.encode()).serialize(mask=True) for line in lines)


async def test_what_was_said_over_the_rate_before_a_page_was_closed_is_heard() -> None:
    config = fast_config(
        also_listen=(Listen(port=0, websocket=True),), flood=Rate(burst=10, per_second=500)
    )
    async with Server(config) as server, await Client.named(server, "bob") as bob:
        async with await Client.to(server, port=server.endpoints.listeners[1].port) as ana:
            ana.sends(HANDSHAKE + frames("NICK ana", "USER ana 0 * :ana"))
            await bob.hears("JOIN")
            last = Frame(Opcode.CLOSE, b"\x03\xe8").serialize(mask=True)
            ana.sends(frames(*(f"PRIVMSG #lobby {number}" for number in range(100))) + last)
            heard = [await bob.hears("") for _ in range(101)]
            async with asyncio.timeout(PATIENCE):
                assert (await ana.reader.read()).endswith(b"\x88\x02\x03\xe8")
        assert [line.rpartition(" :")[2] for line in heard[:-1]] == [str(n) for n in range(100)]
        assert heard[-1] == ":ana!ana@127.0.0.1 QUIT :Connection closed"


async def test_pages_of_other_origins_are_refused(server: Server) -> None:
    async with page(server, origin="https://chat.example"):
        pass
    with pytest.raises(InvalidStatus) as refused:
        async with page(server, origin="https://evil.example"):
            pass
    assert refused.value.response.status_code == 403


async def test_encrypted_as_well(server: Server) -> None:
    port = server.endpoints.listeners[1].port
    async with connect(f"wss://127.0.0.1:{port}", ssl=anyone()) as ana:
        await enter(ana, "ana")
        await ana.send("WHOIS ana")
        assert await hears(ana, " 671 ")


async def test_what_asks_for_a_page_is_told_what_this_is(server: Server) -> None:
    async with await Client.to(server, port=server.endpoints.listeners[1].port) as odd:
        odd.sends(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            assert (await odd.reader.read()).startswith(b"HTTP/1.1 426 ")


@pytest.mark.parametrize("data", [b"NICK ana\r\n\r\n", b"\xff" * 100 + b"\r\n\r\n"])
async def test_what_is_no_http_is_refused_and_closed(server: Server, data: bytes) -> None:
    async with await Client.to(server, port=server.endpoints.listeners[1].port) as odd:
        odd.sends(data)
        async with asyncio.timeout(PATIENCE):
            assert (await odd.reader.read()).startswith(b"ERROR :This port is for web browsers")


async def test_half_a_handshake_is_not_waited_for() -> None:
    config = fast_config(listen=Listen(port=0, websocket=True), timeouts=Timeouts(handshake=0.05))
    async with Server(config) as server, await Client.to(server, first=b"GET / HT") as odd:
        async with asyncio.timeout(PATIENCE):
            assert await odd.reader.read() == b""


HANDSHAKE = (
    b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


@given(
    st.sampled_from([b"", HANDSHAKE]),
    st.lists(
        st.binary(min_size=1, max_size=300)
        | st.sampled_from([b"\x81\x80abcd", b"\x89\xfe", b"\r\n"])
    ),
)
def test_no_bytes_at_all_raise_anything(start: bytes, chunks: list[bytes]) -> None:
    above, below = Above(), Below()
    layer = WebSocketLayer(above, Timers().loop, 60)
    layer.connection_made(below.transport)
    for chunk in (start, *chunks):
        layer.data_received(chunk)
    layer.write(b"PING x\r\n")
    layer.close()
    layer.connection_lost(None)
    assert above.told[-1] == "lost: None"


def test_a_message_of_endless_empty_parts_costs_no_memory() -> None:
    above, below = Above(), Below()
    layer = WebSocketLayer(above, Timers().loop, 60)
    layer.connection_made(below.transport)
    layer.data_received(HANDSHAKE)
    layer.data_received(Frame(Opcode.TEXT, b"PING", fin=False).serialize(mask=True))
    layer.data_received(Frame(Opcode.CONT, b"", fin=False).serialize(mask=True) * 1000)
    assert len(layer._parts) == 1
    layer.data_received(Frame(Opcode.CONT, b" x").serialize(mask=True))
    assert above.heard == b"PING x\r\n"
