"""Attacks by strangers on the port for ssh."""

import asyncio
import contextlib
import hashlib
import os
import random
import socket
from collections.abc import AsyncIterator

import asyncssh
import pytest
import pytest_asyncio
from msgspec.structs import replace

from tests.server.doors.ssh_visitors import (
    SSH,
    calling,
    open_config,
    open_window,
    ssh_port,
    until,
    visiting,
)
from tests.server.sockets import PATIENCE, Client, from_
from tui_chat.server.config.config_schema import Server as Identity
from tui_chat.server.core.settings import AccountPolicy
from tui_chat.server.doors import ssh_door
from tui_chat.server.process.invitation_orders import NewInvitationOrder, make, new_token
from tui_chat.server.process.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    async with Server(open_config(), tmp_path_factory.mktemp("state")) as running:
        yield running


async def answer(server: Server, said: bytes) -> bytes:
    """All that the port for ssh says to these bytes, until it closes."""
    async with asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(server.local_host, ssh_port(server))
        writer.write(said)
        heard = b""
        with contextlib.suppress(ConnectionResetError):
            while data := await reader.read(1 << 16):
                heard += data
        writer.close()
    return heard


# What is no ssh


@pytest.mark.parametrize(
    ("said", "begins"),
    [
        (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", b"HTTP/1.1 400 "),
        (b"NICK ana\r\nUSER ana 0 * :ana\r\n", b"ERROR :This port is only for ssh"),
        (b"\x16\x03\x01\x02\x00\x01\x00", b"ERROR :This port is only for ssh"),
        (b"SSH-1.5-old\r\n", b"SSH-2.0-"),
        (b"SSH-2.0-x\r\n" + b"\x00\x00\x00\x00" * 9, b"SSH-2.0-"),
        (b"SSH-2.0-x\r\n" + random.Random(1).randbytes(300_000), b"SSH-2.0-"),
        (b"SSH-" + b"x" * 9000, b"SSH-2.0-"),
    ],
    ids=["HTTP", "IRC", "TLS", "an old version", "empty packets", "noise", "a long version"],
)
async def test_what_is_no_ssh_is_answered_and_ended(
    server: Server, said: bytes, begins: bytes
) -> None:
    assert (await answer(server, said)).startswith(begins)
    await until(lambda: not server.addresses.total)


async def test_half_handshakes_make_room_for_newcomers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh_door, "_UNFINISHED", 3)
    async with Server(open_config()) as server:
        halves = []
        for _ in range(8):
            half = await asyncio.open_connection(server.local_host, ssh_port(server))
            half[1].write(b"SSH-2.0-half\r\n")
            await half[0].readline()
            halves.append(half)
        await until(lambda: len(server.doors) == 3)
        for reader, _writer in halves[:5]:
            with contextlib.suppress(ConnectionResetError):
                await reader.read()
        async with calling(server) as connection:
            window = await open_window(connection, None)
            await window.shows("You joined #lobby")
        for _reader, writer in halves:
            writer.close()


async def test_a_login_without_a_session_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ssh_door, "_PATIENCE", 0.5)
    async with Server(open_config()) as server:
        with contextlib.suppress(asyncssh.ConnectionLost):  # a busy machine logs in more slowly
            async with calling(server) as connection, asyncio.timeout(PATIENCE):
                await connection.wait_closed()
        await until(lambda: not len(server.doors))


# Who they are


