"""A visitor's client: who they are in it, and how it gets its connections."""

import asyncio
import errno
import os
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tui_chat.client.config.config_schema import PictureChoice
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.visitor import client
from tui_chat.client.visitor_permissions import VISITOR
from tui_chat.visitor_protocol import CONNECT, CONNECTED, LONGEST, Limits, Start

LIMITS = Limits(memory=1, cpu=1)


@pytest.fixture
def control() -> Iterator[tuple[socket.socket, socket.socket]]:
    """The control socket: the client's end, and the server's."""
    ours, servers = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, servers:
        yield ours, servers


async def test_a_connection_is_the_descriptor_that_the_server_answers_with(
    control: tuple[socket.socket, socket.socket],
) -> None:
    ours, servers = control
    opening = asyncio.create_task(client.Opener(ours).open())
    await asyncio.sleep(0)
    assert servers.recv(LONGEST) == CONNECT
    near, far = socket.socketpair()
    with near:
        socket.send_fds(servers, [CONNECTED], [far.fileno()])
        far.close()
        with await opening as opened:
            near.sendall(b"hello")
            assert opened.recv(9) == b"hello"


async def test_a_refusal_has_the_servers_reason(
    control: tuple[socket.socket, socket.socket],
) -> None:
    ours, servers = control
    opening = asyncio.create_task(client.Opener(ours).open())
    await asyncio.sleep(0)
    servers.send("too many, visitor é".encode())
    with pytest.raises(ConnectionRefusedError, match="too many, visitor é") as raised:
        await opening
    assert raised.value.errno == errno.EACCES


async def test_connected_without_a_connection_is_a_refusal_too(
    control: tuple[socket.socket, socket.socket],
) -> None:
    ours, servers = control
    servers.send(CONNECTED)
    with pytest.raises(ConnectionRefusedError):
        await client.Opener(ours).open()


@pytest.mark.parametrize(
    ("start", "nick", "proposal"),
    [
        (Start(1, LIMITS, "ana"), "", "ana"),
        (Start(1, LIMITS, "ana", has_chosen=True), "ana", "ana"),
        (Start(1, LIMITS, "", account="bia"), "bia", "bia"),
        (Start(1, LIMITS, "", plain=True), "guest", "guest"),
        (Start(1, LIMITS, "a b!", has_chosen=True), "ab", "ab"),
    ],
    ids=["proposed", "chosen", "account", "plain", "odd"],
)
def test_the_nickname_is_proposed_unless_the_visitor_has_chosen_it(
    control: tuple[socket.socket, socket.socket],
    monkeypatch: pytest.MonkeyPatch,
    start: Start,
    nick: str,
    proposal: str,
) -> None:
    shown: list[tuple[ClientOptions, dict[str, Any]]] = []

    def run(options: ClientOptions, **more: Any) -> int:
        shown.append((options, more))
        return 7

    monkeypatch.setattr(client, "run_client", run)
    monkeypatch.setattr("tui_chat.client.language.language_choice.use", lambda: "en")
    assert client.run_visitor(start, control[0]) == 7
    ((options, more),) = shown
    assert (options.nick, more["proposal"], more["plain"]) == (nick, proposal, start.plain)
    assert (more["ui"].abilities, more["ui"].pictures) == (VISITOR, PictureChoice.OFF)
    assert options.visiting is not None
    assert os.get_blocking(control[0].fileno()) is False
