"""A server that runs in this program: the owner's way in, and how others come."""

import socket

import pytest

from tests.client.hosts import FakeHost
from tui_chat.client.connect.hosting import Invitation, OwnServerConnector, words
from tui_chat.client.security import Recognised

HERE = "tui-chat connect 127.0.0.1 6667"
THERE = "tui-chat connect 192.0.2.5 6667"


class OneEnd(FakeHost):
    """Gives one end of a pair of sockets, and keeps the other."""

    def connect(self) -> socket.socket:
        given, self.other = socket.socketpair()
        return given


async def test_the_owner_gets_in_without_a_network_and_is_trusted() -> None:
    host = OneEnd()
    connector = OwnServerConnector(host, 6667)
    opened = await connector.open()
    host.other.sendall(b"PING 1\r\n")
    assert await opened.reader.readline() == b"PING 1\r\n"
    assert (opened.security.recognised, opened.security.trusted) == (Recognised.OURS, True)
    assert opened.port == connector.port == 6667
    opened.writer.close()
    host.other.close()


async def test_a_server_that_is_gone_lets_nobody_in() -> None:
    with pytest.raises(ConnectionRefusedError):
        await OwnServerConnector(FakeHost(), 6667).open()


def test_nothing_is_remembered_of_the_way() -> None:
    connector = OwnServerConnector(FakeHost(), 6667)
    connector.demand(6697)
    connector.accept()
    connector.keep(None)
    assert (connector.port, connector.policy) == (6667, None)


@pytest.mark.parametrize(
    ("invitation", "paragraphs"),
    [
        (Invitation(()), ["This computer has no network address: others cannot join yet."]),
        (
            Invitation((HERE,)),
            [
                f"Others on this computer can join with:\n{HERE}",
                "Only this computer can join. To let others in:\n/share",
            ],
        ),
        (
            Invitation((THERE, HERE), "sesame", is_open=True),
            [f"Others can join with:\n{THERE}\n{HERE}\nPassword: sesame"],
        ),
    ],
)
def test_the_invitation_says_what_others_must_do(
    invitation: Invitation, paragraphs: list[str]
) -> None:
    assert words(invitation) == paragraphs
