"""Passwords off the loop, through real sockets."""

import asyncio
import ssl
from collections.abc import Callable
from pathlib import Path

from tests.server.account_holders import PASSWORD, plain
from tui_chat.server.config.config_schema import Config, Listen
from tui_chat.server.core.settings import AccountPolicy
from tui_chat.server.process.server import Server
from tui_chat.server.transport.certificates import own
from tui_chat.server.workers.fair_request_queue import FairRequestQueue
from tui_chat.server.workers.password_worker import serve_passwords

CONFIG = Config(listen=Listen(port=0), accounts=AccountPolicy(hash_cost=0))


class Line:
    """A client: lines out, lines in until one holds what is waited for."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, server: Server, encryption: ssl.SSLContext | None = None) -> "Line":
        return cls(*await asyncio.open_connection("127.0.0.1", server.port, ssl=encryption))

    async def until(self, what: str, *lines: str) -> list[str]:
        """Say lines, and hear until `what` comes."""
        for line in lines:
            self._writer.write(line.encode() + b"\r\n")
        heard: list[str] = []
        async with asyncio.timeout(10):
            while not heard or what not in heard[-1]:
                heard.append((await self._reader.readline()).decode().rstrip("\r\n"))
        return heard

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


async def test_an_account_is_made_logged_in_to_and_found_again(tmp_path: Path) -> None:
    async with Server(CONFIG, tmp_path) as server:
        ana = await Line.to(server)
        await ana.until(" 001 ", "NICK ana", "USER ana 0 * :Ana")
        assert (await ana.until(" 900 ", f"REGISTER * * {PASSWORD}"))[-2].startswith(
            ":tui-chat.local REGISTER SUCCESS ana "
        )
        await ana.close()
    async with Server(CONFIG, tmp_path) as server:
        ana = await Line.to(server)
        await ana.until(" 904 ", "CAP LS 302", "AUTHENTICATE PLAIN", plain("ana", "wrong"))
        await ana.until(" 903 ", "AUTHENTICATE PLAIN", plain("ana"))
        await ana.until(" 001 ana ", "NICK ana", "USER ana 0 * :Ana", "CAP END")
        await ana.close()


async def test_replies_keep_the_order_of_commands() -> None:
    async with Server(CONFIG) as server:
        ana = await Line.to(server)
        await ana.until(" 366 ", "NICK ana", "USER ana 0 * :Ana")
        heard = await ana.until("PONG", "PING 1", f"REGISTER * * {PASSWORD}", "PING 2")
        heard += await ana.until("PONG")
        assert [line.split()[1] for line in heard] == ["PONG", "REGISTER", "900", "PONG"]
        await ana.close()


async def test_a_certificate_of_ones_own_logs_in(tmp_path: Path) -> None:
    certificate = own(tmp_path, ["ana"])
    encryption = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    encryption.check_hostname = False
    encryption.verify_mode = ssl.CERT_NONE
    encryption.load_cert_chain(certificate.chain, certificate.key)
    folder = tmp_path / "state"
    folder.mkdir()
    async with Server(CONFIG, folder) as server:
        ana = await Line.to(server, encryption)
        await ana.until(" 366 ", "NICK ana", "USER ana 0 * :Ana")
        await ana.until(" 900 ", f"REGISTER * * {PASSWORD}")
        await ana.until("NOTICE ana", "NS CERT ADD")
        await ana.close()
        again = await Line.to(server, encryption)
        await again.until(" 903 ", "AUTHENTICATE EXTERNAL", "AUTHENTICATE +")
        await again.until(" 001 ana ", "NICK ana", "USER ana 0 * :Ana")
        await again.close()
        other = await Line.to(server)
        await other.until(" 904 ", "AUTHENTICATE EXTERNAL")
        await other.close()


async def test_when_too_many_wait_one_is_told_to_try_later() -> None:
    async with Server(CONFIG) as server:
        waiting: list[Callable[[object], None]] = []
        later = asyncio.get_running_loop().call_soon
        queue = FairRequestQueue(
            lambda _question, done: waiting.append(done),
            server.node.limit_key,
            later,
            most=0,
            at_once=1,
        )
        serve_passwords(server.node, queue)
        people = [await Line.to(server) for _ in range(2)]
        for number, person in enumerate(people):
            await person.until(" 366 ", f"NICK ana{number}", f"USER ana{number} 0 * :Ana")
        await people[0].until("PONG", "PING 1", f"REGISTER * * {PASSWORD}")
        heard = await people[1].until("FAIL", f"REGISTER * * {PASSWORD}")
        assert heard[-1] == (
            ":tui-chat.local FAIL REGISTER TEMPORARILY_UNAVAILABLE ana1 "
            ":The server cannot check passwords right now: try again later"
        )
        for person in people:
            await person.close()