async def test_a_key_that_was_only_offered_proves_nothing(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anybody may know the public half of somebody's key."""
    key = asyncssh.generate_private_key("ssh-ed25519")
    offered = []
    real = ssh_door.SshConnection.validate_public_key

    def spy(self: ssh_door.SshConnection, name: str, key: asyncssh.SSHKey) -> bool:
        offered.append(key.public_data)
        return real(self, name, key)

    monkeypatch.setattr(ssh_door.SshConnection, "validate_public_key", spy)
    forged = asyncssh.load_keypairs([asyncssh.generate_private_key("ssh-ed25519")])[0]
    forged.public_data = key.public_data  # offers the one, and signs with the other
    async with calling(server, "thief", None, client_keys=[forged]) as connection:
        window = await open_window(connection, None)
        await window.shows("You joined #lobby")
        assert fingerprints(server, "thief") == [""]
    assert key.public_data in offered
    async with calling(server, "owner", key) as connection:
        window = await open_window(connection, None)
        await window.shows("You joined #lobby")
        assert fingerprints(server, "owner") == [hashlib.sha256(key.public_data).hexdigest()]


def fingerprints(server: Server, nick: str) -> list[str]:
    return [one.fingerprint for one in server.node.network.sessions.values() if one.nick == nick]


async def test_the_password_of_the_server_is_asked() -> None:
    async with Server(open_config(server=Identity(password="sesame"))) as server:
        with pytest.raises(asyncssh.PermissionDenied):
            async with calling(server, "eve", None, "wrong", ""):
                pass
        with pytest.raises(asyncssh.DisconnectError, match="Too many wrong passwords"):
            async with calling(server, "eve", None, *["wrong"] * 9):
                pass
        async with calling(server, "nina", None, "sesame") as connection:
            window = await open_window(connection, None)
            await window.shows("You joined #lobby")
        once = new_token()
        make(server.node, once, NewInvitationOrder(1, 1, account=False))
        async with calling(server, "olga", None, once) as connection:
            window = await open_window(connection, None)
            await window.shows("You joined #lobby")
        with pytest.raises(asyncssh.PermissionDenied):
            async with calling(server, "eve", None, once, ""):
                pass
        with pytest.raises(asyncssh.PermissionDenied):
            async with calling(server, "eve", asyncssh.generate_private_key("ssh-ed25519")):
                pass


async def test_the_true_address_is_what_others_and_bans_see() -> None:
    place = Identity(hide_addresses=False)
    config = open_config(replace(SSH, proxy="required"), server=place)
    async with Server(config) as server:
        raw = socket.create_connection((server.local_host, ssh_port(server)))
        raw.sendall(from_("192.0.2.7"))
        async with calling(server, "nina", sock=raw) as connection:
            window = await open_window(connection, None)
            await window.shows("You joined #lobby")
            hosts = [one.host for one in server.node.network.sessions.values()]
            assert hosts == ["192.0.2.7"]


# What they ask for


async def test_nothing_but_a_session_is_opened(server: Server) -> None:
    async with calling(server) as connection:
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.open_connection("127.0.0.1", server.port)
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.open_unix_connection("/tmp/x")  # noqa: S108 - nothing is there
        with pytest.raises(asyncssh.ChannelListenError):
            await connection.forward_remote_port("", 0, "127.0.0.1", 22)
        with pytest.raises(asyncssh.ChannelOpenError):
            await connection.start_sftp_client()
        with pytest.raises(asyncssh.ChannelOpenError):
            await open_window(connection)  # a connection has one session, and that was refused
        await until(lambda: not len(server.doors))


async def test_there_is_one_session_a_connection(server: Server) -> None:
    async with calling(server) as connection:
        window = await open_window(connection, None)
        with pytest.raises(asyncssh.ChannelOpenError):
            await open_window(connection, None)
        await window.shows("You joined #lobby")


@pytest.mark.parametrize("size", [(1, 1), (1000, 1000), (0, 0), (4_000_000_000, 3)])
async def test_a_terminal_of_any_size_is_borne(size: tuple[int, int], server: Server) -> None:
    async with calling(server) as connection:
        window = await open_window(connection, size)
        await window.until(lambda: b"\x1b[?1049h" in window.raw)
        window.channel.change_terminal_size(100, 30)
        await window.shows("Enter join")
        window.channel.change_terminal_size(1, 1)
        window.channel.change_terminal_size(100, 30)
        window.type("\x11")
        assert await window.ends() is not None


@pytest.mark.parametrize("late", [True, False])
async def test_environment_variables_do_not_pile_up(server: Server, late: bool) -> None:
    many = {f"LC_{number}": "x" * 100 for number in range(100)}
    async with calling(server) as connection:
        if late:
            window = await open_window(connection, None)
            await window.shows("You joined #lobby")
            for name, value in many.items():
                words = (name.encode(), value.encode())
                window.channel._send_request(b"env", *map(asyncssh.packet.String, words))
        else:
            with contextlib.suppress(asyncssh.Error, ConnectionError):
                await open_window(connection, None, env=many)
        async with asyncio.timeout(PATIENCE):
            await connection.wait_closed()
    await until(lambda: not len(server.doors))


async def test_guesses_of_the_password_cost_a_wait_here_too() -> None:
    accounts = AccountPolicy(wrong_passwords=4)
    config = open_config(server=Identity(password="sesame"), accounts=accounts)
    async with Server(config) as server:
        for wrong in (["wrong"] * 3, ["wrong", "wrong", "sesame"]):
            with pytest.raises((asyncssh.DisconnectError, asyncssh.PermissionDenied)):
                async with calling(server, "eve", None, *wrong):
                    pass
        with pytest.raises(asyncssh.DisconnectError, match="Too many wrong passwords: try again"):
            async with calling(server, "eve", None, "sesame"):
                pass
        async with await Client.to(server) as ana:  # by whichever way
            ana.says("PASS sesame")
            ana.says("NICK ana")
            ana.says("USER ana 0 * :Ana")
            await ana.hears("Too many wrong passwords")


# What costs memory or time


async def test_whoever_does_not_read_costs_little(server: Server) -> None:
    door = server.doors.ssh
    assert door is not None
    async with await Client.named(server, "ana") as ana, calling(server, "slow") as connection:
        slow = await open_window(connection, (400, 150), window=20_000, max_pktsize=4000)
        await slow.until(lambda: slow.raw)
        slow.channel.pause_reading()
        session = next(iter(door._all))._session
        assert session is not None
        assert session._terminal is not None
        assert session._channel is not None
        for _ in range(300):
            slow.type("\x0c" + "y" * 20)
        terminal = session._terminal
        await until(lambda: terminal._is_paused)
        assert session._channel.get_write_buffer_size() < 100_000
        ana.says("PRIVMSG #lobby :others are served")
        assert await ana.has_heard_all() is not None


async def test_a_flood_of_keys_is_held_back_and_harms_nobody(server: Server) -> None:
    async with await Client.named(server, "ana") as ana, visiting(server, "eve") as eve:
        for _ in range(40):
            eve.channel.write(os.urandom(20_000).replace(b"\x11", b"x").replace(b"\r", b"x"))
        ana.says("PRIVMSG #lobby :still here")
        assert await ana.has_heard_all() is not None
    await until(lambda: not len(server.doors))
