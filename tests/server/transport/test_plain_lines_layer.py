"""Small socket programs and people with netcat, at a real server."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.server.sockets import PATIENCE, Client, fast_config
from tests.server.stacks import Above, Below, Timers
from tui_chat.server.config.config_schema import Listen
from tui_chat.server.limits.token_bucket import Rate
from tui_chat.server.plain_lines.dialect_text_templates import DIALECTS
from tui_chat.server.plain_lines.plain_text_translation import Conversation
from tui_chat.server.process.server import Server
from tui_chat.server.transport.plain_lines_layer import LinesLayer


@asynccontextmanager
async def serving(dialect: str) -> AsyncIterator[Server]:
    place = Listen(port=0, tls=False, plain=True, lines=dialect)  # type: ignore[arg-type]
    async with Server(fast_config(also_listen=(place,))) as server:
        yield server


class Program:
    """A program as people learn to write them: it sends, and prints what it receives."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.printed = ""

    @classmethod
    @asynccontextmanager
    async def to(cls, server: Server) -> AsyncIterator["Program"]:
        port = server.endpoints.listeners[1].port
        program = cls(*await asyncio.open_connection("127.0.0.1", port))
        yield program
        program.writer.close()

    def sends(self, text: str) -> None:
        self.writer.write(text.encode())

    async def prints(self, text: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while text not in self.printed:
                data = await self.reader.read(1024)
                assert data, f"closed after {self.printed!r}"
                self.printed += data.decode()

    async def ends(self) -> str:
        async with asyncio.timeout(PATIENCE):
            return self.printed + (await self.reader.read()).decode()


async def test_two_people_with_netcat_and_one_with_a_client() -> None:
    async with (
        serving("ask") as server,
        await Client.named(server, "carol") as carol,
        Program.to(server) as ana,
        Program.to(server) as bia,
    ):
        carol.says("PRIVMSG #lobby :before you")
        await ana.prints("Your nickname? ")
        ana.sends("ana\n")
        await ana.prints("Here: carol, ana\ncarol: before you\n")
        await bia.prints("Your nickname? ")
        bia.sends("ANA\n")
        await bia.prints("That nickname is taken. Another? ")
        bia.sends("bia\r\n")
        await ana.prints("* bia joined")
        ana.sends("hello, ")
        ana.sends("world\n")
        await bia.prints("ana: hello, world\n")
        await carol.hears("PRIVMSG #lobby :hello, world")
        carol.says("PRIVMSG #lobby :hi both")
        await ana.prints("carol: hi both\n")
        bia.sends("sair\n")
        assert "bia left" not in await bia.ends()
        await ana.prints("* bia left\n")


async def test_programs_of_the_dialect_nick() -> None:
    async with serving("nick") as server, Program.to(server) as ana, Program.to(server) as bia:
        await ana.prints("NICK")
        assert ana.printed == "NICK"
        ana.sends("ana")
        await ana.prints("ana joined!\nConnected to server!")
        await bia.prints("NICK")
        bia.sends("bia")
        await ana.prints("bia joined!")
        ana.sends("ana: hello")
        await bia.prints("ana: hello")
        await ana.prints("ana: hello")
        bia.writer.close()
        await ana.prints("bia left!")


async def test_programs_of_the_dialect_usr() -> None:
    async with serving("usr") as server, Program.to(server) as ana, Program.to(server) as bia:
        await ana.prints("USR")
        ana.sends("ana")
        await ana.prints("ana (127.0.0.1) joined!\nConnected to server!")
        await bia.prints("USR")
        bia.sends("bia")
        await bia.prints("Connected to server!")
        bia.sends("bia: hi")
        await ana.prints("bia: hi")
        await bia.prints("bia: hi")


@pytest.mark.skipif(shutil.which("nc") is None, reason="there is no netcat")
async def test_netcat_itself() -> None:
    async with serving("ask") as server, await Client.named(server, "carol") as carol:
        port = str(server.endpoints.listeners[1].port)
        pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
        netcat = await asyncio.create_subprocess_exec("nc", "127.0.0.1", port, **pipes)  # type: ignore[arg-type]
        assert netcat.stdin is not None
        assert netcat.stdout is not None
        async with asyncio.timeout(PATIENCE):
            netcat.stdin.write(b"ana\n")
            await netcat.stdout.readuntil(b"Here: carol, ana\n")
            carol.says("PRIVMSG #lobby :hi")
            await netcat.stdout.readuntil(b"carol: hi\n")
            netcat.stdin.write(b"hello from netcat\n")
            await carol.hears("PRIVMSG #lobby :hello from netcat")
            netcat.stdin.write(b"sair\n")
            await carol.hears(" QUIT ")
            netcat.stdin.close()
            await netcat.wait()


async def test_programs_of_the_dialect_bracket() -> None:
    async with (
        serving("bracket") as server,
        await Client.named(server, "carol") as carol,
        Program.to(server) as ana,
        Program.to(server) as bia,
    ):
        bia.sends("<bia> first")
        await carol.hears("PRIVMSG #lobby :first")
        ana.sends("<ana> hello")
        await carol.hears("PRIVMSG #lobby :hello")
        await bia.prints("<ana> hello")
        bia.sends("<bia> hi")
        await ana.prints("<bia> hi")
        assert "<ana>" not in ana.printed


def test_a_program_that_says_nothing_is_let_in_to_listen() -> None:
    above, below, timers = Above(), Below(), Timers()
    talk = Conversation(DIALECTS["bracket"], "#lobby", 20, has_password=False)
    layer = LinesLayer(above, timers.loop, 10, talk, chunks=True)
    layer.connection_made(below.transport)
    assert above.heard == b""
    for act in timers.due:
        act()
    assert above.heard.endswith(b"NICK guest\r\n")
    layer.connection_lost(None)


async def test_programs_of_the_dialect_name_first() -> None:
    async with serving("name-first") as server, Program.to(server) as ana:
        ana.sends("ana")
        await ana.prints("ana entrou no chat!")
        async with Program.to(server) as bia:
            bia.sends("bia")
            await ana.prints("bia entrou no chat!")
            bia.sends("oi")
            await ana.prints("bia: oi")
            bia.sends("sair")
            await bia.ends()
        await ana.prints("bia saiu do chat.")


async def test_whoever_does_not_say_a_name_has_to_go() -> None:
    async with serving("ask") as server, Program.to(server) as silent:
        await silent.prints("Your nickname? ")
        for one in server.node.sockets:
            one.check_alive(asyncio.get_running_loop().time() + 100)
        await silent.ends()


# Alone


class Alone:
    """A layer between two ends that note what they are told."""

    def __init__(self, dialect: str) -> None:
        self.above, self.below, self.timers = Above(), Below(), Timers()
        talk = Conversation(DIALECTS[dialect], "#lobby", 20, has_password=False)
        chunks = DIALECTS[dialect].chunks
        self.layer = LinesLayer(self.above, self.timers.loop, 10, talk, chunks=chunks)
        self.layer.connection_made(self.below.transport)
        self.layer.data_received(b"ana\n")
        self.layer.write(b":irc 001 ana :Welcome\r\n:ana!u@h JOIN #lobby\r\n")
        self.above.heard = self.below.written = b""

    def hears(self, data: bytes) -> bytes:
        """What goes up of these bytes."""
        self.layer.data_received(data)
        heard, self.above.heard = self.above.heard, b""
        return heard

    def falls_silent(self) -> bytes:
        due, self.timers.due = self.timers.due, []
        for act in due:
            act()
        heard, self.above.heard = self.above.heard, b""
        return heard


def test_a_silence_ends_a_chunk_and_not_the_line_of_a_person() -> None:
    program, person = Alone("name-first"), Alone("ask")
    assert program.hears(b"he") == program.hears(b"llo") == b""
    assert program.falls_silent() == b"PRIVMSG #lobby :hello\r\n"
    assert person.hears(b"hel") == person.falls_silent() == b""
    assert person.hears(b"lo\n") == b"PRIVMSG #lobby :hello\r\n"


def test_what_was_said_last_counts_though_the_peer_is_gone() -> None:
    person = Alone("ask")
    assert person.hears(b"bye") == b""
    person.layer.connection_lost(None)
    assert person.above.heard == b"PRIVMSG #lobby :bye\r\n"
    assert person.above.told[-1] == "lost: None"


def test_a_text_without_an_end_is_not_kept() -> None:
    person = Alone("ask")
    heard = person.hears(b"x" * 100_000)
    assert heard.count(b"x") > 95_000


def test_a_letter_may_come_in_two_pieces() -> None:
    person = Alone("ask")
    assert person.hears("olá"[:2].encode() + b"\xc3") == b""
    assert person.hears(b"\xa1\n") == "PRIVMSG #lobby :olá\r\n".encode()


def test_what_telnet_says_of_itself_is_not_said() -> None:
    person = Alone("ask")
    assert person.hears(b"\xff\xfb\x1f\xff\xf9hello\r\n") == b"PRIVMSG #lobby :hello\r\n"


@pytest.mark.parametrize("typed", [b"\n", b"two words\n"])
def test_texts_that_send_nothing_are_metered(typed: bytes) -> None:
    above, below, timers = Above(), Below(), Timers()
    talk = Conversation(DIALECTS["ask"], "#lobby", 20, has_password=False)
    rate = Rate(burst=10, per_second=1)
    layer = LinesLayer(above, timers.loop, 10, talk, chunks=False, rate=rate)
    layer.connection_made(below.transport)
    layer.data_received(typed * 11)
    assert "pause_reading" in below.ordered


def test_many_unknown_commands_at_once_get_one_answer() -> None:
    person = Alone("ask")
    assert person.hears(b"/x\n" * 1000) == b""
    assert person.below.written.count(b"Unknown command.") == 1
