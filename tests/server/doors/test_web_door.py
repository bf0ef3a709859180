"""The door for browsers, with the real client behind it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.server.doors.ssh_visitors import open_config, until
from tests.server.doors.web_visitors import WEB, chatting, opened, web_port
from tests.server.sockets import Client
from tui_chat.server.config.config_schema import Server as Identity
from tui_chat.server.process import banner, invitation_orders
from tui_chat.server.process.invitation_orders import NewInvitationOrder
from tui_chat.server.process.server import Server

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    async with Server(open_config(WEB), tmp_path_factory.mktemp("state")) as running:
        yield running


async def answered(server: Server, request: str) -> str:
    async with await Client.to(server, port=web_port(server)) as page:
        page.sends(f"{request}\r\nHost: 127.0.0.1\r\n\r\n".encode())
        return "\n".join(await page.hears_all())


async def test_a_page_opens_the_client_and_all_hear_each_other(server: Server) -> None:
    async with await Client.named(server, "ana") as ana, opened(server) as nina:
        await nina.shows("Your nickname")
        await nina.types("nina\r")
        await nina.shows("Message #lobby")
        await nina.until(lambda: nina.told)
        assert nina.told == [{"type": "nick", "nick": "nina"}]
        ana.says("PRIVMSG #lobby :good morning")
        await nina.shows("good morning")
        await nina.types("é 🫖\r")
        assert (await ana.hears("PRIVMSG")).endswith(" PRIVMSG #lobby :é 🫖")
        await nina.types("/nick nora\r")
        await nina.until(lambda: len(nina.told) > 1)
        assert nina.told[1:] == [{"type": "nick", "nick": "nora"}]
        await nina.types("/quit\r")
        assert (await nina.ends())[2:] == [{"type": "ended"}]
        await ana.hears(" QUIT ")
    await until(lambda: not len(server.doors))


async def test_a_nickname_that_is_remembered_is_not_asked_for(server: Server) -> None:
    async with opened(server, nick="rui", language="pt-BR") as rui:
        await rui.shows("Mensagem para #lobby")
        assert "apelido" not in rui.shown


async def test_a_tab_that_comes_again_takes_its_nickname_along(server: Server) -> None:
    """Its network was gone, and nobody has noticed yet."""
    again = chatting(server, "eva", tab="secret")
    async with chatting(server, "eva", tab="secret") as old, again as new:
        await new.until(lambda: {"type": "nick", "nick": "eva"} in new.told)
        assert (await old.ends())[-1] == {"type": "replaced"}
        assert [one.nick for one in server.node.network.users.values()] == ["eva"]


async def test_whoever_hangs_up_is_gone_at_once(server: Server) -> None:
    async with await Client.named(server, "ana") as ana, chatting(server, "gil") as gil:
        await ana.hears("gil!gil@")
        gil.socket.transport.abort()
        await ana.hears(" QUIT ")
        await until(lambda: not len(server.doors))


async def test_the_files_of_the_page_are_there(server: Server) -> None:
    page = await answered(server, "GET / HTTP/1.1")
    assert page.startswith("HTTP/1.1 200 OK")
    script = page.partition('<script type="module" src="')[2].partition('"')[0]
    assert len(await answered(server, f"GET {script} HTTP/1.1")) > 300_000


async def test_irc_is_spoken_over_websocket_beside_it(server: Server) -> None:
    async with opened(server, begins=False) as page:
        path = page.socket.request
        assert path is not None
        assert path.path == "/terminal"
    upgrade = "GET /webirc HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
    async with await Client.to(server, port=web_port(server)) as raw:
        raw.sends(f"{upgrade}{key}\r\nHost: x\r\n\r\n".encode())
        assert await raw.hears("101 Switching Protocols")
    await until(lambda: not server.addresses.total)


async def test_it_opens_and_the_operator_is_told_where() -> None:
    wanted = [open_config(WEB)]
    async with Server(wanted[0], read_again=lambda: wanted[0]) as server:
        said = "\n".join(banner.lines(server))
        assert f"Without a client: http://127.0.0.1:{web_port(server)}/" in said


async def test_the_server_ends_and_pages_are_told(tmp_path: Path) -> None:
    async with Server(open_config(WEB), tmp_path) as server, chatting(server, "nina") as nina:
        server.doors.close()
        await nina.ends()
        assert nina.socket.close_code == 1001


async def test_an_invitation_lets_in_past_the_password() -> None:
    config = open_config(WEB, server=Identity(password="sesame"))
    async with Server(config) as server:
        token = invitation_orders.new_token()
        invitation_orders.make(server.node, token, NewInvitationOrder(1, 1, account=False))
        (link,) = server.ways_to_join.web
        assert link == f"http://127.0.0.1:{web_port(server)}/"
        for _ in range(2):  # a reload is no second use: the page has a word of its own
            async with chatting(server, "nina", invitation=f"{token}.secret", tab="1"):
                assert [one.nick for one in server.node.network.users.values()] == ["nina"]
        async with opened(server, nick="eve", invitation=token) as eve:
            await eve.shows("invitation is used up")
