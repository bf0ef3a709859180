"""Servers, as the doctor sees them."""

from pathlib import Path

import pytest

from tests.client.peers import certificate, peer, welcoming
from tests.client.shell import server_config
from tui_chat.client.connect.known_servers import KnownServer, KnownServers, Standing
from tui_chat.client.connect.tls.tofu_tls_connector import TrustingConnector
from tui_chat.client.doctor import server as reach_module
from tui_chat.client.doctor.finding import Finding, Health
from tui_chat.client.doctor.server import ServerProbe, reach
from tui_chat.server.config.config_schema import Server as ServerSection
from tui_chat.server.process.server import Server
from tui_chat.wire.message import Message

HOST = "127.0.0.1"


async def seen(
    port: int, known: KnownServers | None = None, password: str = ""
) -> dict[str, Finding]:
    connector = TrustingConnector(HOST, port, known or KnownServers(None))
    return {each.topic: each async for each in reach(connector, HOST, port, "ana", password)}


async def test_a_server_of_ours_is_well(tmp_path: Path) -> None:
    async with Server(server_config(), tmp_path) as server:
        found = await seen(server.port)
    assert {each.health for each in found.values()} == {Health.GOOD}
    assert "self-signed, until" in found["Certificate"].text
    assert found["Server"].text.startswith("tui-chat, tui-chat-")


async def test_a_plain_server_is_told_to_be_one() -> None:
    async with peer() as port:
        found = await seen(port)
    assert found["Encryption"].health is Health.BAD
    assert found["Server"].text == "without a name, unknown software"
    assert found["Capabilities"].health is Health.KNOWN


async def test_nobody_there_is_a_trouble() -> None:
    found = await seen(1)
    assert found["Connection"].text.startswith("Nobody answers")


async def test_a_server_that_changed_is_a_trouble(tmp_path: Path) -> None:
    async with peer(tls=certificate(tmp_path)) as port:
        known = KnownServers(None)
        known.put(HOST, port, KnownServer(Standing.PINNED, 1.0, 2.0, "ab" * 32))
        found = await seen(port, known)
    assert "THIS SERVER CHANGED" in found["Connection"].text


async def test_a_server_that_lets_nobody_in_says_why() -> None:
    async with Server(server_config(server=ServerSection(password="sesame"))) as server:
        found = await seen(server.port)
    assert found["Server"].text.startswith("it does not let us in: ")


async def test_what_speaks_something_else_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reach_module, "_PATIENCE", 0.3)
    async with peer(lambda _line: []) as port:
        found = await seen(port)
    assert found["Server"].text == "it accepts connections but does not speak IRC"


async def test_a_taken_nickname_is_no_trouble() -> None:
    async with Server(server_config()) as server:
        connector = TrustingConnector(HOST, server.port, KnownServers(None))
        first = await connector.open()
        first.writer.write(b"NICK ana\r\nUSER a 0 * :a\r\n")
        assert b"001" in await first.reader.read(100)
        found = await seen(server.port)
        first.writer.close()
    assert found["Server"].health is Health.GOOD


async def test_a_password_waits_until_the_server_may_have_sent_us_elsewhere() -> None:
    heard: list[str] = []

    def talk(line: str) -> list[str]:
        return [":irc CAP * LS :sts=port=6697"] if line.startswith("CAP LS") else []

    async with peer(talk, heard=heard) as port:
        found = await seen(port, password="sesame")
    assert found["Server"].text == "it does not let us in: it accepts only encrypted connections"
    assert "PASS sesame" not in heard


@pytest.mark.parametrize("old", [False, True])
async def test_a_password_is_given_in_the_end(*, old: bool) -> None:
    heard: list[str] = []

    def talk(line: str) -> list[str]:
        return [":irc 451 * :Register first"] if old and line[:3] == "CAP" else welcoming(line)

    async with peer(talk, heard=heard) as port:
        await seen(port, password="sesame")
    assert "PASS sesame" in heard


async def test_a_server_that_offers_without_end_does_not_fill_the_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept: list[int] = []
    take = ServerProbe._take_offers

    def counted(visit: ServerProbe, message: Message) -> None:
        take(visit, message)
        kept.append(len(visit._offers))

    monkeypatch.setattr(ServerProbe, "_take_offers", counted)

    def talk(line: str) -> list[str]:
        if line.startswith("CAP LS"):
            return [f":irc CAP * LS * :cap{number}" for number in range(2_000)] + ["ERROR :enough"]
        return []

    async with peer(talk) as port:
        await seen(port)
    assert len(kept) == 2_000
    assert max(kept) == 500
