"""Connections over sockets that are given to the client."""

import socket

import pytest

from tests.client.hosts import FakeHost
from tui_chat.client.config.connection_and_ui_options import ClientOptions
from tui_chat.client.connect.given_socket_connector import SocketConnector
from tui_chat.client.connection_security import Recognised, Security

OURS = Security(Recognised.OURS, trusted=True)


async def refuse() -> socket.socket:
    raise ConnectionRefusedError


async def test_a_connection_goes_over_the_socket_that_is_given() -> None:
    given, other = socket.socketpair()

    async def opener() -> socket.socket:
        return given

    connector = SocketConnector(opener, 6667, OURS)
    opened = await connector.open()
    other.sendall(b"PING 1\r\n")
    assert await opened.reader.readline() == b"PING 1\r\n"
    assert (opened.security, opened.port) == (OURS, 6667)
    opened.writer.close()
    other.close()


async def test_what_the_opener_raises_is_why_there_is_no_connection() -> None:
    with pytest.raises(ConnectionRefusedError):
        await SocketConnector(refuse, 6667, OURS).open()


def test_there_is_one_way_of_which_nothing_is_remembered() -> None:
    connector = SocketConnector(refuse, 6667, OURS)
    connector.demand(6697)
    connector.accept()
    connector.keep(None)
    assert (connector.port, connector.policy) == (6667, None)


@pytest.mark.parametrize(
    ("options", "security"),
    [
        (
            ClientOptions("127.0.0.1", hosting=FakeHost()),
            Security(Recognised.OURS, FakeHost().fingerprint, trusted=True),
        ),
        (ClientOptions("h", visiting=refuse, secured=True), Security(Recognised.VISITED)),
        (ClientOptions("h", visiting=refuse), Security(Recognised.NOTHING)),
    ],
)
def test_only_the_owner_of_the_server_trusts_the_way_there(
    options: ClientOptions, security: Security
) -> None:
    connector = options.connector()
    assert isinstance(connector, SocketConnector)
    assert connector._security == security
