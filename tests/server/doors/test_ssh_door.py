"""People without a client come by ssh."""

import asyncssh
import pytest

from tests.server.doors.ssh_visitors import calling, open_window, until, visiting
from tests.server.sockets import Client
from tui_chat.server.process.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_visitor_and_somebody_with_a_client_chat(server: Server) -> None:
    async with await Client.named(server, "ana") as ana, visiting(server, "nina") as nina:
        nina.type("hello from nina\r")
        await ana.hears("PRIVMSG #lobby :hello from nina")
        ana.says("PRIVMSG #lobby :good morning")
        await nina.shows("good morning")


async def test_leaving_ends_ssh_and_gives_the_terminal_back(server: Server) -> None:
    async with visiting(server) as nina:
        nina.type("/quit\r")
        assert await nina.ends() == 0
        assert nina.raw.rstrip().endswith(b"\x1b[?25h") or b"\x1b[?1049l" in nina.raw


async def test_hanging_up_ends_everything_of_a_visitor(server: Server) -> None:
    async with await Client.named(server, "ana") as ana:
        async with visiting(server, "nina"):
            await ana.hears(":nina!")
        await ana.hears("QUIT")
    await until(lambda: not len(server.doors))


async def test_without_a_terminal_lines_are_said_and_read(server: Server) -> None:
    async with await Client.named(server, "ana") as ana, calling(server, "nina") as connection:
        window = await open_window(connection, None)
        window.type("hi from a pipe\n")
        await ana.hears("PRIVMSG #lobby :hi from a pipe")
        ana.says("PRIVMSG #lobby :heard")
        await window.shows("heard")
        window.channel.write_eof()
        assert await window.ends() == 0
        assert b"\x1b" not in window.raw


async def test_a_command_names_channels(server: Server) -> None:
    async with await Client.named(server, "ana") as ana, calling(server, "nina") as connection:
        ana.says("JOIN #tea")
        await ana.hears(" 366 ana #tea ")
        window = await open_window(connection, None, "#tea")
        window.type("hi\n")
        window.channel.write_eof()
        await ana.hears(":nina!")
        await ana.hears("PRIVMSG #tea :hi")
        assert await window.ends() == 0


@pytest.mark.parametrize("command", ["id", "#tea; id", "scp -t /tmp", "#tea id", "$(id)"])
async def test_no_other_command_is_run(server: Server, command: str) -> None:
    async with calling(server) as connection:
        window = await open_window(connection, None, command)
        assert await window.ends() == 1
        assert b"There are no commands here" in window.errors
        assert not window.raw


async def test_a_key_that_an_account_knows_logs_in(server: Server) -> None:
    key = asyncssh.generate_private_key("ssh-ed25519")
    async with calling(server, "keyed", key) as connection:
        window = await open_window(connection, None)
        window.type("/register opensesame\n/keys add\n")
        await window.shows("now logs you in")
    async with await Client.named(server, "ana") as ana:
        async with calling(server, "somebody", key) as connection:
            window = await open_window(connection, None)
            await ana.hears("JOIN #lobby")
            ana.says("WHOIS somebody")
            assert "keyed" in await ana.hears(" 330 ")
        async with calling(server, "guest") as connection:
            await open_window(connection, None)
            await ana.hears(":guest!")
            ana.says("WHOIS guest")
            await ana.hears(" 318 ")
