"""What the node asks of a connection is what a connection can do."""

import inspect

import pytest

from tui_chat.server.output.connection_interface import Receiver, Socket
from tui_chat.server.transport.connection import Connection

ASKED = [
    name
    for protocol in (Receiver, Socket)
    for name, member in vars(protocol).items()
    if inspect.isfunction(member) and not name.startswith("_")
]


@pytest.mark.parametrize("name", ASKED)
def test_a_connection_does_what_is_asked_of_it(name: str) -> None:
    asked = inspect.signature(getattr(Socket, name))
    given = inspect.signature(getattr(Connection, name))
    assert given.parameters.keys() == asked.parameters.keys()
