"""The server as people meet it: real sockets, real processes."""

import asyncio
import resource
import socket
import struct
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final

import pytest

from tests.server.sockets import Client, fast_config
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.config.config_schema import Server as Identity
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.process.server import Server, ServerError
from tui_chat.wire.message import Message

LOOPBACK: Final = "127.0.0.1"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with Server(fast_config()) as running:
        yield running


# Two and more people.


async def test_two_people_talk(server: Server) -> None:
    async with await Client.named(server, "ana") as ana, await Client.named(server, "bob") as bob:
        assert await ana.hears("bob") == f":bob!bob@{LOOPBACK} JOIN #lobby"
        ana.says("PRIVMSG #lobby :olá 🫖 漢字")
        assert await bob.hears("PRIVMSG") == f":ana!ana@{LOOPBACK} PRIVMSG #lobby :olá 🫖 漢字"
        bob.says("PRIVMSG ana :oi")
        assert await ana.hears("PRIVMSG") == f":bob!bob@{LOOPBACK} PRIVMSG ana :oi"


async def test_bytes_one_at_a_time_are_a_line(server: Server) -> None:
    async with await Client.to(server) as client:
        client.writer.transport.set_write_buffer_limits(0)
        for byte in "PING žluťoučký\r\n".encode():
            client.sends(bytes([byte]))
            await client.writer.drain()
            await asyncio.sleep(0)
        assert (await client.hears("PONG")).endswith(" žluťoučký")


async def test_half_a_line_and_then_a_close_is_a_quit_and_nothing_more(server: Server) -> None:
    async with await Client.named(server, "ana") as ana:
        bob = await Client.named(server, "bob")
        bob.sends(b"PRIVMSG #lobby :unfinis")
        await bob.writer.drain()
        bob.leave()
        await ana.hears("JOIN")
        assert await ana.hears("") == f":bob!bob@{LOOPBACK} QUIT :Connection closed"


async def test_a_reset_connection_is_told_as_lost(server: Server) -> None:
    async with await Client.named(server, "ana") as ana:
        bob = await Client.named(server, "bob")
        raw = bob.writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        bob.leave()
        await ana.hears("JOIN")
        assert (await ana.hears("")).startswith(f":bob!bob@{LOOPBACK} QUIT :Connection ")


async def test_no_line_end_for_ever_is_answered_and_ended(server: Server) -> None:
    async with await Client.to(server) as client:
        for _ in range(50):
            client.sends(b"x" * 65536)
        assert await client.hears_all() == [
            ":tui-chat.local 417 * :Input line was too long",
            "ERROR :Closing link: A line of more than 16384 bytes",
        ]


async def test_all_that_was_sent_before_leaving_arrives(server: Server) -> None:
    async with await Client.named(server, "ana") as ana:
        bob = await Client.named(server, "bob")
        bob.says(*(f"PRIVMSG #lobby {number}" for number in range(500)), "QUIT :done")
        lines = await bob.hears_all()
        assert lines[-1] == f"ERROR :Closing link: {LOOPBACK} (Quit: done)"
        await ana.hears("JOIN")
        for number in range(500):
            assert (await ana.hears("")).endswith(f" PRIVMSG #lobby :{number}")
        assert (await ana.hears("")).endswith(" QUIT :Quit: done")


async def test_who_says_more_after_quitting_still_hears_the_farewell(server: Server) -> None:
    for _ in range(5):
        async with await Client.named(server, "ana") as ana:
            ana.says("QUIT", *(f"PRIVMSG #lobby {'x' * 400}" for _ in range(2000)))
            assert (await ana.hears("ERROR")) == f"ERROR :Closing link: {LOOPBACK} (Quit)"


async def test_who_floods_is_slowed_down_and_loses_nothing() -> None:
    async with (
        Server(fast_config(flood=Rate(burst=50, per_second=2000))) as server,
        await Client.named(server, "ana") as ana,
        await Client.named(server, "bob") as bob,
    ):
        bob.says(*(f"PRIVMSG #lobby {number}" for number in range(300)))
        heard = [await ana.hears("PRIVMSG") for _ in range(300)]
        assert [int(line.rpartition(" :")[2]) for line in heard] == list(range(300))


async def test_who_floods_and_hangs_up_has_said_it_all() -> None:
    async with (
        Server(fast_config(flood=Rate(burst=20, per_second=500))) as server,
        await Client.named(server, "ana") as ana,
    ):
        bob = await Client.named(server, "bob")
        bob.says(*(line for n in range(100) for line in (f"PRIVMSG #lobby {n}", "PING x")))
        bob.leave()
        await ana.hears("JOIN")
        heard = [await ana.hears("") for _ in range(101)]
        assert [line.rpartition(" :")[2] for line in heard[:-1]] == [str(n) for n in range(100)]
        assert heard[-1] == f":bob!bob@{LOOPBACK} QUIT :Connection closed"


