"""Who sends a request."""

import asyncio

from tests.server.files.uploads import basic, file_config, with_account
from tests.server.sockets import PATIENCE
from tui_chat.server.core.settings import Service
from tui_chat.server.files.http_login import LoginConnection, Logins
from tui_chat.server.process.server import Server

SERVICE = Service("FILEHOST", "http://127.0.0.1/files")


async def found(server: Server, authorization: str) -> tuple[str, str]:
    told: asyncio.Queue[tuple[str, str]] = asyncio.Queue()
    logins = Logins(server.node, asyncio.get_running_loop().call_soon)
    logins.find_account(
        "192.0.2.1", authorization, SERVICE, lambda *answer: told.put_nowait(answer)
    )
    return await told.get()


async def test_a_password_tells_the_account_as_it_is_written() -> None:
    async with Server(file_config()) as server, await with_account(server, "Ana"):
        assert await found(server, basic("ana")) == ("Ana", "")
        assert await found(server, basic("ana", "x" * 297)) == (
            "",
            "SASL authentication failed: Account or password incorrect.",
        )
        assert len(server.node.sockets) == 1


async def test_a_login_that_gets_no_answer_ends() -> None:
    told: list[tuple[str, str]] = []
    async with Server(file_config()) as server:
        loop = asyncio.get_running_loop()
        connection = LoginConnection(server.node, loop.call_soon, lambda *one: told.append(one))
        connection.begin("192.0.2.1", ())
        connection.check_alive(0)
        connection.check_alive(PATIENCE * 100)
        await asyncio.sleep(0)
        assert not server.node.sockets
    assert told == [("", "The server cannot check that just now: try again later.")]


async def test_a_server_that_stops_tells_it() -> None:
    told: list[tuple[str, str]] = []
    async with Server(file_config()) as server:
        loop = asyncio.get_running_loop()
        connection = LoginConnection(server.node, loop.call_soon, lambda *one: told.append(one))
        connection.begin("192.0.2.1", ())
    assert [account for account, _ in told] == [""]
