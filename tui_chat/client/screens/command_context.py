"""What is typed in the chat, and what slash commands see and move there."""

import time
from typing import TYPE_CHECKING

from tui_chat.client.buffers.buffers import Buffer
from tui_chat.client.buffers.scrollback import LineKind
from tui_chat.client.commands import TABLE, Invoked, Mistaken, Said
from tui_chat.client.connect.server_address import Address
from tui_chat.client.session import Session

if TYPE_CHECKING:
    from tui_chat.client.screens.chat import ChatScreen


class ChatDesk:
    """The desk of a chat screen (`tui_chat.client.commands.Desk`)."""

    def __init__(self, screen: "ChatScreen") -> None:
        self._screen = screen

    def take(self, text: str, *, literally: bool) -> None:
        """Say `text` in the open place, or do what the command in it means."""
        meant = Said(text) if literally else TABLE.parse(text)
        match meant:
            case Invoked():
                meant.command.do(self, meant.words)
            case Mistaken():
                self.complain(meant.text)
            case Said():
                self.session.say(self.buffer, meant.text, self.now())

    @property
    def session(self) -> Session:
        """The session that the open place belongs to."""
        return self._screen.session

    @property
    def buffer(self) -> Buffer:
        """The open place."""
        return self._screen.buffer

    def now(self) -> float:
        """The time, in seconds of Unix time."""
        return time.time()

    def show(self, buffer: Buffer) -> None:
        """Open another place."""
        self._screen.show(buffer)

    def tell(self, text: str) -> None:
        """Answer the person, in the open place."""
        self._add(LineKind.INFO, text)

    def complain(self, text: str) -> None:
        """Tell the person that something cannot be done, in the open place."""
        self._add(LineKind.ERROR, text)

    def _add(self, kind: LineKind, text: str) -> None:
        self.buffer.append(kind, text, self.now())
        self._screen.repaint_soon()

    def show_help(self, about: str) -> None:
        """Show keys and commands, or about one command."""
        command = TABLE.find(about) if about else None
        if command is None:
            self._screen.post_message(self._screen.HelpAsked())
        else:
            self.tell(command.help)

    def clear(self) -> None:
        """Empty the open place."""
        self.buffer.clear()
        self._screen.repaint_soon()

    def browse(self, pattern: str = "") -> None:
        """Show the channels of the server, to choose one from."""
        self._screen.browse(pattern)

    def connect(self, address: Address) -> None:
        """Connect to one more server."""
        self._screen.post_message(self._screen.ServerAsked(address))

    def reconnect(self) -> None:
        """Connect to the server again, now."""
        self._screen.post_message(self._screen.ConnectAsked(self._screen.connection))

    def leave(self, message: str) -> None:
        """End the program."""
        self._screen.post_message(self._screen.LeaveAsked(message))