async def test_who_is_closed_while_it_talks_hears_the_last_word() -> None:
    config = fast_config(flood=Rate(burst=10, per_second=1))
    async with Server(config) as server, await Client.named(server, "ana") as witness:
        bob = await Client.named(server, "bob", SO_RCVBUF=4096)
        await witness.hears("JOIN")
        bob.writer.transport.pause_reading()  # type: ignore[attr-defined]
        bob.says(*(f"PRIVMSG #lobby {'x' * 400}" for _ in range(2000)))
        await witness.hears("PRIVMSG")
        (client,) = server.node.network.users["bob"].clients  # type: ignore[index]
        for _ in range(100):
            server.node.send_to(client, Message("NOTICE", ("bob", "y" * 400)))
        server.node.end_connection(client, "Enough")
        await witness.hears("QUIT")
        bob.writer.transport.resume_reading()  # type: ignore[attr-defined]
        assert (await bob.hears_all())[-1] == "ERROR :Closing link: Enough"


async def test_a_reader_that_stops_is_let_go_and_nobody_waits_for_it(server: Server) -> None:
    async with await Client.named(server, "ana") as ana, await Client.named(server, "bob") as bob:
        slow = await Client.named(server, "slow", SO_RCVBUF=4096)
        slow.writer.transport.pause_reading()  # type: ignore[attr-defined]
        farewell = asyncio.create_task(bob.hears(" QUIT "))
        sent = 0
        while not farewell.done():
            ana.says(*(f"PRIVMSG #lobby :{sent + n} {'x' * 400}" for n in range(50)))
            await ana.writer.drain()
            sent += 50
            # Whether slow was let go or not: what ana says is handled without delay.
            await ana.has_heard_all()
            assert sent < 100_000
        assert await farewell == (f":slow!slow@{LOOPBACK} QUIT :Too slow: the send queue is full")
        slow.leave()


async def test_a_thousand_who_say_nothing_keep_nobody_out(server: Server) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
    async with AsyncExitStack() as crowd:
        for _ in range(1000):
            raw = crowd.enter_context(socket.socket())
            raw.setblocking(False)
            loop = asyncio.get_running_loop()
            await loop.sock_connect(raw, (server.host, server.port))
        async with await Client.named(server, "ana") as ana:
            ana.says("PRIVMSG ana :anybody there?")
            assert (await ana.hears("PRIVMSG")).endswith(" PRIVMSG ana :anybody there?")
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


async def test_the_password_is_asked_of_everybody() -> None:
    async with (
        Server(fast_config(server=Identity(password="word"))) as server,
        await Client.to(server) as client,
    ):
        client.says("NICK ana", "USER ana 0 * :Ana")
        assert (await client.hears_all())[-2:] == [
            ":tui-chat.local 464 ana :Password incorrect",
            f"ERROR :Closing link: {LOOPBACK} (Password incorrect)",
        ]


# Beginning and end.


async def test_at_its_end_the_server_tells_everybody_and_closes() -> None:
    async with Server(fast_config()) as server:
        ana, stranger = await Client.named(server, "ana"), await Client.to(server)
        await stranger.has_heard_all()
    assert (await ana.hears_all())[-1] == "ERROR :Closing link: the server is shutting down"
    assert await stranger.hears_all() == ["ERROR :Closing link: the server is shutting down"]
    ana.leave()
    stranger.leave()


async def test_a_key_still_keeps_out_when_the_server_has_been_stopped(tmp_path: Path) -> None:
    async with Server(fast_config(), tmp_path) as server:
        ana = await Client.named(server, "ana")
        ana.says("JOIN #den", "MODE #den +k word")
        await ana.hears("MODE")
    ana.leave()
    async with (
        Server(fast_config(), tmp_path) as server,
        await Client.named(server, "bob") as bob,
        await Client.named(server, "carol") as carol,
    ):
        bob.says("JOIN #den")
        assert await bob.hears("475") == ":tui-chat.local 475 bob #den :Cannot join channel (+k)"
        carol.says("JOIN #den word")
        await carol.hears("JOIN #den")


async def test_at_its_end_who_talks_too_fast_hears_of_it_too() -> None:
    async with Server(fast_config(flood=Rate(burst=10, per_second=1))) as server:
        ana, bob = await Client.named(server, "ana"), await Client.named(server, "bob")
        await ana.hears("JOIN")
        bob.says(*(f"PRIVMSG #lobby {'x' * 400}" for _ in range(500)))
        await ana.hears("PRIVMSG")
    assert (await bob.hears_all())[-1] == "ERROR :Closing link: the server is shutting down"
    ana.leave()
    bob.leave()


async def test_it_can_be_started_again_on_the_same_port_at_once() -> None:
    async with Server(fast_config()) as server, await Client.named(server, "ana"):
        port = server.port
    async with (
        Server(fast_config(listen=Listen(port=port))) as again,
        await Client.named(again, "ana") as ana,
    ):
        assert await ana.has_heard_all() == []


async def test_a_port_in_use_is_named() -> None:
    async with Server(fast_config()) as server:
        with pytest.raises(ServerError, match=f"^Port {server.port} on {LOOPBACK} is in use: "):
            async with Server(fast_config(listen=Listen(port=server.port))):
                pytest.fail("two servers on one port")


@pytest.mark.parametrize(
    ("host", "words"),
    [
        ("192.0.2.1", "192.0.2.1 is not an address of this machine: choose another --host."),
        ("no.such.host.invalid", "There is no address 'no.such.host.invalid' on this machine."),
    ],
)
async def test_an_address_that_is_not_ours_is_named(host: str, words: str) -> None:
    with pytest.raises(ServerError) as caught:
        async with Server(fast_config(listen=Listen(host=host, port=0))):
            pytest.fail("listens on what is not ours")
    assert str(caught.value) == words
