"""The same with the program that people have: OpenSSH's."""

import asyncio
import os
import pty
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncssh
import pytest

from tests.server.doors.ssh_visitors import plain_text, ssh_port
from tests.server.sockets import PATIENCE, Client
from tui_chat.server.process.server import Server

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.skipif(shutil.which("ssh") is None, reason="needs OpenSSH's client"),
]


def command(server: Server, folder: Path, *words: str, nick: str = "nina") -> tuple[str, ...]:
    """What a person types, without the questions that a new machine asks."""
    trusted = (f"UserKnownHostsFile={folder / 'known_hosts'}", "StrictHostKeyChecking=accept-new")
    options = [part for option in trusted for part in ("-o", option)]
    alone = ("-F", "none", "-o", "IdentityAgent=none", "-o", "LogLevel=ERROR")
    where = ("-p", str(ssh_port(server)), f"{nick}@{server.local_host}")
    return ("ssh", *alone, *options, *where, *words)


@asynccontextmanager
async def in_a_terminal(*words: str) -> AsyncIterator[tuple[asyncio.StreamReader, int]]:
    """A program with a terminal of its own: what it shows, and where to type."""
    master, slave = pty.openpty()
    os.set_blocking(master, False)
    process = await asyncio.create_subprocess_exec(
        *words, stdin=slave, stdout=slave, stderr=slave, start_new_session=True
    )
    os.close(slave)
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()

    def read() -> None:
        try:
            data = os.read(master, 1 << 16)
        except OSError:
            data = b""
        if data:
            reader.feed_data(data)
        else:
            loop.remove_reader(master)
            reader.feed_eof()

    loop.add_reader(master, read)
    try:
        yield reader, master
    finally:
        loop.remove_reader(master)
        os.close(master)
        if process.returncode is None:
            process.kill()
        await process.wait()


async def shown(reader: asyncio.StreamReader, text: str) -> None:
    seen = b""
    async with asyncio.timeout(PATIENCE):
        while text not in plain_text(seen):
            data = await reader.read(1 << 16)
            assert data, f"it has ended: {plain_text(seen)}"
            seen += data


async def test_the_full_client_opens_in_a_terminal(server: Server, tmp_path: Path) -> None:
    async with (
        await Client.named(server, "ana") as ana,
        in_a_terminal(*command(server, tmp_path)) as (reader, keyboard),
    ):
        await shown(reader, "Enter join")
        os.write(keyboard, b"\r")
        await shown(reader, "Message #lobby")
        os.write(keyboard, b"hello\r")
        await ana.hears("PRIVMSG #lobby :hello")
        os.write(keyboard, b"/quit\r")
        await ana.hears("QUIT")
        async with asyncio.timeout(PATIENCE):
            assert b"\x1b[?1049l" in await reader.read()


async def test_a_pipe_says_its_lines_in_the_channel(server: Server, tmp_path: Path) -> None:
    async with await Client.named(server, "ana") as ana:
        process = await asyncio.create_subprocess_exec(
            *command(server, tmp_path, "#lobby"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE):
            await process.communicate(b"hi from a script\n")
        assert process.returncode == 0
        await ana.hears("PRIVMSG #lobby :hi from a script")


async def test_a_key_is_proven(server: Server, tmp_path: Path) -> None:
    file = tmp_path / "id"
    key = asyncssh.generate_private_key("ssh-ed25519")
    key.write_private_key(file)
    file.chmod(0o600)
    words = command(server, tmp_path, nick="carol")
    process = await asyncio.create_subprocess_exec(
        *(words[0], "-i", str(file), *words[1:]),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        out, _errors = await process.communicate(
            b"/msg NickServ REGISTER opensesame\n/msg NickServ CERT ADD\n"
        )
    assert b"now logs you in" in out


async def test_no_port_is_forwarded(server: Server, tmp_path: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        *("ssh", "-o", "ExitOnForwardFailure=yes", "-R", "0:localhost:22"),
        *command(server, tmp_path)[1:],
        stdin=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    async with asyncio.timeout(PATIENCE):
        _out, errors = await process.communicate()
    assert process.returncode == 255
    assert b"forwarding" in errors
