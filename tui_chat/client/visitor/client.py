"""The client of one visitor, in a process of its own."""

import asyncio
import errno
import socket
from typing import Final

from tui_chat import stdio
from tui_chat.client.config.config_schema import PictureChoice
from tui_chat.client.config.connection_and_ui_options import ClientOptions, UiOptions
from tui_chat.client.language import language_choice
from tui_chat.client.run import run_client
from tui_chat.client.session.nicknames.nick_proposals import simplify
from tui_chat.client.visitor_permissions import VISITOR
from tui_chat.visitor_protocol import CONNECT, CONNECTED, LONGEST, Start

_GUEST: Final = "guest"


def run_visitor(start: Start, control: socket.socket) -> int:
    """Show the client until the visitor leaves; gives the exit status."""
    language_choice.use()
    nick = simplify(start.nick) or start.account or _GUEST
    takes_it = start.has_chosen or bool(start.account) or start.plain
    options = ClientOptions(
        start.host,
        start.port,
        nick if takes_it else "",
        channels=start.channels,
        password=start.password,
        account=start.account,
        visiting=Opener(control).open,
        secured=start.secured,
        trusted=start.trusted,
        certified=bool(start.account),
    )
    ui = UiOptions(abilities=VISITOR, pictures=PictureChoice.OFF)
    with stdio.guarded():
        return run_client(options, ui=ui, plain=start.plain, proposal=nick)


class Opener:
    """Asks the server for connections, over the control socket."""

    def __init__(self, control: socket.socket) -> None:
        self._control = control
        control.setblocking(False)

    async def open(self) -> socket.socket:
        """A new connection. Raises OSError with the server's reason."""
        loop = asyncio.get_running_loop()
        answered = loop.create_future()
        self._control.send(CONNECT)
        loop.add_reader(self._control, _set, answered)
        try:
            await answered
        finally:
            loop.remove_reader(self._control)
        said, descriptors, _flags, _address = socket.recv_fds(self._control, LONGEST, 1)
        if said != CONNECTED or not descriptors:
            raise ConnectionRefusedError(errno.EACCES, said.decode(errors="replace"))
        return socket.socket(fileno=descriptors[0])


def _set(answered: asyncio.Future[None]) -> None:
    if not answered.done():
        answered.set_result(None)
